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

/** What libvirt asks while it opens a connection. */
export interface RawCredential {
  readonly type: number;
  readonly prompt: string | null;
  readonly challenge: string | null;
  readonly defresult: string | null;
}

/** Asked for credentials; `answer` is given as many answers, or null to refuse. */
export type Ask = (
  credentials: readonly RawCredential[],
  answer: (answers: readonly string[] | null) => void,
) => void;
