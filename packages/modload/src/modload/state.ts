/** Opens main modules and workspaces. Go: cmd/go/internal/modload/init.go. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GoSum } from '../modfetch/checksums.js';
import type { LoadContext } from './context.js';
import type { Mode } from './mode.js';
import type { Environment } from '../base/environment.js';
import { ModloadError } from '../base/errors.js';
import { createModuleSource, type ModuleSource } from '../modfetch/source.js';
import { cleanPath, shortPath, within, type FileTree } from '../base/files.js';
import { copyLegacyRequirements } from './legacy-locks/copy.js';
import type { LoadedPackages } from './load-packages.js';
import {
  findLegacyFile,
  findModulePath,
  MainModules,
  makeMainModule,
  noMainModule,
  NoModuleError,
  readMainGoMod,
  readWorkspace,
  type MainModule,
  type Workspace,
} from './main-modules.js';
import { parseGoMod } from '../modfile/gomod.js';
import type { ModulesText } from '../modfile/modulestxt.js';
import type { Policy } from './policy.js';
import { query } from './module-query.js';
import type { Report } from '../base/report.js';
import { convertPruning, Requirements, statedRequirements, updateRoots } from './requirements.js';
import { ModuleDirectories } from './module-directory.js';
import { BuildTags } from '../imports/constraint.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { checkGoLine } from './go-line.js';
import { findModuleRoot, findWorkFile } from './roots.js';
import { readFailure, Summaries } from './summary.js';
import { standardRoot, StandardTree } from '../imports/standard-tree.js';
import type { Release } from './release.js';
import { checkVendorList, readVendorList } from './vendor-list.js';

/** Everything that decides how a main module is loaded. */
export interface Settings {
  readonly environment: Environment;
  readonly files: FileTree;
  /** The directory in which the loader is started. */
  readonly directory: string;
  readonly policy: Policy;
  readonly report: Report;
  /** The requested mode; `undefined` for the default. */
  readonly mode: Mode['kind'] | undefined;
  /** A file to use in place of go.mod, with a go.sum beside it. */
  readonly goModFile: string | undefined;
  readonly tags: readonly string[];
  readonly release: Release;
  readonly signal: AbortSignal | undefined;
  /** The module source; default: network and module cache. */
  readonly source: ModuleSource | undefined;
  /** Whether directories in the module cache stay writable. */
  readonly keepsWritable: boolean;
  /** Suppresses download events. */
  readonly isQuiet: boolean;
}

/** How to search for the main module. */
export interface RootSearch {
  /** Whether a module is needed, or none is even looked for. */
  readonly root?: 'need' | 'none' | undefined;
  /** Whether the main module alone counts, not the workspace that it is part of. */
  readonly ignoreWorkspace?: boolean;
}

/** The modules that are at work in a directory, before their files are read. */
export interface FoundRoots {
  readonly workFile: string;
  readonly root: string;
}

/** Finds the go.work or go.mod by which a directory is worked in. */
export function findRoots(
  settings: Settings,
  { root, ignoreWorkspace }: RootSearch = {},
): FoundRoots {
  const { environment, files, directory, goModFile, report } = settings;
  if (root === 'none') {
    if (goModFile !== undefined) {
      throw new ModloadError(
        'ERR_MODLOAD_ENVIRONMENT',
        '-modfile cannot be used with commands that ignore the current module',
      );
    }
    return { workFile: '', root: '' };
  }
  const workFile = ignoreWorkspace ? '' : findWork(settings);
  if (workFile && goModFile !== undefined && !isGoVersionBefore(settings.release.version, '1.21')) {
    throw new ModloadError('ERR_MODLOAD_ENVIRONMENT', '-modfile cannot be used in workspace mode');
  }
  if (workFile) return { workFile, root: '' };

  let found = findModuleRoot(directory, files);
  if (found === '' && settings.policy.convertsLocks) {
    found = findLegacyFile(directory, files, environment.get('GOROOT'))?.directory ?? '';
  }
  if (found === '') {
    if (goModFile !== undefined) {
      throw new NoModuleError(
        'cannot find main module, but -modfile was set.\n\t-modfile cannot be used to set the module root directory.',
      );
    }
    if (root === 'need') throw new NoModuleError();
  } else if (within(found, environment.temporary) === '.') {
    report.note(`go: warning: ignoring go.mod in system temp root ${environment.temporary}`);
    found = '';
    if (root === 'need') throw new NoModuleError();
  }
  if (goModFile !== undefined && !goModFile.endsWith('.mod')) {
    throw new ModloadError(
      'ERR_MODLOAD_ENVIRONMENT',
      `-modfile=${goModFile}: file does not have .mod extension`,
    );
  }
  return { workFile: '', root: found };
}

/** The go.work file by which a directory is worked in; empty if there is none. */
export function findWork({ environment, files, directory }: Settings): string {
  switch (environment.GOWORK) {
    case 'off':
      return '';
    case '':
    case 'auto':
      return findWorkFile(directory, files, environment.get('GOROOT'));
    default:
      if (environment.GOWORK.startsWith('/') || /^[A-Za-z]:[\\/]/.test(environment.GOWORK)) {
        return environment.GOWORK;
      }
      throw new ModloadError(
        'ERR_MODLOAD_ENVIRONMENT',
        'the path provided to GOWORK must be an absolute path',
      );
  }
}

/** How an operation treats go.mod if the caller set no mode. */
export interface ModeDefaults {
  /** The mode; by default `readonly`, or `vendor` when there is a vendor directory that counts. */
  readonly kind?: 'mod' | 'readonly';
  /** Whether modules are looked up for missing imports although there is no module. */
  readonly allowMissingImports?: boolean;
  /** Whether a go line is added to a go.mod that has none; otherwise it counts as an old one. */
  readonly addGoLine?: boolean;
}

/** A main module, or several, with their requirements as they are by now. */
export class LoadState {
  readonly context: LoadContext;
  requirements: Requirements;
  /** The packages that were loaded last. */
  loaded: LoadedPackages | undefined;

  constructor(context: LoadContext, requirements: Requirements) {
    this.context = context;
    this.requirements = requirements;
  }
}

/** A context under construction. */
type MutableContext = { -readonly [Name in keyof LoadContext]: LoadContext[Name] };

function readSums(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const sumFileOf = (goModFile: string) => `${goModFile.replace(/\.mod$/, '')}.sum`;

/** Reads the main modules, and brings their requirements into an order in which they can be used. */
export async function openState(
  settings: Settings,
  { workFile, root }: FoundRoots,
  defaults: ModeDefaults = {},
): Promise<LoadState> {
  const { environment, directory, policy, report, release } = settings;
  const files =
    release.root === standardRoot
      ? new StandardTree(settings.files, release.library)
      : settings.files;
  let workspace: Workspace | undefined;
  if (workFile) {
    try {
      workspace = readWorkspace(workFile, files);
    } catch (error) {
      const text = error instanceof ModloadError ? error.message : readFailure(error, workFile);
      throw new ModloadError('ERR_MODLOAD_MOD_FILE', `reading go.work: ${text}`, error);
    }
  }
  const roots = workspace ? workspace.directories : root ? [root] : [];
  const goModFiles = roots.map((each) =>
    settings.goModFile === undefined || workspace
      ? join(each, 'go.mod')
      : join(cleanPath(settings.goModFile)),
  );

  const goSumFile = workspace
    ? `${workspace.file}.sum`
    : goModFiles[0] === undefined
      ? ''
      : sumFileOf(goModFiles[0]);
  const goSum = new GoSum({
    file: goSumFile,
    text: goSumFile && readOverlaid(files, goSumFile),
    workspace: workspace
      ? goModFiles.map((each) => ({ file: sumFileOf(each), text: readSums(sumFileOf(each)) }))
      : [],
    warn: (text) => report.note(text),
  });

  if (policy.replacesModverify && goSumFile !== '') {
    const file = join(dirname(goSumFile), 'go.modverify');
    const text = readSums(file);
    if (text !== '') goSum.takeOver({ file, text });
  }

  const context: MutableContext = {
    environment,
    files,
    directory,
    policy,
    report,
    goSum,
    goSumFile,
    main: new MainModules([], undefined, '', report),
    mode: { kind: 'mod', isExplicit: false, reason: '' },
    vendor: undefined,
    allowMissingImports: defaults.allowMissingImports ?? false,
    goVersion: release.version,
    goRoot: release.root,
    buildTags: BuildTags.of({
      system: environment.GOOS,
      architecture: environment.GOARCH,
      cgo: environment.CGO_ENABLED === '1',
      goVersion: release.library,
      experiments: environment.get('GOEXPERIMENT'),
      tags: settings.tags,
    }),
    source: undefined as unknown as ModuleSource,
    summaries: undefined as unknown as Summaries,
    directories: undefined as unknown as ModuleDirectories,
    missingRoot: () => missingRoot(settings, workFile),
  };
  context.source =
    settings.source ??
    createModuleSource({
      environment,
      goSum,
      goVersion: release.version,
      signal: settings.signal,
      keepsWritable: settings.keepsWritable,
      isQuiet: settings.isQuiet,
      listener: (event) => report.emit(event),
    });
  context.summaries = new Summaries(context);
  context.directories = new ModuleDirectories(context);

  if (roots.length === 0) {
    const modRoot = findModuleRoot(directory, files);
    context.main = new MainModules(workspace ? [] : [noMainModule], workspace, modRoot, report);
    context.mode = decideMode(settings, context.main, defaults);
    context.summaries.noteGoVersion({ path: noMainModule.path, version: '' }, release.version);
    const pruning = workspace ? 'workspace' : 'pruned';
    return new LoadState(context, new Requirements(context, pruning, [], new Set()));
  }

  const main: MainModule[] = [];
  for (const [index, each] of roots.entries()) {
    const goModFile = goModFiles[index]!;
    let text: string;
    try {
      text = files.read(goModFile);
    } catch (error) {
      if (policy.convertsLocks && files.kind(goModFile) === undefined) {
        main.push(await convertedModule(context, each, goModFile, undefined));
        continue;
      }
      throw new ModloadError('ERR_MODLOAD_MOD_FILE', readFailure(error, goModFile), error);
    }
    if (policy.convertsLocks && hasOnlyModule(goModFile, text)) {
      main.push(await convertedModule(context, each, goModFile, text));
      continue;
    }
    // A newer release may have lines that this one cannot read.
    const goLine = /^[ \t]*go[ \t]+([0-9][\w.]*)/m.exec(text)?.[1] ?? '';
    if (workspace) checkWorkGoLine(context, workspace, goModFile, goLine);
    checkGoLine(context, goModName(context, goModFile, workspace), goLine);
    const { goMod, hasQueries } = await readMainGoMod(
      goModFile,
      text,
      release.version,
      async (path, version) => {
        const info = await query(context, path, version, '');
        return info.version;
      },
    );
    main.push(makeMainModule(each, goModFile, text, goMod, hasQueries, environment.get('GOROOT')));
    context.summaries.noteGoVersion(
      { path: goMod.module!.path, version: '' },
      goMod.go?.version ?? '',
    );
  }
  const seen = new Set<string>();
  for (const { path } of isGoVersionBefore(release.version, '1.21') ? [] : main) {
    if (seen.has(path)) {
      report.error(undefined, `go: module ${path} appears multiple times in workspace`);
    }
    seen.add(path);
  }
  context.main = new MainModules(main, workspace, findModuleRoot(directory, files), report);
  report.throwIfFailed();
  if (policy.excluded === 'next' && context.main.hasExclusions) {
    await context.main.findSuccessors((path) => context.source.versions(path));
  }
  context.mode = decideMode(settings, context.main, defaults);

  let requirements = statedRequirements(context, true);
  if (context.mode.kind === 'vendor') {
    context.vendor = readVendor(context);
    checkVendorList(context.vendor, context.main, directory);
    requirements.useVendorList(context.vendor.vendored);
  }
  if (workspace) return new LoadState(context, requirements);
  if (requirements.hasRedundantRoot) {
    requirements = await updateRoots(requirements, requirements.direct);
  }
  const { goMod, index, path } = context.main.single;
  if (index!.goVersion === '' && policy.semantics === 'current') {
    const self = { path, version: '' };
    if (context.mode.kind === 'mod' && defaults.addGoLine !== false) {
      goMod!.addGo(release.version);
      context.summaries.noteGoVersion(self, release.version);
      requirements = await convertPruning(requirements, 'pruned');
    } else {
      context.summaries.noteGoVersion(self, policy.impliedGoVersion);
    }
  }
  return new LoadState(context, requirements);
}

/** Returns whether a go.mod says nothing but the module path, or not even that. */
function hasOnlyModule(file: string, text: string): boolean {
  try {
    const { syntax, module } = parseGoMod(file, text);
    return syntax.statements.length === (module === undefined ? 0 : 1);
  } catch {
    // Reading it again reports what is wrong.
    return false;
  }
}

/** Makes a main module of a directory whose go.mod is absent or empty, and of its lock file. */
async function convertedModule(
  context: MutableContext,
  directory: string,
  goModFile: string,
  text: string | undefined,
): Promise<MainModule> {
  const { environment, files, report } = context;
  const goMod = parseGoMod(goModFile, text ?? '');
  const isEmpty = goMod.module === undefined;
  if (isEmpty) {
    goMod.addModule(findModulePath({ directory, files, environment, useGitOrigin: true }));
  }
  const { path } = goMod.module!;
  if (text === undefined) report.note(`go: creating new go.mod: module ${path}`);
  const goRoot = environment.get('GOROOT');
  const before = makeMainModule(directory, goModFile, text, goMod, isEmpty, goRoot);
  context.main = new MainModules([before], undefined, directory, report);
  const lockFile = await copyLegacyRequirements(context, directory, goMod);
  // Without a comment it would be converted each time.
  if (lockFile !== undefined && goMod.syntax.statements.length === 1) {
    goMod.addComment(`// go: no requirements found in ${lockFile}`);
  }
  const isChanged = isEmpty || lockFile !== undefined;
  context.summaries.noteGoVersion({ path, version: '' }, '');
  return makeMainModule(directory, goModFile, text, goMod, isChanged, goRoot);
}

/** Returns what messages call a go.mod file. */
function goModName(
  { directory }: Pick<LoadContext, 'directory'>,
  file: string,
  workspace: Workspace | undefined,
): string {
  return workspace
    ? `module ${shortPath(join(file, '..'), directory)} listed in go.work file`
    : shortPath(file, directory);
}

/**
 * Checks that go.work has a go line as new as that of a module in it. Before 1.21 it did not matter.
 *
 * @throws {ModloadError} `ERR_MODLOAD_REQUIREMENT_CONFLICT` if it has not.
 */
function checkWorkGoLine(
  context: Pick<LoadContext, 'directory' | 'goVersion'>,
  workspace: Workspace,
  goModFile: string,
  goLine: string,
): void {
  if (isGoVersionBefore(context.goVersion, '1.21') || isGoVersionBefore(goLine, '1.21')) return;
  const work = workspace.goWork.go?.version;
  if (!isGoVersionBefore(work ?? '1.18', goLine)) return;
  const stated = work === undefined ? 'implicitly requires go 1.18' : `lists go ${work}`;
  throw new ModloadError(
    'ERR_MODLOAD_REQUIREMENT_CONFLICT',
    `${goModName(context, goModFile, workspace)} requires go >= ${goLine}, but ${shortPath(workspace.file, context.directory)} ${stated}; to download and use go ${goLine}:\n\tgo work use`,
  );
}

function readVendor(context: LoadContext): ModulesText {
  const list = readVendorList(context.main, context.files);
  for (const { module, goVersion } of list.modules) {
    if (goVersion !== undefined) context.summaries.noteGoVersion(module, goVersion);
  }
  return list;
}

function readOverlaid(files: FileTree, file: string): string {
  return files.isOverlaid(file) ? files.read(file) : readSums(file);
}

/**
 * Decides how go.mod is treated.
 *
 * @throws {Error} when what was asked for cannot be.
 */
function decideMode(
  { mode, files, policy, release }: Settings,
  main: MainModules,
  defaults: ModeDefaults,
): Mode {
  if (mode !== undefined) {
    const mayVendor = !isGoVersionBefore(release.version, '1.22');
    if (main.isWorkspace && mode !== 'readonly' && !(mayVendor && mode === 'vendor')) {
      throw new ModloadError(
        'ERR_MODLOAD_ENVIRONMENT',
        `-mod may only be set to readonly ${mayVendor ? 'or vendor ' : ''}when in workspace mode, but it is set to ${JSON.stringify(mode)}` +
          `\n\tRemove the -mod flag to use the default readonly value,${mayVendor ? ' ' : ''}` +
          '\n\tor set GOWORK=off to disable workspace mode.',
      );
    }
    return { kind: mode, isExplicit: true, reason: '' };
  }
  const kind = policy.addMissing ? 'mod' : defaults.kind;
  if (kind) return { kind, isExplicit: false, reason: '' };
  if (!main.hasRoot) {
    const mode = defaults.allowMissingImports ? 'mod' : 'readonly';
    return { kind: mode, isExplicit: false, reason: '' };
  }
  const mayVendor = !main.isWorkspace || !isGoVersionBefore(release.version, '1.22');
  if (mayVendor && files.isDirectory(main.vendorDirectory)) {
    const place = main.isWorkspace ? 'go.work' : 'go.mod';
    const goVersion = main.isWorkspace
      ? (main.workspace!.goWork.go?.version ?? '')
      : (main.single.index?.goVersion ?? '');
    const isForWorkspace = readVendorList(main, files).isWorkspace;
    if (goVersion !== '' && !isGoVersionBefore(goVersion, '1.14')) {
      if (isForWorkspace !== main.isWorkspace) {
        const reason = isForWorkspace
          ? 'Outside workspace mode, but vendor directory is for a workspace.'
          : 'In workspace mode, but vendor directory is not for a workspace';
        return { kind: 'readonly', isExplicit: false, reason };
      }
      const reason = `Go version in ${place} is at least 1.14 and vendor directory exists.`;
      return { kind: 'vendor', isExplicit: false, reason };
    }
    const reason = `Go version in ${place} is ${goVersion || 'unspecified'}, so vendor directory was not used.`;
    return { kind: 'readonly', isExplicit: false, reason };
  }
  return { kind: 'readonly', isExplicit: false, reason: '' };
}

/** Why there is no module to work in. */
function missingRoot(settings: Settings, workFile: string): Error {
  const { directory, files, environment } = settings;
  if (environment.GO111MODULE === 'off') {
    return new NoModuleError("modules disabled by GO111MODULE=off; see 'go help modules'");
  }
  if (workFile) {
    return new NoModuleError("no modules were found in the current workspace; see 'go help work'");
  }
  const legacy = findLegacyFile(directory, files, environment.get('GOROOT'));
  if (!legacy) return new NoModuleError();
  const relative = shortPath(legacy.directory, directory);
  const change = relative === '.' ? '' : `cd ${relative} && `;
  return new NoModuleError(
    `cannot find main module, but found ${legacy.name} in ${legacy.directory}\n\tto create a module there, run:\n\t${change}go mod init`,
  );
}

/**
 * A module or workspace that was found but not read. Each operation reads its files anew, by calling
 * {@link OpenedModule.open}.
 */
export class OpenedModule {
  readonly settings: Settings;
  readonly #roots: FoundRoots;

  constructor(settings: Settings, search: RootSearch = {}) {
    this.settings = settings;
    this.#roots = findRoots(settings, search);
  }

  /** The root directory of the module; empty in a workspace, or without a module. */
  get root(): string {
    return this.#roots.root;
  }

  /** Reads the files of the main modules, for one operation, which the signal aborts. */
  open(defaults: ModeDefaults = {}, signal = this.settings.signal): Promise<LoadState> {
    return openState({ ...this.settings, signal }, this.#roots, defaults);
  }
}
