/**
 * Changes the build list to contain exactly the versions that were asked for. Go:
 * cmd/go/internal/modload/edit.go.
 *
 * Selecting a version is easy if nothing else requires a higher one. Otherwise whatever requires the higher
 * version has to be lowered, and what requires that, and so on. The algorithm:
 *
 *  1. Collect limits: no module of the current build list may exceed its selected version, so that nothing is
 *     upgraded by accident.
 *  2. Raise limits where the request needs it: to what the modules of `tryUpgrade` require, and to what the
 *     modules of `mustSelect` require. In a pruned module only roots and what they require directly count;
 *     an unpruned dependency counts with all that it leads to.
 *  3. Lower the limits of the modules of `mustSelect` to exactly the requested versions.
 *  4. Select each module of `mustSelect`. If it requires something beyond a limit, the request contradicts
 *     itself: all such conflicts are collected into a `VersionConflictError`.
 *  5. Move each module of `tryUpgrade`, then each module of the old build list, as near to its version as the
 *     limits allow. A version is disqualified if anything that it leads to exceeds a limit or is disqualified;
 *     the answer is kept per version, and cycles count as allowed while they are being checked. From a
 *     disqualified version the search continues with older ones, down to what is already selected.
 *  6. Load the graph of what was selected. Selected modules may raise each other within the limits, so the
 *     result is the graph's selection.
 *  7. For an unpruned module, reduce the roots to the minimal set with that build list.
 */

import { checkAllowed } from './allowed.js';
import type { LoadContext } from './context.js';
import { nameError, ModloadError } from '../base/errors.js';
import { isSameModule, moduleKey, sortModules, type ModuleVersion } from '../module/module.js';
import { compareVersions, minimal } from '../mvs.js';
import { listVersions } from './module-query.js';
import {
  expandGraph,
  isSameList,
  loadGraph,
  requirementSource,
  Requirements,
} from './requirements.js';
import { compare } from '../module/semver.js';
import type { Pruning } from './summary.js';

/** A version that was asked for requires a higher one of another module than was asked for. */
export interface VersionConflict {
  /** What was asked for. */
  readonly source: ModuleVersion;
  /** What it requires. */
  readonly dependency: ModuleVersion;
  /** The version that the dependency must not exceed. */
  readonly limit: ModuleVersion;
  /** From what was asked for to the version that exceeds its limit, each required by the one before. */
  readonly path: readonly ModuleVersion[];
  /** The version that the last one of the path must not exceed. */
  readonly exceeded: ModuleVersion;
}

/** The versions asked for cannot be selected together. */
export class VersionConflictError extends ModloadError {
  static {
    nameError(this, 'VersionConflictError');
  }

  /** Every contradiction that was found. */
  readonly conflicts: readonly VersionConflict[];

  /** Created by this package. */
  constructor(conflicts: readonly VersionConflict[]) {
    const lines = conflicts.map(
      ({ source, dependency, limit }) =>
        `\n\t${moduleKey(source)} requires ${moduleKey(dependency)}, but ${moduleKey(limit)} is requested`,
    );
    super('ERR_MODLOAD_REQUIREMENT_CONFLICT', `version constraints conflict:${lines.join('')}`);
    this.conflicts = conflicts;
  }
}

/**
 * Changes the build list: each module of `mustSelect` gets exactly its version, those of `tryUpgrade` are
 * raised as far as that allows, and what requires too much is lowered.
 * @returns the new requirements, and whether they differ
 */
export async function editRequirements(
  requirements: Requirements,
  tryUpgrade: readonly ModuleVersion[],
  mustSelect: readonly ModuleVersion[],
): Promise<{ requirements: Requirements; isChanged: boolean }> {
  const { context, pruning, direct } = requirements;
  const { main } = context;
  const limiter = await limiterFor(requirements, tryUpgrade, mustSelect);
  const conflicts: VersionConflict[] = [];
  for (const module of mustSelect) {
    const { error, conflict } = await limiter.select(module);
    if (error !== undefined) throw error as Error;
    if (!conflict) continue;
    const limit = { path: conflict.path, version: limiter.limit(conflict.path) ?? '' };
    const path = limiter.pathTo(module);
    const last = path.at(-1)!;
    const lastLimit = limiter.limit(last.path);
    const exceeded = lastLimit ? { path: last.path, version: lastLimit } : limit;
    conflicts.push({ source: module, dependency: conflict, limit, path, exceeded });
  }
  if (conflicts.length > 0) throw new VersionConflictError(conflicts);

  for (const module of tryUpgrade) await limiter.upgradeToward(module);
  const initial =
    pruning === 'unpruned' ? (await requirements.completeGraph()).dependencies : requirements.roots;
  for (const module of initial) await limiter.upgradeToward(module);

  // What is selected together may raise some of it further.
  const paths = [...limiter.selected.keys()].filter((path) => !main.contains(path));
  const chosen = paths
    .map((path) => ({ path, version: limiter.selected.get(path)! }))
    .filter(({ version }) => version !== 'none');
  const graph = await loadGraph(context, pruning, chosen);
  if (graph.error) throw graph.error;
  const modules = sortModules(
    paths
      .map((path) => ({ path, version: graph.selected(path) }))
      .filter(({ version }) => version !== 'none'),
  );
  const isChanged = !isSameList(modules, initial);

  let roots: readonly ModuleVersion[] = modules;
  if (pruning === 'unpruned') {
    const rootPaths = mustSelect
      .filter(({ path, version }) => version !== 'none' && !main.contains(path))
      .map(({ path }) => path);
    if (!isChanged && rootPaths.length === 0) return { requirements, isChanged };
    for (const { path, version } of modules) {
      const root = requirements.rootSelected(path);
      if (root !== undefined && (root === version || direct.has(path))) rootPaths.push(path);
    }
    roots = await minimal(main.versions[0]!, rootPaths, requirementSource(context, modules));
  } else if (!isChanged) {
    return { requirements, isChanged };
  }
  const kept = new Set(roots.map(({ path }) => path).filter((path) => direct.has(path)));
  return { requirements: requirements.with({ roots, direct: kept }), isChanged };
}

async function limiterFor(
  requirements: Requirements,
  tryUpgrade: readonly ModuleVersion[],
  mustSelect: readonly ModuleVersion[],
): Promise<VersionLimiter> {
  const { context, pruning, roots } = requirements;
  const graph = await requirements.completeGraph();
  const limits = new Map<string, string>();
  const lower = ({ path, version }: ModuleVersion) => {
    const known = limits.get(path);
    if (known === undefined || compareVersions(known, version) > 0) limits.set(path, version);
  };
  if (pruning === 'unpruned') graph.buildList.forEach(lower);
  else for (const { path } of roots) lower({ path, version: graph.selected(path) });

  await raiseLimits(context, limits, pruning, tryUpgrade, mustSelect);
  mustSelect.forEach(lower);
  return new VersionLimiter(context, pruning, limits);
}

/** Raises the limits as far as the upgrades themselves need it. */
async function raiseLimits(
  context: LoadContext,
  limits: Map<string, string>,
  pruning: Pruning,
  tryUpgrade: readonly ModuleVersion[],
  mustSelect: readonly ModuleVersion[],
): Promise<void> {
  const { main, summaries } = context;
  const allow = ({ path, version }: ModuleVersion) => {
    const limit = limits.get(path);
    if (limit !== undefined && compareVersions(limit, version) < 0) limits.set(path, version);
  };

  const unpruned: ModuleVersion[] = [];
  const rootPaths = new Set<string>();
  if (pruning === 'unpruned') {
    unpruned.push(...tryUpgrade);
  } else {
    for (const path of limits.keys()) rootPaths.add(path);
    for (const { path } of [...tryUpgrade, ...mustSelect]) rootPaths.add(path);
    const allowed = new Set<string>();
    const allowRoot = async (module: ModuleVersion): Promise<void> => {
      const key = moduleKey(module);
      if (allowed.has(key)) return;
      allowed.add(key);
      if (main.contains(module.path)) return;
      allow(module);
      const summary = await summaries.read(module);
      if (summary.pruning === 'unpruned') {
        unpruned.push(module);
        return;
      }
      for (const required of summary.require) {
        if (rootPaths.has(required.path)) await allowRoot(required);
        else allow(required);
      }
    };
    for (const module of tryUpgrade) {
      // A version that cannot be read is not selected either; the error is reported then.
      await allowRoot(module).catch(() => undefined);
    }
  }
  if (unpruned.length > 0) {
    const graph = await loadGraph(context, 'unpruned', unpruned);
    if (graph.error) throw graph.error;
    graph.buildList.forEach(allow);
  }

  let next = mustSelect.length > 0 ? [...mustSelect] : undefined;
  while (next) {
    const stated: Requirements = new Requirements(context, pruning, sortModules(next), new Set());
    next = undefined;
    const expanded = await expandGraph(stated);
    if (expanded.error) throw expanded.error;
    for (const module of expanded.graph.buildList) {
      allow(module);
      if (!rootPaths.has(module.path)) continue;
      if (expanded.requirements.rootSelected(module.path) === module.version) continue;
      (next ??= [...expanded.requirements.roots]).push(module);
    }
  }
}

/** Why a version cannot be selected. */
interface Disqualification {
  /** What it requires, beyond the limit. */
  readonly conflict?: ModuleVersion;
  /** The requirement that leads there, if it is not the version itself. */
  readonly via?: ModuleVersion;
  /** Its requirements cannot be read. */
  readonly error?: unknown;
}

/** Selects versions within limits, and knows which ones lead beyond them. */
class VersionLimiter {
  readonly #context: LoadContext;
  readonly #pruning: Pruning;
  readonly #limits: ReadonlyMap<string, string>;
  readonly selected = new Map<string, string>();
  readonly #checked = new Map<string, Disqualification | undefined>();
  readonly #requiredBy = new Map<string, ModuleVersion[]>();

  constructor(context: LoadContext, pruning: Pruning, limits: ReadonlyMap<string, string>) {
    this.#context = context;
    this.#pruning = pruning;
    this.#limits = limits;
    for (const { path } of context.main.list) this.selected.set(path, '');
  }

  limit(path: string): string | undefined {
    return this.#limits.get(path);
  }

  /** Returns the chain from a disqualified module to the version beyond its limit. */
  pathTo(module: ModuleVersion): ModuleVersion[] {
    const path = [module];
    for (let each = module; ;) {
      const via = this.#checked.get(moduleKey(each))?.via;
      if (!via || path.some((other) => isSameModule(other, via))) return path;
      path.push(via);
      each = via;
    }
  }

  /** Raises a module to a version, or as near to it as the limits allow. */
  async upgradeToward(module: ModuleVersion): Promise<void> {
    const selected = this.selected.get(module.path) ?? 'none';
    if (this.selected.has(module.path) && compareVersions(selected, module.version) >= 0) return;

    let candidate = module;
    if (await this.#check(candidate, this.#pruning)) {
      const allowed = (each: ModuleVersion) => checkAllowed(this.#context, each);
      const versions = await listVersions(this.#context, module.path, allowed);
      const lower = versions.filter((version) => compare(version, module.version) < 0);
      do {
        const version = lower.pop();
        if (version === undefined || compareVersions(selected, version) >= 0) return;
        candidate = { path: module.path, version };
      } while (await this.#check(candidate, this.#pruning));
    }
    this.selected.set(module.path, candidate.version);
  }

  /** Selects exactly this version, unless that leads beyond the limits. */
  async select(module: ModuleVersion): Promise<Disqualification> {
    const problem = await this.#check(module, this.#pruning);
    if (problem) return problem;
    this.selected.set(module.path, module.version);
    return {};
  }

  async #check(module: ModuleVersion, pruning: Pruning): Promise<Disqualification | undefined> {
    if (module.version === 'none' || isSameModule(module, this.#context.main.versions[0]!)) {
      return undefined;
    }
    const key = moduleKey(module);
    if (this.#checked.has(key)) return this.#checked.get(key);
    // In a cycle of requirements it counts as good, until something on the way is not.
    this.#checked.set(key, undefined);

    const limit = this.#limits.get(module.path);
    if (limit !== undefined && compareVersions(module.version, limit) > 0) {
      return this.#disqualify(module, { conflict: module });
    }
    let summary;
    try {
      summary = await this.#context.summaries.read(module);
    } catch (error) {
      return this.#disqualify(module, { error });
    }
    const below = summary.pruning === 'unpruned' ? 'unpruned' : pruning;
    for (const required of summary.require) {
      if (below === 'pruned' && !this.#limits.has(required.path)) continue;
      const problem = await this.#check(required, below);
      if (problem) return this.#disqualify(module, { ...problem, via: required });
      const by = this.#requiredBy.get(moduleKey(required));
      if (by) by.push(module);
      else this.#requiredBy.set(moduleKey(required), [module]);
    }
    return this.#checked.get(key);
  }

  #disqualify(module: ModuleVersion, problem: Disqualification): Disqualification {
    const key = moduleKey(module);
    const known = this.#checked.get(key);
    if (known) return known;
    this.#checked.set(key, problem);
    const by = this.#requiredBy.get(key) ?? [];
    this.#requiredBy.delete(key);
    for (const each of by) this.#disqualify(each, { conflict: module, via: module });
    return problem;
  }
}
