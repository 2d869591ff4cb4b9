import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender, Missing } from './contender.js';
import { c } from './contenders/c.js';
import { core } from './contenders/core.js';
import { go } from './contenders/go.js';
import { python } from './contenders/python.js';
import { remote } from './contenders/remote.js';
import { unraid } from './contenders/unraid.js';
import { UnavailableError } from './scenario.js';

/** The contenders whose programs can be built here. They are built when they are first needed. */
export class Contenders implements Disposable {
  readonly #all: Contender[] = [];
  readonly #missing: Missing[] = [];
  #folder: string | undefined;

  get all(): readonly Contender[] {
    if (this.#folder === undefined) this.#prepare();
    return this.#all;
  }

  /** The contenders that cannot take part. */
  get missing(): readonly Missing[] {
    return this.#missing;
  }

  [Symbol.dispose](): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #prepare(): void {
    // Their programs read their memory use from /proc.
    if (process.platform !== 'linux')
      throw new UnavailableError('only Linux can compare contenders');
    const folder = (this.#folder = mkdtempSync(join(tmpdir(), 'bench-programs-')));
    process.once('exit', () => this[Symbol.dispose]());
    for (const each of [c, core, remote, go, python, unraid]) {
      const prepared = each.prepare(folder);
      if (typeof prepared === 'string') {
        this.#missing.push({ name: each.name, reason: prepared });
        console.error(`${each.name} does not take part: ${prepared}`);
      } else {
        this.#all.push({ name: each.name, ...prepared });
      }
    }
  }
}
