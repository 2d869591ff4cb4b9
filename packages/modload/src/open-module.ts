import { isAbsolute, join, resolve } from 'node:path';
import { resolveEnvironment, type Environment } from './base/environment.js';
import { ModloadError, NotFoundError } from './base/errors.js';
import { disk, type FileTree } from './base/files.js';
import { Report, ReportedError, type LoadListener } from './base/report.js';
import { consumable, type Consumability } from './commands/consumable.js';
import { download, type Download } from './commands/download.js';
import { explainModule, type Explanation } from './commands/explain.js';
import { get, type GetOptions, type GetResult } from './commands/get.js';
import { loadModuleGraph } from './commands/graph.js';
import * as init from './commands/init.js';
import { load, type LoadPackagesOptions, type LoadPackagesResult } from './commands/load.js';
import { readPlannedTree, type PlannedTag } from './commands/planned-tree.js';
import { tidy, type TidyOptions } from './commands/tidy.js';
import { vendor, type VendorOptions, type VendorResult } from './commands/vendor.js';
import { verify, type VerifyProblem } from './commands/verify.js';
import { why, type Reason, type WhyOptions } from './commands/why.js';
import * as work from './commands/work.js';
import type { RevInfo } from './modfetch/repo.js';
import type { ModuleSource } from './modfetch/source.js';
import type { GoMod } from './modfile/gomod.js';
import { checkAllowed } from './modload/allowed.js';
import type { ModuleEdit } from './modload/commit.js';
import { isDisallowed } from './modload/disallowed.js';
import { resolveImport, type ResolvedImport } from './modload/import.js';
import {
  listModules,
  selectedModuleInfo,
  type ListOptions,
  type ModuleInfo,
} from './modload/list-modules.js';
import {
  describePackages,
  type DescribeOptions,
  type PackageDescription,
} from './modload/list-packages.js';
import { query } from './modload/module-query.js';
import { impliedVariables, policyOf, type Semantics } from './modload/policy.js';
import type { ModuleGraph } from './modload/requirements.js';
import { chooseRelease } from './modload/release.js';
import { OpenedModule, type LoadState, type ModeDefaults, type Settings } from './modload/state.js';
import type { ModuleVersion } from './module/module.js';

/** Options of {@link openModule}. */
export interface OpenOptions {
  /** Go's environment variables; by default those of the process and of `go env -w`. */
  readonly environment?: Environment | undefined;
  /** Overrides GOPROXY. */
  readonly proxy?: string;
  /** Overrides GOMODCACHE. */
  readonly cacheDirectory?: string;
  /** Where modules come from, instead of the network and the module cache. */
  readonly source?: ModuleSource;
  /**
   * How go.mod is treated: it may be changed (`mod`), it must be complete (`readonly`), the vendor
   * directory provides all other modules (`vendor`), or the network is not used (`offline`). By default
   * only operations that exist to change go.mod may change it.
   */
  readonly mode?: 'mod' | 'readonly' | 'vendor' | 'offline' | undefined;
  /** Whose rules apply where no go line decides; default: `current`. */
  readonly semantics?: Semantics;
  /** Build tags in addition to those of the platform. */
  readonly tags?: readonly string[];
  /**
   * The Go release to act as, such as `1.24`. By default the one that GOTOOLCHAIN or GOROOT names, else the newest that
   * is known, with the standard library of the module's go or toolchain line.
   */
  readonly goVersion?: string;
  /** A file to use instead of go.mod; its go.sum stands beside it. */
  readonly goModFile?: string | undefined;
  /** The files of the main modules; default: the disk. */
  readonly files?: FileTree;
  /** Whether directories in the module cache stay writable. */
  readonly keepsWritable?: boolean;
  /** Suppresses download events. */
  readonly isQuiet?: boolean;
  /** Whether a module is required (`need`) or not even searched for (`none`). */
  readonly root?: 'need' | 'none' | undefined;
  /** Ends every operation on the module: it rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Receives notes, warnings, errors and progress. */
  readonly onEvent?: LoadListener | undefined;
}

/** Options of every operation of a {@link Module}. */
export interface CallOptions {
  /** Ends the operation: it rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `Module.query`. */
export interface QueryOptions extends CallOptions {
  /** The version in use, for `upgrade` and `patch`. */
  readonly current?: string;
}

/** Result of `Module.listPackages`. */
export interface ListPackagesResult {
  readonly packages: readonly PackageDescription[];
  /** The change of go.mod and go.sum that the packages need. */
  readonly edit: ModuleEdit;
}

/** Result of `Module.tidy`. */
export interface TidyResult {
  readonly edit: ModuleEdit;
}

/** Result of `Module.download`. */
export interface ModuleDownloadResult {
  readonly downloads: readonly Download[];
  /** The changes of go.mod and go.sum. */
  readonly edit: ModuleEdit;
}

/** Creates a {@link Module}; assigned by the class, whose constructor is private. */
let createModule: (opened: OpenedModule) => Module;

/**
 * A main module, or the modules of a workspace. Each operation reads the files again and changes none of
 * them: operations that change go.mod or go.sum return an edit, whose `write()` applies it.
 */
export class Module {
  static {
    createModule = (opened) => new Module(opened);
  }

  readonly #opened: OpenedModule;

  private constructor(opened: OpenedModule) {
    this.#opened = opened;
  }

  /** The root directory of the module; empty in a workspace, or without a module. */
  get root(): string {
    return this.#opened.root;
  }

  /** Reads the main modules and runs an operation on them, until a signal ends it. */
  async #run<Result>(
    { signal }: CallOptions,
    defaults: ModeDefaults,
    operation: (state: LoadState) => Result | Promise<Result>,
  ): Promise<Result> {
    const both = anyOf(this.#opened.settings.signal, signal);
    both?.throwIfAborted();
    return await untilAborted(both, this.#opened.open(defaults, both).then(operation));
  }

  /**
   * Returns the parsed go.mod file. Editing it changes no file.
   *
   * @throws {NoModuleError} without a module.
   */
  async goMod(options: CallOptions = {}): Promise<GoMod> {
    return await this.#run(options, {}, ({ context }) => {
      const { goMod } = context.main.single;
      if (!goMod) throw context.missingRoot();
      return goMod;
    });
  }

  /** Returns the build list: main modules first, then by path, each at its selected version. */
  async buildList(options: CallOptions = {}): Promise<readonly ModuleVersion[]> {
    return (await this.graph('', options)).buildList;
  }

  /** Returns the module requirement graph, loaded as the given Go version loads it. */
  async graph(goVersion = '', options: CallOptions = {}): Promise<ModuleGraph> {
    return await this.#run(options, unchanged, (state) => loadModuleGraph(state, goVersion));
  }

  /** Returns the replacement of a module, or `undefined`. */
  async replacement(module: ModuleVersion): Promise<ModuleVersion | undefined> {
    return await this.#run({}, {}, ({ context }) => context.main.replacement(module));
  }

  /**
   * Returns whether a version may be selected: it is neither excluded nor retracted.
   *
   * @throws {ModloadError} if the retractions of the module cannot be read.
   */
  async isAllowed(module: ModuleVersion, options: CallOptions = {}): Promise<boolean> {
    return await this.#run(options, {}, async ({ context }) => {
      try {
        await checkAllowed(context, module);
        return true;
      } catch (error) {
        if (isDisallowed(error)) return false;
        throw error;
      }
    });
  }

  /**
   * Resolves a version query: `latest`, `upgrade`, `patch`, `v1.2`, `>=v1.0.0`, a branch, a commit.
   *
   * @param path - the module path.
   * @param text - the query.
   * @throws {QueryError} if the query is malformed, or no allowed version matches it.
   * @throws {ModloadError} `ERR_MODLOAD_ARGUMENT` if an argument is not a string or is empty.
   */
  async query(path: string, text: string, options: QueryOptions = {}): Promise<RevInfo> {
    checkText('path', path);
    checkText('text', text);
    return await this.#run(options, { kind: 'mod' }, ({ context }) =>
      query(context, path, text, options.current ?? '', (module) => checkAllowed(context, module)),
    );
  }

  /**
   * Finds the module of the build list that provides a package, and the package's directory.
   *
   * @throws {ImportMissingError} if no module provides it.
   * @throws {AmbiguousImportError} if several do.
   */
  async resolveImport(importPath: string, options: CallOptions = {}): Promise<ResolvedImport> {
    checkText('importPath', importPath);
    return await this.#run(options, {}, ({ context, requirements }) =>
      resolveImport(context, importPath, requirements),
    );
  }

  /**
   * Loads the packages that patterns name, and all that they import: `./...`, `example.com/m/...`, `all`.
   *
   * @throws {ReportedError} with every package that cannot be loaded, unless errors are allowed.
   */
  async load(
    patterns: readonly string[],
    options: LoadPackagesOptions & CallOptions = {},
  ): Promise<LoadPackagesResult> {
    checkTexts('patterns', patterns);
    return await this.#run(options, {}, (state) => load(state, patterns, options));
  }

  /** Loads `all` with tests, under any build tags: what `mod tidy` looks at. */
  loadAll(options: CallOptions = {}): Promise<LoadPackagesResult> {
    return this.load(['all'], { ...options, tests: true, anyTags: true });
  }

  /** Loads `all` without the tests of other modules: what a vendor directory holds. */
  loadVendor(options: CallOptions = {}): Promise<LoadPackagesResult> {
    return this.load(['all'], { ...options, anyTags: true, vendor: true });
  }

  /** Returns the import paths of the main module's packages, under any build tags. */
  async targetPackages(options: CallOptions = {}): Promise<readonly string[]> {
    const all = { ...options, anyTags: true, allowErrors: true };
    return (await this.load(['./...'], all)).matched;
  }

  /**
   * Describes the packages that patterns name, as `go list` does.
   *
   * @throws {ReportedError} with every package that cannot be described, unless errors are allowed: then each
   *   has an `error`.
   */
  async listPackages(
    patterns: readonly string[] = [],
    options: DescribeOptions & CallOptions = {},
  ): Promise<ListPackagesResult> {
    checkTexts('patterns', patterns);
    return await this.#run(options, {}, async (state) => {
      const { packages, errors, edit } = await describePackages(state, patterns, options);
      if (errors.length > 0) {
        throw new ReportedError(
          errors.map((text) => new ModloadError('ERR_MODLOAD_PACKAGE', text)),
        );
      }
      return { packages, edit };
    });
  }

  /**
   * Lists modules, as `go list -m` does: without arguments the main modules, otherwise those of the build
   * list that match a pattern, or the versions that queries such as `example.com/m@latest` find. A module
   * that something is wrong with has an `error`; the others are not concerned.
   *
   * @throws {ModloadError} if the build list cannot be loaded.
   */
  async listModules(
    args: readonly string[] = [],
    options: ListOptions & CallOptions = {},
  ): Promise<readonly ModuleInfo[]> {
    checkTexts('args', args);
    return await this.#run(options, {}, async (state) => {
      const { modules, error } = await listModules(state, args, options);
      if (error) throw error;
      for (const info of modules) addSums(state, info);
      return modules;
    });
  }

  /** Returns what is known of a module of the build list. */
  async moduleInfo(path: string, options: CallOptions = {}): Promise<ModuleInfo> {
    checkText('path', path);
    return await this.#run(options, {}, async (state) => {
      const info = await selectedModuleInfo(state, path);
      addSums(state, info);
      return info;
    });
  }

  /**
   * Returns the files of a module of the build list that speak of its licence: LICENSE, COPYING, NOTICE and the
   * like in its root. Downloads the module if it is not in the cache.
   *
   * @throws {NotFoundError} if the module is not in the build list.
   */
  async licenseFiles(path: string, options: CallOptions = {}): Promise<readonly string[]> {
    checkText('path', path);
    return await this.#run(options, unchanged, async (state) => {
      const version = (await loadModuleGraph(state)).selected(path);
      if (version === 'none') throw new NotFoundError(`module ${path} is not in the build list`);
      const { directories, files } = state.context;
      const { directory } = await directories.find({ path, version });
      return files
        .entries(directory)
        .filter(({ name, kind }) => kind === 'file' && licenseName.test(name))
        .map(({ name }) => join(directory, name));
    });
  }

  /** Adds, changes and removes requirements: `example.com/m@v1.2`, `example.com/m@none`. */
  async get(args: readonly string[], options: GetOptions & CallOptions = {}): Promise<GetResult> {
    checkTexts('args', args);
    const defaults = { kind: 'mod', allowMissingImports: true } as const;
    return await this.#run(options, defaults, (state) => get(state, args, options));
  }

  /**
   * Makes go.mod and go.sum match the source. Changes no file: the edit has the new texts and their difference,
   * and writes them.
   *
   * @throws {ReportedError} with all that is missing, unless errors are allowed.
   */
  async tidy(options: TidyOptions & CallOptions = {}): Promise<TidyResult> {
    return await this.#run(options, { kind: 'mod' }, async (state) => {
      const { edit, error } = await tidy(state, options);
      if (error && !options.allowErrors) throw error;
      return { edit };
    });
  }

  /** Collects the packages of other modules for the vendor directory; `write()` of the result copies them. */
  async vendor(options: VendorOptions & CallOptions = {}): Promise<VendorResult> {
    return await this.#run(options, { kind: 'readonly' }, (state) => vendor(state, options));
  }

  /**
   * Downloads modules to the module cache; by default those of the build list. A module that cannot be downloaded
   * has an `error`; the others are not concerned.
   *
   * @throws {ModloadError} if the build list cannot be loaded, or go.mod or go.sum must not change.
   */
  async download(
    args: readonly string[] = [],
    options: CallOptions = {},
  ): Promise<ModuleDownloadResult> {
    checkTexts('args', args);
    return await this.#run(options, { kind: 'mod' }, async (state) => {
      const { downloads, edit, error, editError } = await download(state, args);
      if (error) throw error;
      if (editError !== undefined) throw editError as Error;
      return { downloads, edit };
    });
  }

  /** Checks the modules of the build list in the module cache. Returns an empty list if all are intact. */
  async verify(options: CallOptions = {}): Promise<VerifyProblem[]> {
    return await this.#run(options, { kind: 'mod' }, verify);
  }

  /** Returns why packages, or modules, are needed: the shortest chain of imports to each. */
  async why(names: readonly string[], options: WhyOptions & CallOptions = {}): Promise<Reason[]> {
    checkTexts('names', names);
    return await this.#run(options, unchanged, (state) => why(state, names, options));
  }

  /** Returns why a module has its selected version: the chain of requirements that forced it. */
  async explain(path: string, options: CallOptions = {}): Promise<Explanation> {
    checkText('path', path);
    return await this.#run(options, unchanged, (state) => explainModule(state, path));
  }

  /**
   * Returns what a Go consumer would make of a tag of a module: accepted, accepted as `+incompatible`, or refused.
   *
   * @param path - the module path, as a consumer would import it.
   * @param version - the tag, such as `v12.8.0`.
   * @param options - with `directory` or `commit`, the tag need not exist: it is judged as if put there.
   * @throws {NotFoundError} if there is no such tag, and it is not planned.
   */
  async consumable(
    path: string,
    version: string,
    options: PlannedTag & CallOptions = {},
  ): Promise<Consumability> {
    checkText('path', path);
    checkText('version', version);
    const isPlanned = options.directory !== undefined || options.commit !== undefined;
    return await this.#run(options, { kind: 'mod' }, async ({ context }) => {
      const planned = isPlanned ? await readPlannedTree(context, path, options) : undefined;
      return await consumable(path, version, context.source, { planned });
    });
  }
}

/** For operations that only look: go.mod need not be complete, and gets no go line. */
const unchanged: ModeDefaults = { kind: 'mod', addGoLine: false };

const licenseName = /^(COPYING|COPYLEFT|COPYRIGHT|LEGAL|LICEN[CS]E|NOTICE|PATENTS|UNLICENSE)/i;

/** Adds the hashes that go.sum has of a module. */
function addSums(state: LoadState, info: ModuleInfo): void {
  if (info.replace) addSums(state, info.replace);
  const { context } = state;
  if (!info.version) return;
  const { path, version } = info;
  const sum = context.goSum.hash({ path, version });
  const goModSum = context.goSum.hash({ path, version: `${version}/go.mod` });
  if (sum !== undefined) info.sum = sum;
  if (goModSum !== undefined) info.goModSum = goModSum;
}

/** One signal for two, each of which may be absent. */
function anyOf(
  first: AbortSignal | undefined,
  second: AbortSignal | undefined,
): AbortSignal | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return AbortSignal.any([first, second]);
}

/** Settles as the work does, or rejects with the reason of the signal once that is aborted. */
async function untilAborted<Result>(
  signal: AbortSignal | undefined,
  work: Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return await work;
  return await new Promise<Result>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Checks that an argument is a string that says something. */
function checkText(name: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return;
  const found = value === '' ? 'empty' : value === null ? 'null' : typeof value;
  throw new ModloadError(
    'ERR_MODLOAD_ARGUMENT',
    `${name} must be a non-empty string, not ${found}`,
  );
}

/** Checks that an argument is a list of strings. */
function checkTexts(name: string, value: unknown): void {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return;
  throw new ModloadError('ERR_MODLOAD_ARGUMENT', `${name} must be a list of strings`);
}

/** Returns the settings for a directory and options. */
export function settingsOf(directory: string, options: OpenOptions = {}): Settings {
  const policy = policyOf(options.semantics ?? 'current');
  const given = options.environment ?? resolveEnvironment();
  const overrides = impliedVariables(policy, given);
  if (options.proxy !== undefined) overrides['GOPROXY'] = options.proxy;
  if (options.mode === 'offline') overrides['GOPROXY'] = 'off';
  if (options.cacheDirectory !== undefined) overrides['GOMODCACHE'] = options.cacheDirectory;
  const environment = Object.keys(overrides).length === 0 ? given : given.with(overrides);
  const { goModFile, files = disk } = options;
  return {
    environment,
    files,
    directory: resolve(directory),
    policy,
    report: new Report(options.onEvent),
    mode: options.mode === 'offline' ? undefined : options.mode,
    goModFile:
      goModFile === undefined || isAbsolute(goModFile) ? goModFile : resolve(directory, goModFile),
    tags: options.tags ?? [],
    release: chooseRelease({
      environment,
      files,
      directory: resolve(directory),
      goVersion: options.goVersion,
    }),
    signal: options.signal,
    source: options.source,
    keepsWritable: options.keepsWritable ?? false,
    isQuiet: options.isQuiet ?? false,
  };
}

/**
 * Opens the module or workspace that a directory belongs to: the nearest go.mod or go.work in it or above.
 * Without either, modules can still be queried, listed and downloaded.
 *
 * @throws {NoModuleError} without a module, if `root` is `need`.
 * @throws {ModloadError} `ERR_MODLOAD_NOT_FOUND` if there is no such directory.
 */
export function openModule(directory: string, options: OpenOptions = {}): Promise<Module> {
  return Promise.resolve().then(() => {
    checkText('directory', directory);
    const settings = settingsOf(directory, options);
    if (!settings.files.isDirectory(settings.directory)) {
      throw new ModloadError(
        'ERR_MODLOAD_NOT_FOUND',
        `directory ${settings.directory} does not exist`,
      );
    }
    return createModule(new OpenedModule(settings, { root: options.root }));
  });
}

/**
 * Creates a go.mod for a directory, with the requirements from lock files of older tools. `edit.write()` of
 * the result writes it.
 *
 * @param directory - the module's directory.
 * @param path - the module path; derived from the source if it is empty.
 * @param options - how to open the module.
 * @throws {ModloadError} if there is a go.mod already.
 */
export async function initModule(
  directory: string,
  path = '',
  options: OpenOptions = {},
): Promise<init.InitResult> {
  return await init.initModule(settingsOf(directory, options), path);
}

/**
 * Creates a go.work for a directory, with the modules in `modules`.
 *
 * @throws {ModloadError} if there is a go.work already, or a directory holds no module.
 */
export function initWorkspace(
  directory: string,
  modules: readonly string[],
  options: OpenOptions = {},
): work.WorkEdit {
  return work.initWorkspace(settingsOf(directory, options), modules);
}

/**
 * Adds directories to the workspace, and removes those that no longer hold a module.
 *
 * @param directory - the workspace's directory.
 * @param modules - directories of modules.
 * @param isRecursive - whether modules below the directories are included.
 * @param options - how to open the workspace.
 */
export function useModules(
  directory: string,
  modules: readonly string[],
  isRecursive = false,
  options: OpenOptions = {},
): work.WorkEdit {
  return work.useModules(settingsOf(directory, options), modules, isRecursive);
}

/** Raises the requirements of a workspace's modules to the versions of its build list. */
export async function syncWorkspace(
  directory: string,
  options: OpenOptions = {},
): Promise<work.WorkEdit> {
  return await work.syncWorkspace(settingsOf(directory, options));
}
