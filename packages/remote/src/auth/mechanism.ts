/** A name and a password. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** What one side of a mechanism says: the first message, then answers, until the other side is done. */
export type Mechanism = (credentials: Credentials) => {
  readonly first: Buffer;
  readonly next: (challenge: Buffer) => Buffer;
  /** Whether the other side has proved itself, if the mechanism asks for that. */
  readonly isProved: () => boolean;
};
