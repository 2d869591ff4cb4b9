import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Request, Requests } from './sites.js';

type Result<Name extends keyof Requests> = Awaited<ReturnType<Requests[Name]>>;

/** The process with the daemons. */
export class SitesProcess {
  readonly #child = fork(fileURLToPath(new URL('sites.ts', import.meta.url)));
  readonly #pending = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor() {
    this.#child.on('message', (answer: Answer) => this.#pending.get(answer.id)!(answer));
    this.#child.once('exit', (code) => {
      if (code !== 0) throw new Error(`the process with the daemons ended with ${code}`);
    });
  }

  /** Makes a request, and resolves to its result. */
  async ask<Name extends keyof Requests>(
    name: Name,
    ...[argument]: Parameters<Requests[Name]>
  ): Promise<Result<Name>> {
    const id = (this.#last += 1);
    const answer = await new Promise<Answer>((resolve) => {
      this.#pending.set(id, resolve);
      this.#child.send({ id, name, argument: argument as never } satisfies Request);
    });
    this.#pending.delete(id);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value as Result<Name>;
  }

  /** Ends the process. */
  end(): void {
    this.#child.disconnect();
  }
}
