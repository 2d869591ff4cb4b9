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
  /** A `virConnectCredentialType`, such as 5 for a passphrase. */
  readonly type: number;
  /** The text to show to the user. */
  readonly prompt: string | null;
  /** More text to show, such as the name of the host. */
  readonly challenge: string | null;
  /** The default answer. */
  readonly defresult: string | null;
}

/**
 * Receives the requested credentials. Call `answer` once: with a string for each credential, in the
 * same order, or with null to refuse, which makes the connection fail.
 */
export type Ask = (
  credentials: readonly RawCredential[],
  answer: (answers: readonly string[] | null) => void,
) => void;
