import { isAbsolute, resolve } from 'node:path';
import { checkAllowed } from './modload/allowed.js';
import { commit, ModuleEdit } from './modload/commit.js';
import { resolveEnvironment, type Environment } from './base/environment.js';
import type { ModuleSource } from './modfetch/source.js';
import type { RevInfo } from './modfetch/repo.js';
import { disk, type FileTree } from './base/files.js';
import { download, type DownloadResult } from './commands/download.js';
import { explainModule, type Explanation } from './commands/explain.js';
import { get, type GetOptions, type GetResult } from './commands/get.js';
import { loadModuleGraph } from './commands/graph.js';
import {
  listModules,
  moduleInfo,
  type ListOptions,
  type ListResult,
  type ModuleInfo,
} from './modload/list-modules.js';
import { loadPackages, type LoadedPackages } from './modload/load-packages.js';
import type { MainModules } from './modload/main-modules.js';
import type { GoMod } from './modfile/gomod.js';
import type { ModuleVersion } from './module/module.js';
import { policyOf, type Semantics } from './modload/policy.js';
import { query } from './modload/module-query.js';
import { Report, type LoadListener } from './base/report.js';
import type { ModuleGraph, Requirements } from './modload/requirements.js';
import { resolveImport, type ResolvedImport } from './modload/import.js';
import { BuildTags } from './imports/constraint.js';
import {
  findRoots,
  openState,
  type FoundRoots,
  type LoadState,
  type ModeDefaults,
  type RootSearch,
  type Settings,
} from './modload/state.js';
import { tidy, type TidyOptions, type TidyResult } from './commands/tidy.js';
import { verify, type Damage } from './commands/verify.js';
import { why, type Reason, type WhyOptions } from './commands/why.js';

/** How a module is opened. */
export interface OpenOptions {
  /** Go's variables; those of the process, and of `go env -w`, by default. */
  readonly environment?: Environment | undefined;
  /** GOPROXY, over what the environment says. */
  readonly proxy?: string;
  /** GOMODCACHE, over what the environment says. */
  readonly cacheDirectory?: string;
  /** Where modules come from, in place of the network and the module cache. */
  readonly source?: ModuleSource;
  /**
   * How go.mod is treated: it may be changed (`mod`), it must be complete (`readonly`), the vendor
   * directory stands in for all other modules (`vendor`), or nothing is looked up (`offline`). By
   * default, operations that are there to change go.mod may.
   */
  readonly mode?: 'mod' | 'readonly' | 'vendor' | 'offline' | undefined;
  /** By whose rules modules are loaded, where no go line decides: those of today by default. */
  readonly semantics?: Semantics;
  /** Build tags besides those of the system. */
  readonly tags?: readonly string[];
  /** The newest Go release to understand, as `1.19`; that of the Go tree by default. */
  readonly goVersion?: string;
  /** A file to use in place of go.mod, with a go.sum beside it. */
  readonly goModFile?: string | undefined;
  /** The files of the module, when some are to be read from elsewhere. */
  readonly files?: FileTree;
  /** Whether directories in the module cache stay writable. */
  readonly keepsWritable?: boolean;
  /** Whether downloads are not told of. */
  readonly isQuiet?: boolean;
  /** Whether a module is needed, or none is looked for. */
  readonly root?: RootSearch['root'];
  /** Ends whatever is under way. */
  readonly signal?: AbortSignal;
  /** Receives what happens meanwhile. */
  readonly onEvent?: LoadListener | undefined;
}

/** How packages are loaded. */
export interface LoadPackagesOptions {
  /** Whether tests of the named packages are loaded. */
  readonly tests?: boolean;
  /** Whether files count whatever their build tags are, but for `ignore`. */
  readonly anyTags?: boolean;
  /** Whether tests of other modules do not count for `all`, as for a vendor directory. */
  readonly vendor?: boolean;
  /** Whether errors of packages are left to be found in the result. */
  readonly allowErrors?: boolean;
}

/** Packages that were loaded, and what go.mod and go.sum must say for that. */
export interface LoadPackagesResult {
  readonly loaded: LoadedPackages;
  readonly edit: ModuleEdit;
}

/**
 * A main module, or the modules of a workspace. Each operation reads its files anew, and changes none:
 * those that change go.mod or go.sum return an edit, which can be written.
 */
export class Module {
  readonly settings: Settings;
  readonly roots: FoundRoots;

  /** Made by {@link openModule}. */
  constructor(settings: Settings, roots: FoundRoots) {
    this.settings = settings;
    this.roots = roots;
  }

  /** Reads the module's files, for one operation. */
  open(defaults: ModeDefaults = {}): Promise<LoadState> {
    return openState(this.settings, this.roots, defaults);
  }

  /** The root directory of the module; nothing in a workspace, or where there is no module. */
  get root(): string {
    return this.roots.root;
  }

  /** The go.mod file, the modules that are worked on, and what replaces and excludes others. */
  async main(): Promise<MainModules> {
    return (await this.open()).context.main;
  }

  /** The go.mod file. Changes to it are nobody's until they are written. */
  async goMod(): Promise<GoMod> {
    const { goMod } = (await this.main()).single;
    if (!goMod) throw (await this.open()).context.missingRoot();
    return goMod;
  }

  /** The modules of the build, each at its selected version: the main ones first, then by path. */
  async buildList(): Promise<readonly ModuleVersion[]> {
    return (await this.graph()).buildList;
  }

  /** What the main module states that it requires. */
  async requirements(): Promise<Requirements> {
    return (await this.open()).requirements;
  }

  /** The module requirement graph, as a certain release loads it. */
  async graph(goVersion = ''): Promise<ModuleGraph> {
    const state = await this.open({ kind: 'mod', addGoLine: false });
    return await loadModuleGraph(state, goVersion);
  }

  /** What stands in the place of a module, if anything does. */
  async replacement(module: ModuleVersion): Promise<ModuleVersion | undefined> {
    return (await this.main()).replacement(module);
  }

  /** Whether a version may be selected: it is neither excluded nor retracted. */
  async isAllowed(module: ModuleVersion): Promise<boolean> {
    const { context } = await this.open();
    return await checkAllowed(context, module).then(
      () => true,
      () => false,
    );
  }

  /** Finds the version of a module that a query means: `latest`, `v1.2`, `>=v1.0.0`, a branch… */
  async query(path: string, text: string, current = ''): Promise<RevInfo> {
    const { context } = await this.open({ kind: 'mod' });
    return await query(context, path, text, current, (module) => checkAllowed(context, module));
  }

  /** Finds the module of the build that provides a package, and the package's directory. */
  async resolveImport(importPath: string): Promise<ResolvedImport> {
    const { context, requirements } = await this.open();
    return await resolveImport(context, importPath, requirements);
  }

  /** Loads the packages that patterns name, and all that they import. */
  async load(
    patterns: readonly string[],
    options: LoadPackagesOptions = {},
  ): Promise<LoadPackagesResult> {
    const state = await this.open();
    const { loaded } = await loadPackages(
      state.context,
      state.requirements,
      {
        tags: options.anyTags ? BuildTags.any : state.context.buildTags,
        resolveMissing: true,
        tests: options.tests ?? false,
        vendorAll: options.vendor ?? false,
        silencePackageErrors: options.allowErrors ?? false,
      },
      patterns,
    );
    const edit = await commit(state.context, loaded.requirements, loaded);
    return { loaded, edit };
  }

  /** All packages of the main module and what they need, tests included, under any build tags. */
  loadAll(): Promise<LoadPackagesResult> {
    return this.load(['all'], { tests: true, anyTags: true });
  }

  /** As {@link Module.loadAll}, without the tests of other modules: what a vendor directory holds. */
  loadVendor(): Promise<LoadPackagesResult> {
    return this.load(['all'], { anyTags: true, vendor: true });
  }

  /** The packages of the main module under any build tags. */
  async targetPackages(): Promise<string[]> {
    const { loaded } = await this.load(['./...'], { anyTags: true, allowErrors: true });
    return loaded.matches.flatMap((match) => match.packages);
  }

  /** Lists modules: main ones, those of the build that patterns match, or what queries find. */
  async listModules(args: readonly string[] = [], options: ListOptions = {}): Promise<ListResult> {
    return await listModules(await this.open(), args, options);
  }

  /** What is known of a module of the build. */
  async moduleInfo(path: string): Promise<ModuleInfo> {
    const { context, requirements } = await this.open();
    const graph = await requirements.completeGraph();
    const version = graph.selected(path);
    if (version === 'none') return { path, error: { message: 'module not in current build' } };
    return await moduleInfo(context, requirements, { path, version });
  }

  /** Adds, changes and removes requirements: `example.com/m@v1.2`, `example.com/m@none`. */
  async get(args: readonly string[], options: GetOptions = {}): Promise<GetResult> {
    return await get(await this.open({ kind: 'mod', allowMissingImports: true }), args, options);
  }

  /** Makes go.mod and go.sum match the source. */
  async tidy(options: TidyOptions = {}): Promise<TidyResult> {
    return await tidy(await this.open({ kind: 'mod' }), options);
  }

  /** Downloads modules to the module cache. */
  async download(args: readonly string[] = []): Promise<DownloadResult> {
    return await download(await this.open({ kind: 'mod' }), args);
  }

  /** Checks the modules of the build in the module cache. Nothing is returned when all is well. */
  async verify(): Promise<Damage[]> {
    return await verify(await this.open({ kind: 'mod' }));
  }

  /** Why packages, or modules, are needed. */
  async why(names: readonly string[], options: WhyOptions = {}): Promise<Reason[]> {
    return await why(await this.open({ kind: 'mod', addGoLine: false }), names, options);
  }

  /** Why a module has the version that is selected. */
  async explain(path: string): Promise<Explanation> {
    return await explainModule(await this.open({ kind: 'mod', addGoLine: false }), path);
  }
}

/** Makes the settings for a directory out of the options. */
export function settingsOf(directory: string, options: OpenOptions = {}): Settings {
  const overrides: Record<string, string> = {};
  if (options.proxy !== undefined) overrides['GOPROXY'] = options.proxy;
  if (options.mode === 'offline') overrides['GOPROXY'] = 'off';
  if (options.cacheDirectory !== undefined) overrides['GOMODCACHE'] = options.cacheDirectory;
  const given = options.environment;
  const policy = policyOf(options.semantics ?? 'current');
  if (!policy.checksumDatabase && !(given?.variables ?? process.env)['GOSUMDB']) {
    overrides['GOSUMDB'] = 'off';
  }
  const environment =
    given && Object.keys(overrides).length === 0
      ? given
      : resolveEnvironment(given?.variables ?? process.env, overrides);
  const { goModFile } = options;
  return {
    environment,
    files: options.files ?? disk,
    directory: resolve(directory),
    policy,
    report: new Report(options.onEvent),
    mode: options.mode === 'offline' ? undefined : options.mode,
    goModFile:
      goModFile === undefined || isAbsolute(goModFile) ? goModFile : resolve(directory, goModFile),
    tags: options.tags ?? [],
    goVersion: options.goVersion ?? environment.goVersion,
    signal: options.signal,
    source: options.source,
    keepsWritable: options.keepsWritable ?? false,
    isQuiet: options.isQuiet ?? false,
  };
}

/**
 * Opens the module that a directory belongs to, or the workspace: the nearest go.mod or go.work upwards.
 * Where there is neither, modules can still be queried, listed and downloaded.
 */
export function openModule(directory: string, options: OpenOptions = {}): Promise<Module> {
  return Promise.resolve().then(() => {
    const settings = settingsOf(directory, options);
    return new Module(settings, findRoots(settings, { root: options.root }));
  });
}
