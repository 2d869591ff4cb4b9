import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleProxy } from './module-proxy.js';
import { removeAll, runScript, type ScriptEnvironment, type ScriptResult } from './script.js';
import type { Toolchain } from './toolchain.js';

/** Go's scripts about modules and workspaces, and all that they need to run. */
export class Suite {
  readonly #toolchain: Toolchain;
  readonly #folder: string;
  readonly #proxy: ModuleProxy;
  readonly #environment: ScriptEnvironment;

  private constructor(toolchain: Toolchain, folder: string, proxy: ModuleProxy) {
    this.#toolchain = toolchain;
    this.#folder = folder;
    this.#proxy = proxy;
    this.#environment = {
      programFolder: join(folder, 'bin'),
      goVersion: toolchain.version,
      goRoot: toolchain.root,
      goCache: join(folder, 'go-cache'),
      proxy: proxy.url,
      checksumDatabase: proxy.checksumDatabase,
    };
  }

  /** @param program the command that the scripts are to know as `go`, with its first arguments */
  static async start(toolchain: Toolchain, program: readonly string[]): Promise<Suite> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'go-scripts-')));
    mkdirSync(join(folder, 'bin'));
    const go = join(folder, 'bin/go');
    if (program.length === 1) {
      symlinkSync(program[0]!, go);
    } else {
      const words = program.map((word) => `'${word}'`).join(' ');
      writeFileSync(go, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
    }
    return new Suite(toolchain, folder, await ModuleProxy.start(join(toolchain.testData, 'mod')));
  }

  /** The names of the scripts about modules and workspaces. */
  get scripts(): readonly string[] {
    return scriptNames(this.#toolchain);
  }

  run(script: string): Promise<ScriptResult> {
    const file = join(this.#toolchain.testData, 'script', `${script}.txt`);
    return runScript(file, join(this.#folder, `script-${script}`), this.#environment);
  }

  close(): void {
    this.#proxy.close();
    removeAll(this.#folder);
  }
}

/** The names of Go's scripts about modules and workspaces. */
export function scriptNames({ testData }: Toolchain): readonly string[] {
  return readdirSync(join(testData, 'script'))
    .filter((file) => /^(mod|work)_.*\.txt$|^work\.txt$/.test(file))
    .map((file) => file.slice(0, -'.txt'.length))
    .sort();
}
