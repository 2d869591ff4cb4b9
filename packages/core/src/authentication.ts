import type { Ask, RawCredential } from '@libvirt/native';
import type { ConnectCredentialType } from './generated/constants.js';
import { bindContext } from './listener.js';
import { typeError } from './stack.js';

/** A credential that libvirt asks for while it opens a connection. */
export interface ConnectCredential {
  /** The kind of credential, such as a user name or a passphrase. */
  readonly type: ConnectCredentialType;
  /** The prompt to show to the user, or null. */
  readonly prompt: string | null;
  /** The challenge to respond to, for mechanisms that have one; otherwise null. */
  readonly challenge: string | null;
  /** The result that is used if there is no answer, or null. */
  readonly defResult: string | null;
}

/**
 * Returns a credential, or a promise of it. Depending on how the host authenticates, a user name is
 * requested as `USERNAME` or `AUTHNAME`, a passphrase as `PASSPHRASE` or `NOECHOPROMPT`. For null or
 * `undefined`, libvirt gets `defResult`; if that is null too, authentication is refused.
 */
export type ConnectAuth = (
  credential: ConnectCredential,
) => string | null | undefined | Promise<string | null | undefined>;

/** Prompts for the credentials of one connection. Refuses to answer once `signal` is aborted. */
export class CredentialPrompter {
  readonly #auth: ConnectAuth;
  readonly #signal: AbortSignal | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** Calls the user's `auth` for one credential after the other. */
  constructor(auth: ConnectAuth, signal: AbortSignal | undefined) {
    this.#auth = bindContext(auth);
    this.#signal = signal;
  }

  /** Answers the raw call. */
  readonly ask: Ask = (credentials, answer) => {
    const refuse = () => {
      answer(null);
    };
    this.#signal?.addEventListener('abort', refuse, { once: true });
    if (this.#signal?.aborted) refuse();
    this.#prompt(credentials)
      .then(answer, (error: unknown) => {
        this.#failure = { error };
        refuse();
      })
      .finally(() => this.#signal?.removeEventListener('abort', refuse));
  };

  /**
   * Returns the error to report when the connection could not be opened: what the user's function
   * threw if it did, otherwise the given one.
   */
  reasonOr(error: unknown): unknown {
    return this.#failure ? this.#failure.error : error;
  }

  async #prompt(credentials: readonly RawCredential[]): Promise<readonly string[] | null> {
    const answers: string[] = [];
    for (const { type, prompt, challenge, defresult } of credentials) {
      const given: unknown = await this.#auth({ type, prompt, challenge, defResult: defresult });
      const answer = given ?? defresult;
      if (answer === null) return null;
      if (typeof answer !== 'string' || answer.includes('\0')) {
        throw typeError('auth must return a string without NUL characters, null or undefined');
      }
      answers.push(answer);
    }
    return answers;
  }
}
