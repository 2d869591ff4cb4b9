import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { ModuleEdit } from '../modload/commit.js';
import type { Environment } from '../base/environment.js';
import type { FileTree } from '../base/files.js';
import { isStandardImportPath } from '../module/pattern.js';
import type { Semantics } from '../modload/policy.js';
import type { LoadEvent } from '../base/report.js';
import type { OpenOptions } from '../open-module.js';
import type { OpenedModule, RootSearch, Settings } from '../modload/state.js';
import { firstText } from '../base/text.js';
import { isStandardPackage } from '../imports/standard-library.js';
import { standardRoot } from '../imports/standard-tree.js';
import type { Release } from '../modload/release.js';
import type { CommandLine, FlagCheck, FlagKinds } from './flags.js';
import { CommandError, type Host } from './host.js';

/** A verb of the command line. */
export interface Command {
  /** Its usage line, such as `go mod tidy [-e]`. */
  readonly usage: string;
  /** Its usage line in a release of Go, if it is another one in some. */
  readonly usageIn?: (goVersion: string) => string;
  readonly flags: FlagKinds;
  readonly checks?: ((release: Release) => Readonly<Record<string, FlagCheck>>) | undefined;
  /** Whether the module loader must be on: GO111MODULE=off is an error, not another mode. */
  readonly needsModules?: boolean;
  /** Runs the verb and returns the exit status. */
  run(invocation: Invocation): Promise<number>;
}

/** A verb of the command line; its command is imported when the verb is run. */
export interface Verb {
  /** What it does, in one line. */
  readonly about: string;
  readonly load: () => Promise<Command>;
}

/** All verbs, by name: `get`, `mod tidy`. */
export type Verbs = ReadonlyMap<string, Verb>;

/** The flags of every command that loads modules. */
export const moduleFlags = {
  modcacherw: 'boolean',
  modfile: 'text',
  overlay: 'text',
} as const;

/** The flags that print what is done. */
export const traceFlags = { n: 'boolean', x: 'boolean' } as const;

/** The flags of commands that build; most of them matter to a compiler only. */
export const buildFlags = {
  ...traceFlags,
  ...moduleFlags,
  a: 'boolean',
  p: 'text',
  v: 'boolean',
  asmflags: 'each',
  buildmode: 'text',
  buildvcs: 'optional',
  compiler: 'text',
  gccgoflags: 'each',
  gcflags: 'each',
  // What -mod was called in 2018.
  getmode: 'text',
  installsuffix: 'text',
  ldflags: 'each',
  linkshared: 'boolean',
  mod: 'text',
  pkgdir: 'text',
  race: 'boolean',
  msan: 'boolean',
  asan: 'boolean',
  tags: 'text',
  toolexec: 'text',
  trimpath: 'boolean',
  work: 'boolean',
} as const;

/** How the module loader is started for a command. */
export interface OpenCommandOptions extends RootSearch {
  readonly isQuiet?: boolean;
}

/** A parsed command line, with everything that running it needs. */
export class Invocation {
  readonly host: Host;
  readonly environment: Environment;
  readonly command: Command;
  /** All verbs, for `help`. */
  readonly verbs: Verbs;
  readonly flags: Readonly<Record<string, boolean | string | readonly string[] | undefined>>;
  readonly given: CommandLine<FlagKinds>['given'];
  readonly args: readonly string[];
  /** The Go release to act as. */
  readonly release: Release;
  readonly #semantics: Semantics;
  readonly #flagsOfEnvironment: readonly string[];
  #progressLength = 0;

  constructor(
    host: Host,
    environment: Environment,
    command: Command,
    verbs: Verbs,
    line: CommandLine<FlagKinds>,
    semantics: Semantics,
    release: Release,
    flagsOfEnvironment: readonly string[],
  ) {
    this.host = host;
    this.environment = environment;
    this.command = command;
    this.verbs = verbs;
    this.flags = line.flags;
    this.given = line.given;
    this.args = line.rest;
    this.#semantics = semantics;
    this.release = release;
    this.#flagsOfEnvironment = flagsOfEnvironment;
  }

  /** The same command line with other arguments. */
  withArguments(rest: readonly string[]): Invocation {
    return this.#with({ flags: this.flags, given: this.given, rest });
  }

  /** The same command line without some flags. */
  without(...names: readonly string[]): Invocation {
    const flags = Object.fromEntries(
      Object.entries(this.flags).filter(([name]) => !names.includes(name)),
    );
    const given = this.given.filter(({ name }) => !names.includes(name));
    return this.#with({ flags, given, rest: this.args });
  }

  #with(line: Pick<Invocation, 'flags' | 'given'> & { rest: readonly string[] }): Invocation {
    return new Invocation(
      this.host,
      this.environment,
      this.command,
      this.verbs,
      line as CommandLine<FlagKinds>,
      this.#semantics,
      this.release,
      this.#flagsOfEnvironment,
    );
  }

  /** Returns whether a flag without a value was given. */
  has(name: string): boolean {
    return this.flags[name] === true;
  }

  /** The text that a flag was given; `undefined` if it was not. */
  text(name: string): string | undefined {
    const value = this.flags[name];
    return typeof value === 'string' ? value : undefined;
  }

  print(text: string): void {
    this.host.stdout(text);
  }

  /** Writes a message to standard error, on a line of its own. */
  complain(text: string): void {
    this.#clearProgress();
    this.host.stderr(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Says that nothing is compiled, unlike Go's verb. */
  sayWhatIsLeft(what: string): void {
    if (this.host.env['GOMODLOAD_QUIET']) return;
    this.complain(`gomodload: packages were loaded and resolved; nothing was ${what}`);
  }

  get semantics(): Semantics {
    return this.#semantics;
  }

  /** Returns whether GOFLAGS, not the command line, gave a flag. */
  isFromEnvironment(name: string): boolean {
    return this.#flagsOfEnvironment.some((word) => word.replace(/^--?/, '').split('=')[0] === name);
  }

  #clearProgress(): void {
    if (this.#progressLength === 0) return;
    this.host.stderr(`\r${' '.repeat(this.#progressLength)}\r`);
    this.#progressLength = 0;
  }

  #onEvent = (event: LoadEvent): void => {
    switch (event.kind) {
      case 'trace':
        if (this.has('x')) this.complain(event.text);
        break;
      case 'progress':
        if (this.host.isTerminal) this.#showProgress(event);
        break;
      default:
        this.complain(event.text);
    }
  };

  #showProgress({ text, received, total }: LoadEvent & { kind: 'progress' }): void {
    const done = total ? `${Math.floor((100 * received) / total)}%` : `${received >> 10} KiB`;
    const line = `${text} ${done}`;
    this.host.stderr(`\r${line}${' '.repeat(Math.max(0, this.#progressLength - line.length))}`);
    this.#progressLength = line.length;
  }

  async #files(): Promise<FileTree> {
    const { absolutePath, disk, overlay } = await import('./loader.js');
    const file = this.text('overlay');
    if (!file) return disk;
    let text: string;
    try {
      text = readFileSync(absolutePath(this.host.cwd, file), 'utf8');
    } catch {
      throw new CommandError(`go: reading overlay file: open ${file}: no such file or directory`);
    }
    try {
      return overlay(text, this.host.cwd);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CommandError(`go: parsing overlay JSON: ${reason}`);
    }
  }

  /** The settings of the command line. */
  async settings(options: OpenCommandOptions = {}): Promise<Settings> {
    const { settingsOf } = await import('./loader.js');
    const getMode = this.text('getmode') ?? '';
    const isOld = this.semantics === '2018';
    if (getMode !== '' && getMode !== 'vendor' && !(isOld && getMode === 'local')) {
      const known = isOld ? "'', 'local', or 'vendor'" : "'' or 'vendor'";
      throw new CommandError(`-getmode=${getMode} not supported (can be ${known})`);
    }
    if (getMode !== '' && this.environment.GO111MODULE === 'off') {
      throw new CommandError(`build flag -getmode=${getMode} only valid when using modules`);
    }
    const given = firstText(this.text('mod'), getMode === 'vendor' ? getMode : '');
    const mode = given === '' ? undefined : given;
    if (mode !== undefined && !/^(mod|readonly|vendor)$/.test(mode)) {
      throw new CommandError(
        `-mod=${mode} not supported (can be '', 'mod', 'readonly', or 'vendor')`,
      );
    }
    const goModFile = this.text('modfile');
    // Where no module is looked for, GOFLAGS may go on naming a file for the others.
    const isIgnored = options.root === 'none' && this.isFromEnvironment('modfile');
    const settings = settingsOf(this.host.cwd, {
      ...(await this.#options(options)),
      mode: getMode === 'local' ? 'offline' : (mode as 'mod' | undefined),
      goModFile: goModFile && !isIgnored ? resolve(this.host.cwd, goModFile) : undefined,
    });
    return { ...settings, release: this.release };
  }

  async #options(options: OpenCommandOptions): Promise<OpenOptions> {
    const tags = this.text('tags') ?? '';
    return {
      environment: this.environment,
      files: await this.#files(),
      semantics: this.#semantics,
      tags: tags.split(/[\s,']+/).filter(Boolean),
      keepsWritable: this.has('modcacherw'),
      isQuiet: options.isQuiet ?? false,
      onEvent: this.#onEvent,
    };
  }

  /** Opens the module or workspace that the command is run in. */
  async open(options: OpenCommandOptions = {}): Promise<OpenedModule> {
    if (this.environment.GO111MODULE === 'off') {
      this.#demandStandardPackages();
      options = { ...options, root: 'none' };
    }
    const { OpenedModule } = await import('./loader.js');
    const settings = await this.settings(options);
    const module = new OpenedModule(settings, options);
    const [goPath] = this.environment.GOPATH.split(':');
    if (goPath && existsSync(`${goPath}/go.mod`)) {
      throw new CommandError('go: $GOPATH/go.mod exists but should not');
    }
    return module;
  }

  /** Without modules there are only the packages of the Go tree: those in GOPATH are not supported. */
  #demandStandardPackages(): void {
    const source = join(this.release.root, 'src');
    for (const argument of this.args) {
      if (argument.includes('@') && this.semantics === '2018') {
        throw new CommandError('go: cannot use path@version syntax in GOPATH mode');
      }
      if (argument.includes('@')) {
        throw new CommandError(
          `package ${argument}: can only use path@version syntax with 'go get' and 'go install' in module-aware mode`,
        );
      }
      if (/^mod(\/|$)/.test(argument)) {
        const quoted = JSON.stringify(argument);
        throw new CommandError(`package ${argument}: disallowed import path ${quoted}`);
      }
      const isStandard = isAbsolute(argument)
        ? argument.startsWith(`${source}/`)
        : isStandardImportPath(argument) && this.#hasStandard(argument);
      if (isStandard) continue;
      throw new CommandError(
        'gomodload: GO111MODULE=off: packages outside of modules are not supported',
      );
    }
  }

  #hasStandard(path: string): boolean {
    const { root, library } = this.release;
    return root === standardRoot
      ? isStandardPackage(path, library)
      : existsSync(join(root, 'src', path));
  }

  /** Ends the command when it was given arguments. */
  demandNoArguments(text: string): void {
    if (this.args.length > 0) throw new CommandError(text);
  }

  /** Writes what an operation changed. */
  async write(edit: ModuleEdit): Promise<void> {
    await edit.write();
  }
}
