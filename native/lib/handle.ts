declare const handleClass: unique symbol;

/**
 * A handle of libvirt, owned by one JavaScript thread. It holds one reference, which is given back
 * when the handle is freed or collected.
 */
export interface Handle<Class extends string> {
  readonly [handleClass]: Class;
}

/** Receives the arguments of an event, handles among them owned by the receiver. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- they depend on the event
export type EventCallback = (...payload: any[]) => void;
