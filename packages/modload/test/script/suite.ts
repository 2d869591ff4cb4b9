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
import { compare } from '../../src/module/semver.js';
import { ModuleProxy } from './module-proxy.js';
import { architecture } from './conditions.js';
import { Repositories } from './repositories.js';
import { removeAll, runScript, type RunGo, type ScriptResult } from './script.js';
import type { Toolchain } from './toolchain.js';

/** How a suite differs from Go's own. */
export interface SuiteOptions {
  /** Variables that the scripts see; `undefined` takes one away. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Conditions that hold although they usually do not, such as `net`. */
  readonly conditions?: ReadonlySet<string>;
}

/** Go's scripts about modules and workspaces, and all that they need to run. */
export class Suite {
  readonly #toolchain: Toolchain;
  readonly #folder: string;
  readonly #proxy: ModuleProxy;
  readonly #repositories: Repositories;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #runGo: RunGo | undefined;
  readonly #conditions: ReadonlySet<string> | undefined;

  private constructor(
    toolchain: Toolchain,
    folder: string,
    proxy: ModuleProxy,
    run: RunGo | undefined,
    options: SuiteOptions,
  ) {
    this.#runGo = run;
    this.#conditions = options.conditions;
    this.#toolchain = toolchain;
    this.#folder = folder;
    this.#proxy = proxy;
    const repositories = join(toolchain.testData, 'vcstest/git');
    this.#repositories = new Repositories(repositories, join(folder, 'repositories'));
    // Since 1.21, a release is a version of the language.
    const isOld = compare(`v${toolchain.version}`, 'v1.21') < 0;
    const variables: Record<string, string | undefined> = {
      ...this.#repositories.variables,
      PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: '/no-home',
      CCACHE_DISABLE: '1',
      // Go has nothing to say where gomodload tells that it does not compile.
      GOMODLOAD_QUIET: '1',
      GOARCH: architecture,
      GOCACHE: join(folder, 'go-cache'),
      GODEBUG: '',
      GOEXE: '',
      GOEXPERIMENT: '',
      GOOS: 'linux',
      GOPROXY: proxy.url,
      GOPRIVATE: '',
      GOROOT: toolchain.root,
      GOROOT_FINAL: '',
      GOTOOLCHAIN: isOld ? `go${toolchain.version}` : 'auto',
      GOTRACEBACK: 'system',
      TESTGO_GOROOT: toolchain.root,
      GOSUMDB: proxy.checksumDatabase,
      GONOPROXY: '',
      GONOSUMDB: '',
      GOVCS: '*:all',
      HGRCPATH: '',
      devnull: '/dev/null',
      newline: '\n',
      goversion: isOld ? toolchain.version : toolchain.release,
      ...options.variables,
    };
    this.#variables = Object.fromEntries(
      Object.entries(variables).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    );
  }

  /**
   * @param program the command that the scripts are to know as `go`, with its first arguments
   * @param run the same, to be run in this process where that will do
   * @param options how the suite differs from Go's own
   */
  static async start(
    toolchain: Toolchain,
    program: readonly string[],
    run?: RunGo,
    options: SuiteOptions = {},
  ): Promise<Suite> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'go-scripts-')));
    mkdirSync(join(folder, 'bin'));
    const go = join(folder, 'bin/go');
    if (program.length === 1) {
      symlinkSync(program[0]!, go);
    } else {
      const words = program.map((word) => `'${word}'`).join(' ');
      writeFileSync(go, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
    }
    return new Suite(
      toolchain,
      folder,
      await ModuleProxy.start(join(toolchain.testData, 'mod')),
      run,
      options,
    );
  }

  /** The names of the scripts about modules and workspaces. */
  get scripts(): readonly string[] {
    return scriptNames(this.#toolchain);
  }

  async run(script: string): Promise<ScriptResult> {
    const file = join(this.#toolchain.testData, 'script', `${script}.txt`);
    await this.#repositories.prepare(file);
    const work = join(this.#folder, `script-${script}`);
    const GOPATH = join(work, 'gopath');
    try {
      return await runScript(file, {
        work,
        folder: 'gopath/src',
        go: join(this.#folder, 'bin/go'),
        run: this.#runGo,
        conditions: this.#conditions,
        variables: { ...this.#variables, GOPATH },
      });
    } finally {
      removeAll(work);
    }
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
