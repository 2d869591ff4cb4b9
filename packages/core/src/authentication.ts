import type { Ask, RawCredential } from '@libvirt/native';
import type { ConnectCredentialType } from './generated/constants.js';
import { inContext } from './events/emitter.js';
import { typeError } from './stack.js';

/** What libvirt asks while it opens a connection. */
export interface ConnectCredential {
  /** What is asked for, such as a user name or a passphrase. */
  readonly type: ConnectCredentialType;
  /** The question in words, or null. */
  readonly prompt: string | null;
  /** What has to be answered to, where the mechanism knows such, or null. */
  readonly challenge: string | null;
  /** The answer that is taken if there is none, or null. */
  readonly defResult: string | null;
}

/**
 * Answers one question. A user name may be asked for as `USERNAME` or `AUTHNAME`, a passphrase as
 * `PASSPHRASE` or `NOECHOPROMPT`, by the host's way to authenticate; with null or undefined the default is taken, and without a default the
 * question is refused.
 */
export type ConnectAuth = (
  credential: ConnectCredential,
) => string | null | undefined | Promise<string | null | undefined>;

/** Answers that are under way: they are refused when `signal` is aborted. */
export class Interview {
  readonly #auth: ConnectAuth;
  readonly #signal: AbortSignal | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** `auth` is the user's, and is called for one question after the other. */
  constructor(auth: ConnectAuth, signal: AbortSignal | undefined) {
    this.#auth = inContext(auth);
    this.#signal = signal;
  }

  /** For the raw call. */
  readonly ask: Ask = (credentials, answer) => {
    const refuse = () => {
      answer(null);
    };
    this.#signal?.addEventListener('abort', refuse, { once: true });
    if (this.#signal?.aborted) refuse();
    this.#answers(credentials)
      .then(answer, (error: unknown) => {
        this.#failure = { error };
        refuse();
      })
      .finally(() => this.#signal?.removeEventListener('abort', refuse));
  };

  /** What is to be told when the connection could not be opened: what the user's function threw. */
  reasonOr(error: unknown): unknown {
    return this.#failure ? this.#failure.error : error;
  }

  async #answers(credentials: readonly RawCredential[]): Promise<readonly string[] | null> {
    const answers: string[] = [];
    for (const { type, prompt, challenge, defresult } of credentials) {
      const given: unknown = await this.#auth({ type, prompt, challenge, defResult: defresult });
      const answer = given ?? defresult;
      if (answer === null) return null;
      if (typeof answer !== 'string' || answer.includes('\0')) {
        throw typeError('auth must answer with a string without NUL, null or undefined');
      }
      answers.push(answer);
    }
    return answers;
  }
}
