declare const handleClass: unique symbol;

/**
 * A handle of a libvirt object, owned by one JavaScript thread. It owns one reference, which is
 * released when the handle is freed or garbage collected.
 */
export interface Handle<Class extends string> {
  readonly [handleClass]: Class;
}

/** Receives the arguments of an event. Handles among them belong to the listener. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- depends on the event
export type EventCallback = (...payload: any[]) => void;

/** A credential that libvirt requests while it opens a connection. */
export interface RawCredential {
  readonly type: number;
  readonly prompt: string | null;
  readonly challenge: string | null;
  readonly defresult: string | null;
}

/** Receives the requested credentials. Call `answer` with one answer for each, or null to refuse. */
export type Ask = (
  credentials: readonly RawCredential[],
  answer: (answers: readonly string[] | null) => void,
) => void;
