import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender, Missing } from './contender.js';
import { c } from './contenders/c.js';
import { core } from './contenders/core.js';
import { go } from './contenders/go.js';
import { python } from './contenders/python.js';
import { unraid } from './contenders/unraid.js';
import { Unable } from './scenario.js';

/** Everybody who takes part. They are built when they are first asked for. */
export class Field implements Disposable {
  readonly #contenders: Contender[] = [];
  readonly #missing: Missing[] = [];
  #folder: string | undefined;

  get contenders(): readonly Contender[] {
    if (this.#folder === undefined) this.#prepare();
    return this.#contenders;
  }

  /** Those that were asked for and cannot take part. */
  get missing(): readonly Missing[] {
    return this.#missing;
  }

  [Symbol.dispose](): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #prepare(): void {
    // Their programs read how much memory they take from /proc.
    if (process.platform !== 'linux') throw new Unable('contenders are compared on Linux');
    const folder = (this.#folder = mkdtempSync(join(tmpdir(), 'bench-programs-')));
    process.once('exit', () => this[Symbol.dispose]());
    for (const each of [c, core, go, python, unraid]) {
      const prepared = each.prepare(folder);
      if (typeof prepared === 'string') {
        this.#missing.push({ name: each.name, reason: prepared });
        console.error(`${each.name} does not take part: ${prepared}`);
      } else {
        this.#contenders.push({ name: each.name, ...prepared });
      }
    }
  }
}
