import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { diff } from '../base/diff.js';
import { GoModDirtyError } from './mode.js';
import { mustBeComplete, type LoadContext } from './context.js';
import { codeOf, messageOf, ModloadError } from '../base/errors.js';
import { lockFile } from '../modfetch/lock.js';
import type { LoadedPackages } from './load-packages.js';
import type { MainModule } from './main-modules.js';
import { sumKey } from '../modfile/gosum.js';
import { checkImportPath, type ModuleVersion } from '../module/module.js';
import { mainGoVersion, type Requirements } from './requirements.js';
import type { GoMod } from '../modfile/gomod.js';
import { compareGoVersions, isGoVersionBefore } from '../module/goversion.js';
import { requiredGo } from './go-line.js';
import { pruningRelease } from './summary.js';

/** From this go line on, go.mod has two blocks of requirements at most. */
const simpleRelease = '1.27';

/** A file before and after an operation. */
export interface FileChange {
  readonly file: string;
  /** Its content when it was read; `undefined` if it was not there. */
  readonly before: string | undefined;
  readonly after: string;
  /** A file that this one replaces: it is removed. */
  readonly replaces?: string;
}

/** The changes of an operation to the main module; `write()` applies them. */
export class ModuleEdit {
  /** The go.mod file, when it changes. */
  readonly goMod: FileChange | undefined;
  /** The go.sum file, when it changes. */
  readonly goSum: FileChange | undefined;

  constructor(goMod: FileChange | undefined, goSum: FileChange | undefined) {
    this.goMod = goMod;
    this.goSum = goSum;
  }

  /** Returns whether there is anything to write. */
  get isChanged(): boolean {
    return this.goMod !== undefined || this.goSum !== undefined;
  }

  /** Returns the changes as a unified diff; empty if there are none. */
  diff(): string {
    return [this.goMod, this.goSum]
      .map((change) => {
        if (change === undefined) return '';
        const name = basename(change.file);
        return diff(`a/${name}`, change.before ?? '', `b/${name}`, change.after);
      })
      .join('');
  }

  /** Writes the files. Rejects if go.mod changed on disk meanwhile. */
  async write(): Promise<void> {
    if (this.goMod) {
      try {
        await replaceFile(this.goMod, (current) => {
          if (current !== this.goMod!.before) {
            throw new ModloadError(
              'ERR_MODLOAD_CONCURRENT_CHANGE',
              'existing contents have changed since last read',
            );
          }
          return this.goMod!.after;
        });
      } catch (error) {
        throw new ModloadError(
          codeOf(error, 'ERR_MODLOAD_WRITE'),
          `updating go.mod: ${messageOf(error)}`,
          error,
        );
      }
    }
    if (this.goSum) {
      try {
        await replaceFile(this.goSum, (current) => this.#mergeSums(current ?? ''));
        if (this.goSum.replaces !== undefined) rmSync(this.goSum.replaces, { force: true });
      } catch (error) {
        throw new ModloadError(
          codeOf(error, 'ERR_MODLOAD_WRITE'),
          `updating go.sum: ${messageOf(error)}`,
          error,
        );
      }
    }
  }

  /** Merges lines that other processes added to go.sum meanwhile. */
  #mergeSums(current: string): string {
    const { before = '', after } = this.goSum!;
    if (current === before) return after;
    const known = new Set(before.split('\n'));
    const added = current.split('\n').filter((line) => line !== '' && !known.has(line));
    const lines = new Set([...after.split('\n').filter(Boolean), ...added]);
    return [...lines]
      .sort()
      .map((line) => `${line}\n`)
      .join('');
  }
}

/** An empty edit. */
export const noEdit = new ModuleEdit(undefined, undefined);

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function replaceFile(
  { file }: FileChange,
  change: (current: string | undefined) => string,
): Promise<void> {
  const release = readIfThere(file) === undefined ? undefined : await lockFile(file);
  try {
    const current = readIfThere(file);
    const next = change(current);
    if (next !== current) writeFileSync(file, next);
  } finally {
    release?.();
  }
}

/** Which lines of go.sum are kept: those of what was loaded, or of all modules that might be. */
export type KeptSums = 'loaded' | 'buildList';

/**
 * Finds the lines that go.sum must keep, by `path version`: those needed to load the packages and the
 * graph again.
 */
export async function sumsToKeep(
  context: LoadContext,
  requirements: Requirements,
  loaded: LoadedPackages | undefined,
  which: KeptSums,
): Promise<Set<string>> {
  const { main } = context;
  const keep = new Set<string>();
  const add = (module: ModuleVersion) => keep.add(sumKey(main.resolve(module)));
  const addGoMod = (module: ModuleVersion) => {
    const { path, version } = main.resolve(module);
    keep.add(sumKey({ path, version: `${version}/go.mod` }));
  };

  for (const each of loaded?.packages ?? []) {
    // What has no module was searched for in all that its path might have named.
    if (each.testOf || (!each.module && !each.error) || !isImportPath(each.path)) continue;
    const { module } = each;
    const isRoot =
      requirements.pruning === 'pruned' &&
      module !== undefined &&
      requirements.rootSelected(module.path) === module.version;
    const graph = isRoot ? undefined : await requirements.loadGraph();
    for (let prefix = each.path; ; prefix = prefix.slice(0, prefix.lastIndexOf('/'))) {
      const version = graph ? graph.selected(prefix) : requirements.rootSelected(prefix);
      if (version !== undefined && version !== 'none') add({ path: prefix, version });
      if (!prefix.includes('/')) break;
    }
  }

  const graph = requirements.loadedGraph;
  if (!graph) {
    for (const module of requirements.roots) {
      addGoMod(module);
      if (which === 'buildList') add(module);
    }
    return keep;
  }
  graph.walk((module) => {
    // A go.mod whose requirements were not loaded takes no part in the graph.
    if (graph.requiredBy(module)) addGoMod(module);
  });
  if (which === 'buildList') graph.buildList.forEach(add);
  return keep;
}

function isImportPath(path: string): boolean {
  try {
    checkImportPath(path);
    return true;
  } catch {
    return false;
  }
}

/** Options of {@link commit}. */
export interface CommitOptions {
  /** Whether go.mod is brought into its form although it says nothing else. */
  readonly format?: boolean;
  /** Whether go.sum is left alone. */
  readonly keepSums?: boolean;
}

/**
 * Works out what go.mod and go.sum must say for the requirements.
 *
 * @throws {Error} when they must not change.
 */
export async function commit(
  context: LoadContext,
  requirements: Requirements,
  loaded: LoadedPackages | undefined,
  options: CommitOptions = {},
): Promise<ModuleEdit> {
  const { main } = context;
  if (main.isWorkspace) {
    return new ModuleEdit(undefined, await commitSums(context, requirements, loaded, options));
  }
  const [target] = main.list;
  if (!target?.goMod || target.directory === '') return noEdit;
  const goMod = commitGoMod(context, target, requirements, options.format ?? false);
  return new ModuleEdit(goMod, await commitSums(context, requirements, loaded, options));
}

function commitGoMod(
  context: LoadContext,
  target: MainModule,
  requirements: Requirements,
  isFormatted: boolean,
): FileChange | undefined {
  const { mode, files, policy } = context;
  const goMod = target.goMod!;
  const goVersion = mainGoVersion(context);
  if (!goMod.go && policy.semantics === 'current') goMod.addGo(goVersion);
  raiseGo(context, goMod, requirements);
  if (!isFormatted && target.index?.states(requirements, goMod, mode.kind === 'readonly')) {
    return undefined;
  }
  const list = requirements.roots.map(({ path, version }) => ({
    path,
    version,
    indirect: !requirements.direct.has(path),
  }));
  if (isGoVersionBefore(goVersion, pruningRelease)) goMod.setRequire(list);
  else if (isGoVersionBefore(goVersion, simpleRelease)) goMod.setRequireSeparateIndirect(list);
  else goMod.setRequireTwoBlocks(list);
  goMod.cleanup();

  const isReadonly = mode.kind === 'readonly';
  const isDirty = target.index?.differsFrom(goMod, isReadonly, mode.kind !== 'mod') ?? true;
  if (isDirty && mode.kind !== 'mod') throw new GoModDirtyError(mode);
  if (!isDirty && !isFormatted) return undefined;
  if (files.isOverlaid(target.goModFile)) {
    if (!isDirty) return undefined;
    throw new ModloadError(
      'ERR_MODLOAD_GO_MOD_DIRTY',
      'updates to go.mod needed, but go.mod is part of the overlay specified with -overlay',
    );
  }
  const before = target.index?.text;
  const after = goMod.format();
  return before === after ? undefined : { file: target.goModFile, before, after };
}

/** Raises the go line to what the modules of the graph need, and drops a toolchain line that says no more. */
function raiseGo(context: LoadContext, goMod: GoMod, { loadedGraph }: Requirements): void {
  if (loadedGraph && context.mode.kind !== 'vendor') {
    const needed = requiredGo(context, loadedGraph)?.version ?? '';
    if (compareGoVersions(needed, goMod.go?.version ?? '') > 0) goMod.addGo(needed);
  }
  if (context.mode.kind !== 'mod' || !goMod.go || !goMod.toolchain) return;
  const toolchain = goMod.toolchain.name.replace(/^go/, '');
  if (toolchain !== 'default' && compareGoVersions(toolchain, goMod.go.version) <= 0) {
    goMod.dropToolchain();
  }
}

async function commitSums(
  context: LoadContext,
  requirements: Requirements,
  loaded: LoadedPackages | undefined,
  { keepSums = false }: CommitOptions,
): Promise<FileChange | undefined> {
  const { goSum } = context;
  if (keepSums || !goSum.hasChanges || context.goSumFile === '') return undefined;
  const keep = await sumsToKeep(context, requirements, loaded, 'buildList');
  return changeSums(context, keep);
}

/**
 * Returns what go.sum becomes when it has the new lines for these modules.
 *
 * @throws {Error} when it must not change.
 */
export function changeSums(
  context: LoadContext,
  keep: ReadonlySet<string>,
): FileChange | undefined {
  const { goSum, goSumFile, files } = context;
  if (!goSum.isDirty(keep)) return undefined;
  if (mustBeComplete(context)) {
    throw new ModloadError(
      'ERR_MODLOAD_GO_SUM_DIRTY',
      'updates to go.sum needed, disabled by -mod=readonly',
    );
  }
  if (files.isOverlaid(goSumFile)) {
    throw new ModloadError(
      'ERR_MODLOAD_GO_SUM_DIRTY',
      'updates to go.sum needed, but go.sum is part of the overlay specified with -overlay',
    );
  }
  const before = readIfThere(goSumFile);
  const after = goSum.write(before ?? '', keep);
  const { replacedFile: replaces } = goSum;
  if (replaces !== undefined) return { file: goSumFile, before, after, replaces };
  return after === (before ?? '') ? undefined : { file: goSumFile, before, after };
}
