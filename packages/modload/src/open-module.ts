import { isAbsolute, resolve } from 'node:path';
import { resolveEnvironment, type Environment } from './base/environment.js';
import { ModloadError } from './base/errors.js';
import { disk, type FileTree } from './base/files.js';
import { Report, type LoadListener } from './base/report.js';
import { consumable, type Consumability } from './commands/consumable.js';
import { download, type DownloadResult } from './commands/download.js';
import { explainModule, type Explanation } from './commands/explain.js';
import { get, type GetOptions, type GetResult } from './commands/get.js';
import { loadModuleGraph } from './commands/graph.js';
import * as init from './commands/init.js';
import { load, type LoadPackagesOptions, type LoadPackagesResult } from './commands/load.js';
import { readPlannedTree, type PlannedTag } from './commands/planned-tree.js';
import { tidy, type TidyOptions, type TidyResult } from './commands/tidy.js';
import { vendor, type VendorOptions, type VendorResult } from './commands/vendor.js';
import { verify, type VerifyProblem } from './commands/verify.js';
import { why, type Reason, type WhyOptions } from './commands/why.js';
import * as work from './commands/work.js';
import type { RevInfo } from './modfetch/repo.js';
import type { ModuleSource } from './modfetch/source.js';
import type { GoMod } from './modfile/gomod.js';
import { checkAllowed } from './modload/allowed.js';
import { isDisallowed } from './modload/disallowed.js';
import { resolveImport, type ResolvedImport } from './modload/import.js';
import {
  listModules,
  selectedModuleInfo,
  type ListOptions,
  type ListResult,
  type ModuleInfo,
} from './modload/list-modules.js';
import {
  describePackages,
  type DescribeOptions,
  type DescribeResult,
} from './modload/list-packages.js';
import { query } from './modload/module-query.js';
import { impliedVariables, policyOf, type Semantics } from './modload/policy.js';
import type { ModuleGraph } from './modload/requirements.js';
import { chooseRelease } from './modload/release.js';
import { OpenedModule, type Settings } from './modload/state.js';
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
  /** Aborts downloads and version control commands. */
  readonly signal?: AbortSignal;
  /** Receives notes, warnings, errors and progress. */
  readonly onEvent?: LoadListener | undefined;
}

/** Checks that an argument is a text that says something. */
function demandText(name: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return;
  throw new ModloadError(
    'ERR_MODLOAD_ARGUMENT',
    `'${name}' must be a string that is not empty, and is ${describeValue(value)}`,
  );
}

function describeValue(value: unknown): string {
  if (value === '') return 'empty';
  return value === null || value === undefined ? String(value) : `of type ${typeof value}`;
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

  /**
   * Returns the parsed go.mod file. Editing it changes no file.
   *
   * @throws {NoModuleError} without a module.
   */
  async goMod(): Promise<GoMod> {
    const { context } = await this.#opened.open();
    const { goMod } = context.main.single;
    if (!goMod) throw context.missingRoot();
    return goMod;
  }

  /** Returns the build list: main modules first, then by path, each at its selected version. */
  async buildList(): Promise<readonly ModuleVersion[]> {
    return (await this.graph()).buildList;
  }

  /** Returns the module requirement graph, loaded as the given Go version loads it. */
  async graph(goVersion = ''): Promise<ModuleGraph> {
    const state = await this.#opened.open({ kind: 'mod', addGoLine: false });
    return await loadModuleGraph(state, goVersion);
  }

  /** Returns the replacement of a module, or `undefined`. */
  async replacement(module: ModuleVersion): Promise<ModuleVersion | undefined> {
    const { context } = await this.#opened.open();
    return context.main.replacement(module);
  }

  /**
   * Returns whether a version may be selected: it is neither excluded nor retracted.
   *
   * @throws {ModloadError} if the retractions of the module cannot be read.
   */
  async isAllowed(module: ModuleVersion): Promise<boolean> {
    const { context } = await this.#opened.open();
    try {
      await checkAllowed(context, module);
      return true;
    } catch (error) {
      if (isDisallowed(error)) return false;
      throw error;
    }
  }

  /**
   * Resolves a version query: `latest`, `upgrade`, `patch`, `v1.2`, `>=v1.0.0`, a branch, a commit.
   *
   * @param path - the module path.
   * @param text - the query.
   * @param current - the version in use, for `upgrade` and `patch`; empty if there is none.
   * @throws {QueryError} if the query is malformed, or no allowed version matches it.
   * @throws {ModloadError} `ERR_MODLOAD_ARGUMENT` if the path or the query is not a string.
   */
  async query(path: string, text: string, current = ''): Promise<RevInfo> {
    checkText('path', path);
    checkText('text', text);
    const { context } = await this.#opened.open({ kind: 'mod' });
    return await query(context, path, text, current, (module) => checkAllowed(context, module));
  }

  /**
   * Finds the module of the build list that provides a package, and the package's directory.
   *
   * @throws {ImportMissingError} if no module provides it.
   * @throws {AmbiguousImportError} if several do.
   */
  async resolveImport(importPath: string): Promise<ResolvedImport> {
    const { context, requirements } = await this.#opened.open();
    return await resolveImport(context, importPath, requirements);
  }

  /** Loads the packages that patterns name, and all that they import. */
  async load(
    patterns: readonly string[],
    options: LoadPackagesOptions = {},
  ): Promise<LoadPackagesResult> {
    return await load(await this.#opened.open(), patterns, options);
  }

  /** Loads `all` with tests, under any build tags: what `mod tidy` looks at. */
  loadAll(): Promise<LoadPackagesResult> {
    return this.load(['all'], { tests: true, anyTags: true });
  }

  /** Loads `all` without the tests of other modules: what a vendor directory holds. */
  loadVendor(): Promise<LoadPackagesResult> {
    return this.load(['all'], { anyTags: true, vendor: true });
  }

  /** Returns the import paths of the main module's packages, under any build tags. */
  async targetPackages(): Promise<readonly string[]> {
    return (await this.load(['./...'], { anyTags: true, allowErrors: true })).matched;
  }

  /** Describes the packages that patterns name, as `go list` does. */
  async listPackages(
    patterns: readonly string[] = [],
    options: DescribeOptions = {},
  ): Promise<DescribeResult> {
    return await describePackages(await this.#opened.open(), patterns, options);
  }

  /**
   * Lists modules, as `go list -m` does: without arguments the main modules, otherwise those of the build
   * list that match a pattern, or the versions that queries such as `example.com/m@latest` find.
   */
  async listModules(args: readonly string[] = [], options: ListOptions = {}): Promise<ListResult> {
    return await listModules(await this.#opened.open(), args, options);
  }

  /** Returns what is known of a module of the build list. */
  async moduleInfo(path: string): Promise<ModuleInfo> {
    return await selectedModuleInfo(await this.#opened.open(), path);
  }

  /** Adds, changes and removes requirements: `example.com/m@v1.2`, `example.com/m@none`. */
  async get(args: readonly string[], options: GetOptions = {}): Promise<GetResult> {
    const state = await this.#opened.open({ kind: 'mod', allowMissingImports: true });
    return await get(state, args, options);
  }

  /** Makes go.mod and go.sum match the source. */
  async tidy(options: TidyOptions = {}): Promise<TidyResult> {
    return await tidy(await this.#opened.open({ kind: 'mod' }), options);
  }

  /** Collects the packages of other modules for the vendor directory; `write()` of the result copies them. */
  async vendor(options: VendorOptions = {}): Promise<VendorResult> {
    return await vendor(await this.#opened.open({ kind: 'readonly' }), options);
  }

  /**
   * Downloads modules to the module cache; by default those of the build list. Rejects with the reason of the signal
   * that the module was opened with, once that is aborted.
   */
  async download(args: readonly string[] = []): Promise<DownloadResult> {
    const { signal } = this.#opened.settings;
    signal?.throwIfAborted();
    const result = await download(await this.#opened.open({ kind: 'mod' }), args);
    signal?.throwIfAborted();
    return result;
  }

  /** Checks the modules of the build list in the module cache. Returns an empty list if all are intact. */
  async verify(): Promise<VerifyProblem[]> {
    return await verify(await this.#opened.open({ kind: 'mod' }));
  }

  /** Returns why packages, or modules, are needed: the shortest chain of imports to each. */
  async why(names: readonly string[], options: WhyOptions = {}): Promise<Reason[]> {
    return await why(await this.#opened.open({ kind: 'mod', addGoLine: false }), names, options);
  }

  /** Returns why a module has its selected version: the chain of requirements that forced it. */
  async explain(path: string): Promise<Explanation> {
    const state = await this.#opened.open({ kind: 'mod', addGoLine: false });
    return await explainModule(state, path);
  }

  /**
   * Returns what a Go consumer would make of a tag of a module: accepted, accepted as `+incompatible`, or refused.
   *
   * @param path - the module path, as a consumer would import it.
   * @param version - the tag, such as `v12.8.0`.
   * @param planned - the directory or commit on which the tag is going to be put; by default it exists.
   * @throws {NotFoundError} if there is no such tag, and it is not planned.
   */
  async consumable(path: string, version: string, planned?: PlannedTag): Promise<Consumability> {
    demandText('path', path);
    demandText('version', version);
    const { context } = await this.#opened.open({ kind: 'mod' });
    const tree = planned && (await readPlannedTree(context, path, planned));
    return await consumable(path, version, context.source, { planned: tree });
  }
}

/** Checks that an argument is a string. */
function checkText(name: string, value: unknown): void {
  if (typeof value === 'string') return;
  throw new ModloadError('ERR_MODLOAD_ARGUMENT', `${name} must be a string, not ${typeof value}`);
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
