/**
 * The requirements of the main module and the graph that they lead to. Go: cmd/go/internal/modload/buildlist.go.
 *
 * `Requirements` is a sorted list of roots and the set of paths that the main module imports directly. It is
 * immutable; the graph is loaded when first needed and kept. Minimal version selection over the graph gives
 * the build list: of each module the highest version that anything requires.
 *
 * Loading is breadth first and concurrent. How deep it goes depends on pruning, which follows from go lines:
 *
 *  - `unpruned` (go below 1.17): the requirements of every module in the graph count.
 *  - `pruned` (from 1.17 on): go.mod names every module that is needed to build its packages. So from a pruned
 *    module only its own requirements are read, and theirs are not, unless they are unpruned themselves.
 *  - `workspace`: each main module is loaded as its own go line says.
 *
 * `updateRoots` keeps these invariants of a go.mod:
 *
 *  1. Every root is at its selected version.
 *  2. Every module that provides a package of `all` is a root (pruned only).
 *  3. Every directly imported module is a root, and marked as direct.
 *
 * A pruned update is a loop: adding a root may raise the selected version of another, which may require more.
 * It needs the whole graph only if the roots contradict each other (`agreeWithRoots`). `tidyRoots` computes the
 * smallest roots from the packages: for unpruned modules with minimal version selection, for pruned ones
 * by adding the modules of packages in import order until the graph selects what the packages use.
 *
 * In read-only mode nothing changes; requirements that would have to are a `GoModDirtyError`.
 */

import { isDeepStrictEqual } from 'node:util';
import { rethrowForgery } from './disallowed.js';
import { GoModDirtyError } from './mode.js';
import { mustBeComplete, type LoadContext } from './context.js';
import { moduleKey, isSameModule, sortModules, type ModuleVersion } from '../module/module.js';
import {
  BuildListError,
  compareVersions,
  Graph,
  maxVersion,
  minimal,
  type Requirements as RequirementSource,
} from '../mvs.js';
import { firstText } from '../base/text.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { pruningFor, type Pruning, type Summary } from './summary.js';

const comparison = (_path: string, a: string, b: string) => compareVersions(a, b);

/** The modules that the main ones require, directly or not, and which version of each is selected. */
export class ModuleGraph {
  /** The graph as minimal version selection has it. */
  readonly graph: Graph;
  readonly #roots: number;
  #buildList: readonly ModuleVersion[] | undefined;
  /** What could not be loaded; the graph holds all else. */
  error: BuildListError | undefined;

  constructor(graph: Graph, roots: number) {
    this.graph = graph;
    this.#roots = roots;
  }

  /** The version selected of a path; `none` when there is none, nothing for a main module. */
  selected(path: string): string {
    return this.graph.selected(path);
  }

  /** Returns what a module requires; `undefined` if it is not in the graph or was not loaded. */
  requiredBy(module: ModuleVersion): readonly ModuleVersion[] | undefined {
    return this.graph.requiredBy(module);
  }

  /** The modules with their selected versions: the main ones, then the others by path. */
  get buildList(): readonly ModuleVersion[] {
    return (this.#buildList ??= this.graph.buildList());
  }

  /** The build list without the main modules. */
  get dependencies(): readonly ModuleVersion[] {
    return this.buildList.slice(this.#roots);
  }

  /** Visits every module that can be reached, the nearest first. */
  walk(visit: (module: ModuleVersion) => void): void {
    this.graph.walkBreadthFirst(visit);
  }
}

/** The requirements that a main module states, and the graph they lead to, loaded when needed. */
export class Requirements {
  readonly pruning: Pruning;
  /** Sorted; a path may appear several times, until the roots are updated. */
  readonly roots: readonly ModuleVersion[];
  /** Paths of the modules of which a main module imports a package. */
  readonly direct: ReadonlySet<string>;
  readonly #context: LoadContext;
  readonly #highest = new Map<string, string>();
  #graph: ModuleGraph | undefined;
  #loading: Promise<ModuleGraph> | undefined;

  constructor(
    context: LoadContext,
    pruning: Pruning,
    roots: readonly ModuleVersion[],
    direct: ReadonlySet<string>,
  ) {
    this.#context = context;
    this.pruning = pruning;
    this.roots = roots;
    this.direct = direct;
    if (pruning === 'workspace') return;
    for (const { path, version } of roots) {
      const known = this.#highest.get(path);
      if (known === undefined || compareVersions(known, version) < 0)
        this.#highest.set(path, version);
    }
  }

  /** The version of a path among the roots; `undefined` if it is no root. */
  rootSelected(path: string): string | undefined {
    return this.#context.main.contains(path) ? '' : this.#highest.get(path);
  }

  /** Returns whether a path stands among the roots more than once, or is that of the main module. */
  get hasRedundantRoot(): boolean {
    return this.roots.some(
      ({ path }, index) =>
        this.#context.main.contains(path) || (index > 0 && this.roots[index - 1]!.path === path),
    );
  }

  /** The graph, when it was loaded already. */
  get loadedGraph(): ModuleGraph | undefined {
    return this.#graph;
  }

  /** Loads the graph; its `error` says what could not be loaded. */
  async loadGraph(): Promise<ModuleGraph> {
    if (this.#graph) return this.#graph;
    this.#loading ??= loadGraph(this.#context, this.pruning, this.roots).then(
      (graph) => (this.#graph = graph),
    );
    return await this.#loading;
  }

  /**
   * Loads the graph.
   *
   * @throws {BuildListError} when not all of it can be.
   */
  async completeGraph(): Promise<ModuleGraph> {
    const graph = await this.loadGraph();
    if (graph.error) throw graph.error;
    return graph;
  }

  /** Uses the vendor directory's list for a graph, in place of everything that would be loaded. */
  useVendorList(list: readonly ModuleVersion[]): void {
    const { main, report, mode, policy } = this.#context;
    if (main.isWorkspace) {
      const graph = new Graph(comparison, main.versions);
      const listed = { path: 'vendor/modules.txt', version: '' };
      for (const { path, goMod } of main.list) {
        graph.require({ path, version: '' }, [...(goMod?.require ?? []), listed]);
      }
      graph.require(listed, list);
      this.#graph = new ModuleGraph(graph, main.versions.length);
      return;
    }
    const target = main.versions[0]!;
    const graph = new Graph(comparison, [target]);
    if (policy.listsVendored) {
      graph.require(target, list);
    } else if (this.pruning === 'pruned') {
      const missing = list.filter(({ path, version }) => this.rootSelected(path) !== version);
      for (const each of missing) {
        report.error(
          undefined,
          `go: vendored module ${moduleKey(each)} should be required explicitly in go.mod`,
        );
      }
      if (missing.length > 0) {
        const dirty = new GoModDirtyError(mode);
        report.error(dirty, `go: ${dirty.message}`);
        report.throwIfFailed();
      }
      graph.require(target, this.roots);
    } else {
      // How the roots lead to the list is not known: a made-up module in between requires it.
      const listed = { path: 'vendor/modules.txt', version: '' };
      graph.require(target, [...this.roots, listed]);
      graph.require(listed, list);
    }
    this.#graph = new ModuleGraph(graph, 1);
  }

  /** The same graph seen with other pruning, or with other roots. */
  with(change: {
    pruning?: Pruning;
    roots?: readonly ModuleVersion[];
    direct?: ReadonlySet<string>;
  }): Requirements {
    return new Requirements(
      this.#context,
      change.pruning ?? this.pruning,
      change.roots ?? this.roots,
      change.direct ?? this.direct,
    );
  }

  /** The requirements with these roots; itself, with the graph it loaded, when nothing changes. */
  updated(
    pruning: Pruning,
    roots: readonly ModuleVersion[],
    direct: ReadonlySet<string>,
  ): Requirements {
    if (
      this.pruning === pruning &&
      isSameList(roots, this.roots) &&
      isDeepStrictEqual(direct, this.direct)
    ) {
      return this;
    }
    return new Requirements(this.#context, pruning, roots, direct);
  }

  get context(): LoadContext {
    return this.#context;
  }
}

/** Returns whether two lists hold the same modules in the same order. */
export function isSameList(a: readonly ModuleVersion[], b: readonly ModuleVersion[]): boolean {
  return a.length === b.length && a.every((each, index) => isSameModule(each, b[index]!));
}

/** Loads what modules require, breadth first, as far as pruning lets it. */
class GraphLoader {
  readonly #context: LoadContext;
  readonly graph: Graph;
  readonly #summaries = new Map<ModuleVersion, Summary | null>();
  /** Continuations that wait for the summary of a module. */
  readonly #waiting = new Map<ModuleVersion, Pruning[]>();
  readonly #unpruned = new Set<ModuleVersion>();
  #whenDone: (() => void) | undefined;
  readonly errors = new Map<ModuleVersion, unknown>();

  constructor(context: LoadContext, targets: readonly ModuleVersion[]) {
    this.#context = context;
    this.graph = new Graph(comparison, targets);
  }

  /** Loads modules and what they require. Cached summaries are not awaited. */
  async load(modules: readonly ModuleVersion[], pruning: Pruning): Promise<void> {
    this.#visit(modules, pruning);
    if (this.#waiting.size === 0) return;
    const { source } = this.#context;
    const rest = () => new Promise<void>((resolve) => (this.#whenDone = resolve));
    await (source.whileAskingForMany?.(rest) ?? rest());
  }

  #visit(modules: readonly ModuleVersion[], pruning: Pruning): void {
    const queue: { readonly module: ModuleVersion; readonly pruning: Pruning }[] = [];
    const enqueue = (list: readonly ModuleVersion[], pruning: Pruning) => {
      for (const module of list) {
        if (module.version === 'none') continue;
        if (pruning === 'unpruned') {
          if (this.#unpruned.has(module)) continue;
          this.#unpruned.add(module);
        }
        queue.push({ module, pruning });
      }
    };
    enqueue(modules, pruning);
    // Grows while it is gone through.
    for (const { module, pruning } of queue) {
      const summary = this.#summary(module, pruning);
      const next = summary && nextPruning(pruning, summary);
      if (next) enqueue(summary.require, next);
    }
  }

  /** Returns the summary of a module; `undefined` if it failed, or is still being loaded. */
  #summary(module: ModuleVersion, pruning: Pruning): Summary | undefined {
    const known = this.#summaries.get(module);
    if (known !== undefined) return known ?? undefined;
    const waiting = this.#waiting.get(module);
    if (waiting) {
      waiting.push(pruning);
      return undefined;
    }
    let answer: Summary | Promise<Summary>;
    try {
      answer = this.#context.summaries.read(module);
    } catch (error) {
      this.#summaries.set(module, null);
      this.errors.set(module, error);
      return undefined;
    }
    if (!(answer instanceof Promise)) {
      this.#note(module, answer);
      return answer;
    }
    this.#waiting.set(module, [pruning]);
    void answer
      .then(
        (summary) => this.#note(module, summary),
        (error: unknown) => {
          this.#summaries.set(module, null);
          this.errors.set(module, error);
        },
      )
      .then(() => this.#goOn(module));
    return undefined;
  }

  #note(module: ModuleVersion, summary: Summary): void {
    this.#summaries.set(module, summary);
    this.graph.require(module, summary.require);
  }

  #goOn(module: ModuleVersion): void {
    const waiting = this.#waiting.get(module) ?? [];
    this.#waiting.delete(module);
    const summary = this.#summaries.get(module);
    for (const pruning of summary ? waiting : []) {
      const next = nextPruning(pruning, summary!);
      if (next) this.#visit(summary!.require, next);
    }
    if (this.#waiting.size === 0) this.#whenDone?.();
  }
}

/** Returns the pruning to apply to a module's own requirements; `undefined` to stop. */
function nextPruning(pruning: Pruning, summary: Summary): Pruning | undefined {
  if (pruning === 'unpruned') return 'unpruned';
  return pruning === 'pruned' && summary.pruning === 'pruned' ? undefined : summary.pruning;
}

/** Loads the graph that roots lead to. What fails is noted in its `error`. */
export async function loadGraph(
  context: LoadContext,
  pruning: Pruning,
  roots: readonly ModuleVersion[],
): Promise<ModuleGraph> {
  const { main, summaries } = context;
  const targets = main.versions.map((each) => summaries.intern(each));
  const loader = new GraphLoader(context, targets);
  const { graph } = loader;
  const interned = roots.map((each) => summaries.intern(each));
  if (pruning !== 'workspace') graph.require(targets[0]!, interned);
  await loader.load(interned, pruning);

  if (pruning === 'workspace') {
    // What a module requires in a lower version says nothing about its selected version.
    const relevant = new Set(interned.map(({ path }) => path));
    const seen = new Set<ModuleVersion>();
    for (;;) {
      const needed = new Set<ModuleVersion>();
      for (const path of relevant) {
        const module = summaries.intern({ path, version: graph.selected(path) });
        if (!seen.has(module)) {
          needed.add(module);
          continue;
        }
        for (const required of graph.requiredBy(module) ?? []) {
          const version = graph.selected(required.path);
          const selected = summaries.intern({ path: required.path, version });
          if (compareVersions(version, required.version) > 0 && !seen.has(selected)) {
            needed.add(selected);
          }
        }
      }
      if (needed.size === 0) break;
      for (const module of needed) {
        seen.add(module);
        relevant.add(module.path);
      }
      await loader.load([...needed], 'workspace');
    }
  }

  const result = new ModuleGraph(graph, targets.length);
  if (loader.errors.size > 0) {
    for (const error of loader.errors.values()) rethrowForgery(error);
    const chain = graph.findPath((each) => loader.errors.has(summaries.intern(each)));
    const last = chain.at(-1);
    if (last) result.error = new BuildListError(loader.errors.get(summaries.intern(last)), chain);
  }
  return result;
}

/** Returns what minimal version selection asks, with roots in place of what the main module requires. */
export function requirementSource(
  context: LoadContext,
  roots: readonly ModuleVersion[],
): RequirementSource {
  return {
    required(module) {
      if (context.main.isMain(module)) return roots;
      if (module.version === 'none') return [];
      const summary = context.summaries.read(module);
      return summary instanceof Promise ? summary.then(({ require }) => require) : summary.require;
    },
    max: (_path, a, b) => maxVersion(a, b),
  };
}

/** What a loaded package says about the module that it needs. */
export interface PackageUse {
  /** The module that provides it; `undefined` for packages of the standard library and missing ones. */
  readonly module: ModuleVersion | undefined;
  readonly isInAll: boolean;
  readonly isFromRoot: boolean;
  readonly isRoot: boolean;
  readonly imports: readonly PackageUse[];
  readonly test: PackageUse | undefined;
  /** Modules that might have provided it by their path, and do not. */
  readonly alternatives: readonly ModuleVersion[];
}

/** The module that provides a package, unless it is a main one. */
function externalModule({ main }: LoadContext, { module }: PackageUse): ModuleVersion | undefined {
  return module && !main.contains(module.path) ? module : undefined;
}

/** Loads the graph, and puts the roots in order when they are below what it selects. */
export async function expandGraph(
  requirements: Requirements,
): Promise<{ requirements: Requirements; graph: ModuleGraph; error: Error | undefined }> {
  const graph = await requirements.loadGraph();
  if (graph.error) return { requirements, graph, error: graph.error };
  const { main } = requirements.context;
  const roots = main.isWorkspace ? main.versions : (graph.requiredBy(main.versions[0]!) ?? []);
  if (roots.every(({ path, version }) => graph.selected(path) === version)) {
    return { requirements, graph, error: undefined };
  }
  try {
    const updated = await updateRoots(requirements, requirements.direct);
    const next = await updated.loadGraph();
    return { requirements: updated, graph: next, error: next.error };
  } catch (error) {
    return { requirements, graph, error: error as Error };
  }
}

/** What the roots are brought up to date with. */
export interface RootUpdate {
  readonly packages?: readonly PackageUse[];
  readonly add?: readonly ModuleVersion[];
  /** Whether the named packages are going to be imported by the main module. */
  readonly areRootsImported?: boolean;
}

/**
 * Brings the roots up to date: each at its selected version, each path once, with those that packages
 * and additions need. In read-only mode it only checks that they are.
 */
export async function updateRoots(
  requirements: Requirements,
  direct: ReadonlySet<string>,
  update: RootUpdate = {},
): Promise<Requirements> {
  switch (requirements.pruning) {
    case 'unpruned':
      return await updateUnprunedRoots(requirements, direct, update.add ?? []);
    case 'pruned':
      return await updatePrunedRoots(requirements, direct, update);
    case 'workspace':
      return requirements;
  }
}

async function updateUnprunedRoots(
  requirements: Requirements,
  direct: ReadonlySet<string>,
  add: readonly ModuleVersion[],
): Promise<Requirements> {
  const { context } = requirements;
  const { main, mode } = context;
  const graph = await requirements.completeGraph();

  if (mustBeComplete(context)) {
    const isStale = ({ path, version }: ModuleVersion) => graph.selected(path) !== version;
    if (
      requirements.roots.some(isStale) ||
      add.some(isStale) ||
      [...direct].some((path) => requirements.rootSelected(path) === undefined)
    ) {
      throw new GoModDirtyError(mode);
    }
    return requirements;
  }

  // A root that says what is selected stays, even if it is implied by others: no needless churn.
  const rootPaths = new Set<string>();
  if (!context.policy.minimalRequirements) {
    for (const { path, version } of requirements.roots) {
      if (graph.selected(path) === version) rootPaths.add(path);
    }
  }
  const keep = [...graph.dependencies, ...add];
  for (const { path } of keep) if (direct.has(path)) rootPaths.add(path);

  const roots: ModuleVersion[] = [];
  for (const target of main.versions) {
    roots.push(...(await minimal(target, [...rootPaths], requirementSource(context, keep))));
  }
  if (main.list.length > 1) sortModules(roots);
  return requirements.updated('unpruned', roots, direct);
}

async function updatePrunedRoots(
  initial: Requirements,
  direct: ReadonlySet<string>,
  { packages = [], add = [], areRootsImported = false }: RootUpdate,
): Promise<Requirements> {
  const { context } = initial;
  const { main, mode } = context;
  let requirements = initial;
  let roots = [...requirements.roots];
  let isUpgraded = false;

  const toCheck = new Map<string, ModuleVersion>();
  for (const each of packages) {
    const module = externalModule(context, each);
    if (!module) continue;
    // Packages of `all` and those that were named belong into go.mod, others are loaded anyhow.
    if (!each.isInAll && !each.isRoot && !(areRootsImported && each.isFromRoot)) continue;
    if (requirements.rootSelected(module.path) === undefined) {
      roots.push(module);
      isUpgraded = true;
    } else {
      toCheck.set(moduleKey(module), module);
    }
  }
  for (const module of add) {
    const selected = requirements.rootSelected(module.path);
    if (selected === undefined || compareVersions(selected, module.version) < 0) {
      roots.push(module);
      isUpgraded = true;
    }
  }
  if (isUpgraded) sortModules(roots);

  for (;;) {
    let graph: ModuleGraph | undefined;
    if (isUpgraded) {
      if (mustBeComplete(context)) throw new GoModDirtyError(mode);
      requirements = requirements.with({ pruning: 'pruned', roots, direct });
      graph = await requirements.completeGraph();
    } else if (requirements.loadedGraph) {
      graph = requirements.loadedGraph;
    } else if (!(await agreeWithRoots(requirements, [...toCheck.values()]))) {
      graph = await requirements.completeGraph();
    }

    roots = [];
    isUpgraded = false;
    const seen = new Set(main.list.map(({ path }) => path));
    for (const { path, version } of requirements.roots) {
      if (seen.has(path)) continue;
      seen.add(path);
      const selected = graph ? graph.selected(path) : requirements.rootSelected(path)!;
      roots.push({ path, version: selected });
      if (selected !== version) isUpgraded = true;
    }
    if (isUpgraded) continue;
    if (mode.kind !== 'mod') return requirements;
    return requirements.updated('pruned', roots, direct);
  }
}

/** Returns whether nothing that these modules require is above its version among the roots. */
async function agreeWithRoots(
  requirements: Requirements,
  modules: readonly ModuleVersion[],
): Promise<boolean> {
  const { summaries } = requirements.context;
  try {
    const read = await Promise.all(modules.map(async (each) => await summaries.read(each)));
    return read.every(({ require }) =>
      require.every(({ path, version }) => {
        const selected = requirements.rootSelected(path);
        return selected === undefined || compareVersions(selected, version) >= 0;
      }),
    );
  } catch {
    return false;
  }
}

/** The same build list, with a graph of another kind. */
export async function convertPruning(
  requirements: Requirements,
  pruning: Pruning,
): Promise<Requirements> {
  if (requirements.pruning === pruning) return requirements;
  if (pruning === 'unpruned')
    return await updateUnprunedRoots(requirements, requirements.direct, []);
  const graph = await requirements.completeGraph();
  return requirements.with({ pruning: 'pruned', roots: graph.dependencies });
}

/** The least roots that select the modules that provide the packages. */
export async function tidyRoots(
  requirements: Requirements,
  packages: readonly PackageUse[],
): Promise<Requirements> {
  return requirements.pruning === 'unpruned'
    ? await tidyUnprunedRoots(requirements, packages)
    : await tidyPrunedRoots(requirements, packages);
}

async function tidyUnprunedRoots(
  requirements: Requirements,
  packages: readonly PackageUse[],
): Promise<Requirements> {
  const { context, direct } = requirements;
  const target = context.main.versions[0]!;
  let keep: ModuleVersion[] = [];
  const kept = new Set<string>();
  const rootPaths: string[] = [];
  const alternatives = new Map<string, string>();
  for (const each of packages) {
    const module = externalModule(context, each);
    if (!module) continue;
    if (!kept.has(module.path)) {
      kept.add(module.path);
      keep.push(module);
      if (direct.has(module.path)) rootPaths.push(module.path);
    }
    for (const { path, version } of each.alternatives) alternatives.set(path, version);
  }

  const source = requirementSource(context, keep);
  let roots = await minimal(target, rootPaths, source);
  // A module that might have provided a package must not go back: it might then provide it.
  const graph = await loadGraph(context, 'unpruned', keep);
  if (graph.error) throw graph.error;
  const lowered = graph.buildList.filter(({ path, version }) => {
    const before = alternatives.get(path);
    return before !== undefined && compareVersions(version, before) < 0;
  });
  if (lowered.length > 0) {
    keep = [...keep, ...lowered.map(({ path }) => ({ path, version: alternatives.get(path)! }))];
    roots = await minimal(target, rootPaths, requirementSource(context, keep));
  }
  return requirements.with({ pruning: 'unpruned', roots });
}

async function tidyPrunedRoots(
  requirements: Requirements,
  packages: readonly PackageUse[],
): Promise<Requirements> {
  const { context } = requirements;
  const included = new Set(context.main.list.map(({ path }) => path));
  const roots: ModuleVersion[] = [];
  let queue: PackageUse[] = [];
  const queued = new Set<PackageUse>();
  for (const each of packages) {
    if (!each.isInAll) continue;
    const module = externalModule(context, each);
    if (module && !included.has(module.path)) {
      roots.push(module);
      included.add(module.path);
    }
    queue.push(each);
    queued.add(each);
  }
  let tidy = requirements.with({ pruning: 'pruned', roots: sortModules([...roots]) });

  // What the packages import need be no root, as long as the graph of the others selects it.
  while (queue.length > 0) {
    const graph = await tidy.completeGraph();
    const before = tidy.roots.length;
    const grown = [...tidy.roots];
    const current = queue;
    queue = [];
    for (const each of current) {
      if (!each.module) continue;
      for (const next of each.test ? [...each.imports, each.test] : each.imports) {
        if (queued.has(next)) continue;
        queued.add(next);
        queue.push(next);
      }
      const { path, version } = each.module;
      if (included.has(path)) continue;
      included.add(path);
      if (compareVersions(graph.selected(path), version) < 0) grown.push(each.module);
    }
    if (grown.length > before) tidy = tidy.with({ roots: sortModules(grown) });
  }
  await tidy.completeGraph();
  return tidy;
}

/** The requirements that the go.mod files of the main modules state. */
export function statedRequirements(context: LoadContext, mayDrop: boolean): Requirements {
  const { main, report, mode } = context;
  if (main.isWorkspace) {
    return new Requirements(context, 'workspace', main.versions, new Set());
  }
  const { goMod } = main.single;
  const roots: ModuleVersion[] = [];
  const direct = new Set<string>();
  for (const { path, version, indirect } of goMod?.require ?? []) {
    const meant = mayDrop ? main.meaning({ path, version }) : { path, version };
    if (meant === undefined) {
      const verb = mode.kind === 'mod' ? 'dropping' : 'ignoring';
      report.note(`go: ${verb} requirement on excluded version ${path} ${version}`);
      continue;
    }
    roots.push(context.summaries.intern(meant));
    if (!indirect) direct.add(path);
  }
  return new Requirements(context, pruningFor(mainGoVersion(context)), sortModules(roots), direct);
}

/** The go line by which the main module is loaded. */
export function mainGoVersion({ main, goVersion, policy }: LoadContext): string {
  if (main.workspace) return main.workspace.goWork.go?.version ?? '1.18';
  const { goMod } = main.single;
  if (!goMod) return goVersion;
  return firstText(goMod.go?.version, policy.impliedGoVersion);
}

/** Returns whether the release narrows `all` to what the main module's packages and tests need. */
export const narrowsAll = (goVersion: string) => !isGoVersionBefore(goVersion, '1.16');
