/** Minimal version selection. Go: cmd/go/internal/mvs. */

/**
 * Minimal version selection: of every module the build takes the greatest version that anything in
 * the build requires, and nothing newer.
 */

import {
  nameError,
  codeOf,
  InvalidVersionError,
  ModloadError,
  ModuleError,
  messageOf,
} from './base/errors.js';
import { isSameModule, moduleKey, type ModuleVersion } from './module/module.js';
import * as semver from './module/semver.js';

/** What minimal version selection has to know about modules. */
export interface Requirements {
  /** The modules that a module's own go.mod requires. */
  required(module: ModuleVersion): readonly ModuleVersion[] | Promise<readonly ModuleVersion[]>;
  /** The greater of two versions of a module. `none` is less than any, `''` (a main module) greater. */
  max(path: string, a: string, b: string): string;
  /** The module to which an upgrade of everything leads; itself when there is no newer one. */
  upgrade?(module: ModuleVersion): ModuleVersion | Promise<ModuleVersion>;
  /** The version before this one, `none` when there is none. */
  previous?(module: ModuleVersion): ModuleVersion | Promise<ModuleVersion>;
}

/** Compares two versions of a module; -1, 0 or 1. */
export type VersionComparison = (path: string, a: string, b: string) => number;

/** Compares as Go does: `none` and what is no version come first, `''` (a main module) comes last. */
export function compareVersions(a: string, b: string): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
  return semver.compare(a, b);
}

/** The greater of two versions by {@link compareVersions}, the first when they are equal. */
export function maxVersion(a: string, b: string): string {
  return compareVersions(a, b) < 0 ? b : a;
}

function comparisonOf(requirements: Requirements): VersionComparison {
  return (path, a, b) => {
    if (a === b) return 0;
    if (requirements.max(path, a, b) !== a) return -1;
    return requirements.max(path, b, a) === b ? 0 : 1;
  };
}

/** Numbers modules from 0 on, so that what follows compares no strings. */
class ModuleIndex {
  /** The modules by number. */
  readonly modules: ModuleVersion[] = [];
  /** The number of the path of each module. */
  readonly pathOf: number[] = [];
  private readonly paths = new Map<string, number>();
  /** The numbers of the modules with the same path. */
  private readonly samePath: number[][] = [];
  /** By the object that was met first, which is the only one where callers keep one for each module. */
  private readonly byObject = new Map<ModuleVersion, number>();

  /** The number of a module, which it gets when it is new. */
  add(module: ModuleVersion): number {
    const known = this.byObject.get(module);
    if (known !== undefined) return known;
    let path = this.paths.get(module.path);
    if (path === undefined) {
      path = this.samePath.push([]) - 1;
      this.paths.set(module.path, path);
    }
    const same = this.findVersion(path, module.version);
    if (same !== undefined) return same;
    const number = this.modules.push(module) - 1;
    this.pathOf.push(path);
    this.samePath[path]!.push(number);
    this.byObject.set(module, number);
    return number;
  }

  private findVersion(path: number, version: string): number | undefined {
    for (const number of this.samePath[path]!) {
      if (this.modules[number]!.version === version) return number;
    }
    return undefined;
  }

  find(module: ModuleVersion): number | undefined {
    const known = this.byObject.get(module);
    if (known !== undefined) return known;
    const path = this.paths.get(module.path);
    return path === undefined ? undefined : this.findVersion(path, module.version);
  }

  findPath(path: string): number | undefined {
    return this.paths.get(path);
  }
}

/** The modules that a set of roots leads to, as far as their requirements are known. */
export class Graph {
  private readonly index = new ModuleIndex();
  private readonly compare: VersionComparison;
  private readonly rootList: readonly ModuleVersion[];
  private readonly roots: number[];
  /** By module number: what it requires. */
  private readonly required: (readonly ModuleVersion[] | undefined)[] = [];
  /** By path number: the number of the selected module, -1 for none. */
  private readonly selectedModule: number[] = [];

  /** A graph that knows nothing but its roots yet. */
  constructor(compare: VersionComparison, roots: readonly ModuleVersion[]) {
    this.compare = compare;
    this.rootList = [...roots];
    this.roots = this.rootList.map((root) => this.reach(root));
  }

  private reach(module: ModuleVersion): number {
    const { index, selectedModule } = this;
    const known = index.modules.length;
    const number = index.add(module);
    if (number < known) return number;

    this.required.push(undefined);
    const path = index.pathOf[number]!;
    if (path === selectedModule.length) selectedModule.push(-1);
    const selected = selectedModule[path]!;
    const version = selected < 0 ? 'none' : index.modules[selected]!.version;
    if (this.compare(module.path, version, module.version) < 0) selectedModule[path] = number;
    return number;
  }

  /**
   * Sets the requirements of a module. The module must be a root or required by another one, and this is
   * called once per module.
   */
  require(module: ModuleVersion, requirements: readonly ModuleVersion[]): void {
    const number = this.index.find(module);
    if (number === undefined)
      throw new Error(`${moduleKey(module)} is not reachable from any root`);
    if (this.required[number] !== undefined)
      throw new Error(`requirements of ${moduleKey(module)} have already been set`);
    this.requireNumber(number, requirements);
  }

  private requireNumber(number: number, requirements: readonly ModuleVersion[]): void {
    this.required[number] = requirements;
    for (const each of requirements) this.reach(each);
  }

  /** Returns the requirements of a module; `undefined` if they are not set. */
  requiredBy(module: ModuleVersion): readonly ModuleVersion[] | undefined {
    const number = this.index.find(module);
    return number === undefined ? undefined : this.required[number];
  }

  /** The version of a module that is selected among those reached, or `none`. */
  selected(path: string): string {
    const number = this.index.findPath(path);
    const selected = number === undefined ? -1 : this.selectedModule[number]!;
    return selected < 0 ? 'none' : this.index.modules[selected]!.version;
  }

  /** The selected version of every module: first those of the roots, then the others by path. */
  buildList(): ModuleVersion[] {
    const { index, selectedModule } = this;
    const list: ModuleVersion[] = [];
    const isRoot = new Set<number>();
    for (const root of this.roots) {
      const path = index.pathOf[root]!;
      const selected = selectedModule[path]!;
      if (!isRoot.has(path) && selected >= 0) list.push(index.modules[selected]!);
      isRoot.add(path);
    }
    const others: ModuleVersion[] = [];
    selectedModule.forEach((selected, path) => {
      if (selected >= 0 && !isRoot.has(path)) others.push(index.modules[selected]!);
    });
    others.sort((a, b) => (a.path < b.path ? -1 : 1));
    return list.concat(others);
  }

  /** Visits every module that has been reached, those nearer to the roots first. */
  walkBreadthFirst(visit: (module: ModuleVersion) => void): void {
    const { modules } = this.index;
    const isQueued = new Uint8Array(modules.length);
    const queue: number[] = [];
    const enqueue = (number: number) => {
      if (isQueued[number] !== 0 || modules[number]!.version === 'none') return;
      isQueued[number] = 1;
      queue.push(number);
    };
    this.roots.forEach(enqueue);
    for (const number of queue) {
      visit(modules[number]!);
      for (const each of this.required[number] ?? []) enqueue(this.index.add(each));
    }
  }

  /**
   * A shortest chain of requirements from a root to a module for which the condition holds; empty when
   * there is none.
   */
  findPath(condition: (module: ModuleVersion) => boolean): ModuleVersion[] {
    const { modules } = this.index;
    const requiredBy = new Int32Array(modules.length).fill(-2);
    const queue: number[] = [];
    const enqueue = (number: number, by: number) => {
      if (requiredBy[number] !== -2) return;
      requiredBy[number] = by;
      queue.push(number);
    };
    for (const root of this.roots) enqueue(root, -1);
    for (const number of queue) {
      if (condition(modules[number]!)) {
        const path: ModuleVersion[] = [];
        for (let each = number; each >= 0; each = requiredBy[each]!) path.unshift(modules[each]!);
        return path;
      }
      for (const each of this.required[number] ?? []) enqueue(this.index.add(each), number);
    }
    return [];
  }

  /** Every module that requires some version of a module, and which one, those nearer to the roots first. */
  requirersOf(path: string): { readonly by: ModuleVersion; readonly version: string }[] {
    const requirers: { by: ModuleVersion; version: string }[] = [];
    this.walkBreadthFirst((by) => {
      for (const each of this.requiredBy(by) ?? []) {
        if (each.path === path) requirers.push({ by, version: each.version });
      }
    });
    return requirers;
  }

  /**
   * Asks for the requirements of everything that the roots lead to. `ask` returns undefined where it has
   * failed.
   */
  async complete(
    ask: (
      module: ModuleVersion,
    ) => readonly ModuleVersion[] | Promise<readonly ModuleVersion[] | undefined> | undefined,
  ): Promise<void> {
    const { modules } = this.index;
    const pending = new Set<Promise<void>>();
    let next = 0;
    for (;;) {
      // Grows while it is gone through.
      for (; next < modules.length; next++) {
        const number = next;
        const answer = ask(modules[number]!);
        if (answer instanceof Promise) {
          const settled: Promise<void> = answer.then((list) => {
            pending.delete(settled);
            this.requireNumber(number, list ?? []);
          });
          pending.add(settled);
        } else {
          this.requireNumber(number, answer ?? []);
        }
      }
      if (pending.size === 0) return;
      await Promise.race(pending);
    }
  }

  /** As {@link Graph.complete}, where every answer is at hand. */
  completeSync(ask: (module: ModuleVersion) => readonly ModuleVersion[] | undefined): void {
    const { modules } = this.index;
    // What was met last comes first: it is still in the processor's cache.
    const queue = [...modules.keys()];
    for (let number = queue.pop(); number !== undefined; number = queue.pop()) {
      let next = modules.length;
      this.requireNumber(number, ask(modules[number]!) ?? []);
      while (next < modules.length) queue.push(next++);
    }
  }
}

/** The requirements of a module cannot be loaded; the message shows the chain that leads to it. */
export class BuildListError extends ModloadError {
  static {
    nameError(this, 'BuildListError');
  }

  /** From a root to the module whose requirements failed. */
  readonly chain: readonly ModuleVersion[];

  /** Created by this package. `isUpgrade` returns which steps of the chain are upgrades. */
  constructor(
    cause: unknown,
    chain: readonly ModuleVersion[],
    isUpgrade: (from: ModuleVersion, to: ModuleVersion) => boolean = () => false,
  ) {
    super(codeOf(cause, 'ERR_MODLOAD_REQUIRE'), showChain(cause, chain, isUpgrade), cause);
    this.chain = chain;
  }

  /** The module whose requirements failed. */
  get module(): ModuleVersion | undefined {
    return this.chain.at(-1);
  }
}

function showChain(
  cause: unknown,
  chain: readonly ModuleVersion[],
  isUpgrade: (from: ModuleVersion, to: ModuleVersion) => boolean,
): string {
  // Main modules have no version, and what they require needs no telling.
  const first = chain.findIndex(({ version }) => version !== '');
  if (first < 0) return messageOf(cause);
  const shown = chain.slice(first);
  const last = shown.at(-1)!;
  const steps = shown.slice(0, -1).map((each, index) => {
    const step = isUpgrade(each, shown[index + 1]!) ? 'updating to' : 'requires';
    return `${moduleKey(each)} ${step}\n\t`;
  });
  return steps.join('') + showLast(cause, last);
}

function showLast(cause: unknown, module: ModuleVersion): string {
  if (!(cause instanceof ModuleError)) return ModuleError.of(module, cause).message;
  const { cause: inner } = cause;
  const version = inner instanceof InvalidVersionError ? inner.version : cause.version;
  const actual = { path: cause.path, version };
  if (isSameModule(actual, module)) return cause.message;
  return `${moduleKey(module)} (replaced by ${moduleKey(actual)}): ${messageOf(inner)}`;
}

/** Failures by module, reported with the chain that leads to the nearest one. */
class Failures {
  private readonly errors = new Map<string, unknown>();

  set(module: ModuleVersion, error: unknown): void {
    this.errors.set(moduleKey(module), error);
  }

  throwAny(graph: Graph, isUpgrade?: (from: ModuleVersion, to: ModuleVersion) => boolean): void {
    if (this.errors.size === 0) return;
    const chain = graph.findPath((module) => this.errors.has(moduleKey(module)));
    throw new BuildListError(this.errors.get(moduleKey(chain.at(-1)!)), chain, isUpgrade);
  }
}

/**
 * Selects the versions of a build.
 *
 * @param targets - what is built; they come first in the result.
 * @throws {BuildListError} if the requirements of a module cannot be loaded.
 */
export async function buildList(
  targets: readonly ModuleVersion[],
  requirements: Requirements,
): Promise<ModuleVersion[]> {
  const graph = new Graph(comparisonOf(requirements), targets);
  const failures = new Failures();
  await graph.complete((module) => {
    if (module.version === 'none') return [];
    try {
      const answer = requirements.required(module);
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((error: unknown) => {
        failures.set(module, error);
        return undefined;
      });
    } catch (error) {
      failures.set(module, error);
      return undefined;
    }
  });
  failures.throwAny(graph);
  return graph.buildList();
}

/** {@link Requirements} whose answers are at hand. */
export interface RequirementsAtHand extends Requirements {
  required(module: ModuleVersion): readonly ModuleVersion[];
}

/**
 * Selects the versions of a build as {@link buildList} does, at once.
 *
 * @throws {BuildListError} if the requirements of a module cannot be loaded.
 */
export function buildListSync(
  targets: readonly ModuleVersion[],
  requirements: RequirementsAtHand,
): ModuleVersion[] {
  const graph = new Graph(comparisonOf(requirements), targets);
  const failures = new Failures();
  graph.completeSync((module) => {
    if (module.version === 'none') return [];
    try {
      return requirements.required(module);
    } catch (error) {
      failures.set(module, error);
      return undefined;
    }
  });
  failures.throwAny(graph);
  return graph.buildList();
}

/** Selects the versions of a build in which some modules become others. */
async function buildUpgraded(
  target: ModuleVersion,
  requirements: Requirements,
  upgrade: (module: ModuleVersion) => ModuleVersion | Promise<ModuleVersion>,
): Promise<ModuleVersion[]> {
  const graph = new Graph(comparisonOf(requirements), [target]);
  const failures = new Failures();
  const upgrades = new Map<string, ModuleVersion>();
  await graph.complete(async (module) => {
    let required: readonly ModuleVersion[] = [];
    let upgraded = module;
    let failure: { readonly error: unknown } | undefined;
    try {
      if (module.version !== 'none') required = await requirements.required(module);
    } catch (error) {
      failure = { error };
    }
    try {
      upgraded = await upgrade(module);
    } catch (error) {
      failure ??= { error };
    }
    if (failure !== undefined) failures.set(module, failure.error);
    if (isSameModule(upgraded, module)) return required;
    upgrades.set(moduleKey(module), upgraded);
    return [upgraded, ...required];
  });
  failures.throwAny(graph, (from, to) => {
    const upgraded = upgrades.get(moduleKey(from));
    return upgraded !== undefined && isSameModule(upgraded, to);
  });
  return graph.buildList();
}

/**
 * Finds a least list of requirements of a main module that gives the same build.
 *
 * @param main - the main module.
 * @param base - paths of modules that must be in the list, such as those that the main module imports.
 * @param requirements - what modules require.
 * @returns the requirements, by path.
 */
export async function minimal(
  main: ModuleVersion,
  base: readonly string[],
  requirements: Requirements,
): Promise<ModuleVersion[]> {
  const list = await buildList([main], requirements);
  return await minimalOf(main, base, list, requirements);
}

async function minimalOf(
  main: ModuleVersion,
  base: readonly string[],
  list: readonly ModuleVersion[],
  requirements: Requirements,
): Promise<ModuleVersion[]> {
  const selected = new Map(list.map(({ path, version }) => [path, version]));
  const requiredOf = new Map<string, readonly ModuleVersion[]>([[moduleKey(main), []]]);
  // Everything comes after what it requires.
  const postorder: ModuleVersion[] = [];
  for (const root of list) {
    const stack: { module: ModuleVersion; required: readonly ModuleVersion[]; next: number }[] = [];
    const enter = async (module: ModuleVersion) => {
      const key = moduleKey(module);
      if (requiredOf.has(key)) return;
      const answer = requirements.required(module);
      const required = answer instanceof Promise ? await answer : answer;
      requiredOf.set(key, required);
      stack.push({ module, required, next: 0 });
    };
    await enter(root);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const next = frame.required[frame.next++];
      if (next !== undefined) {
        if (!requiredOf.has(moduleKey(next))) await enter(next);
        continue;
      }
      postorder.push(frame.module);
      stack.pop();
    }
  }

  const implied = new Set<string>();
  const imply = (root: ModuleVersion) => {
    const stack = [root];
    for (let module = stack.pop(); module !== undefined; module = stack.pop()) {
      const key = moduleKey(module);
      if (implied.has(key)) continue;
      implied.add(key);
      stack.push(...(requiredOf.get(key) ?? []));
    }
  };
  const result: ModuleVersion[] = [];
  for (const path of new Set(base)) {
    const module = { path, version: selected.get(path) ?? '' };
    result.push(module);
    imply(module);
  }
  for (const module of postorder.reverse()) {
    if (selected.get(module.path) !== module.version || implied.has(moduleKey(module))) continue;
    result.push(module);
    imply(module);
  }
  return result.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Selects a build in which everything has its newest version, as `requirements.upgrade` returns it. */
export function upgradeAll(
  target: ModuleVersion,
  requirements: Requirements,
): Promise<ModuleVersion[]> {
  return buildUpgraded(target, requirements, (module) =>
    module.path === target.path ? target : (requirements.upgrade?.(module) ?? module),
  );
}

/** The requirements of one module replaced by others. */
function override(
  target: ModuleVersion,
  list: readonly ModuleVersion[],
  requirements: Requirements,
): Requirements {
  return {
    required: (module) => (isSameModule(module, target) ? list : requirements.required(module)),
    max: (path, a, b) => requirements.max(path, a, b),
  };
}

/** Selects a build in which some modules have at least the versions given. */
export async function upgrade(
  target: ModuleVersion,
  requirements: Requirements,
  upgrades: readonly ModuleVersion[],
): Promise<ModuleVersion[]> {
  const list = [...(await requirements.required(target))];
  const required = new Set(list.map(({ path }) => path));
  const wanted = new Map<string, string>();
  for (const { path, version } of upgrades) {
    if (!required.has(path)) list.push({ path, version: 'none' });
    const other = wanted.get(path);
    wanted.set(path, other === undefined ? version : requirements.max(path, other, version));
  }
  return await buildUpgraded(target, override(target, list, requirements), (module) => {
    const version = wanted.get(module.path);
    return version === undefined ? module : { path: module.path, version };
  });
}

/** Finds which modules cannot stay, because they lead to versions beyond what is allowed. */
class DowngradeSearch {
  private readonly requirements: Requirements;
  private readonly limit: ReadonlyMap<string, string>;
  private readonly added = new Set<string>();
  private readonly excluded = new Set<string>();
  private readonly requirers = new Map<string, ModuleVersion[]>();

  constructor(requirements: Requirements, limit: ReadonlyMap<string, string>) {
    this.requirements = requirements;
    this.limit = limit;
  }

  isExcluded(module: ModuleVersion): boolean {
    return this.excluded.has(moduleKey(module));
  }

  /** Looks at a module and at all that it leads to. */
  async add(root: ModuleVersion): Promise<void> {
    const stack: { module: ModuleVersion; list: readonly ModuleVersion[]; index: number }[] = [];
    const enter = async (module: ModuleVersion) => {
      const key = moduleKey(module);
      if (this.added.has(key)) return;
      this.added.add(key);
      const limit = this.limit.get(module.path);
      if (
        limit !== undefined &&
        this.requirements.max(module.path, module.version, limit) !== limit
      ) {
        this.exclude(module);
        return;
      }
      try {
        const answer = this.requirements.required(module);
        const list = answer instanceof Promise ? await answer : answer;
        stack.push({ module, list, index: 0 });
      } catch {
        // What cannot be loaded cannot be part of the build, however old it is.
        this.exclude(module);
      }
    };
    await enter(root);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const next = frame.list[frame.index];
      if (next === undefined) {
        stack.pop();
      } else if (!this.added.has(moduleKey(next))) {
        await enter(next);
      } else if (this.isExcluded(next)) {
        this.exclude(frame.module);
        stack.pop();
      } else {
        const requirers = this.requirers.get(moduleKey(next));
        if (requirers === undefined) this.requirers.set(moduleKey(next), [frame.module]);
        else requirers.push(frame.module);
        frame.index++;
      }
    }
  }

  private exclude(root: ModuleVersion): void {
    const stack = [root];
    for (let module = stack.pop(); module !== undefined; module = stack.pop()) {
      const key = moduleKey(module);
      if (this.excluded.has(key)) continue;
      this.excluded.add(key);
      stack.push(...(this.requirers.get(key) ?? []));
    }
  }
}

/** Selects a build in which some modules have at most the versions given, `none` among them. */
export async function downgrade(
  target: ModuleVersion,
  requirements: Requirements,
  downgrades: readonly ModuleVersion[],
): Promise<ModuleVersion[]> {
  const list = (await buildList([target], requirements)).slice(1);
  const limit = new Map(list.map(({ path, version }) => [path, version]));
  for (const { path, version } of downgrades) {
    const current = limit.get(path);
    if (current === undefined || requirements.max(path, current, version) !== version) {
      limit.set(path, version);
    }
  }

  const search = new DowngradeSearch(requirements, limit);
  const downgraded = [target];
  for (const original of list) {
    let module = original;
    await search.add(module);
    while (search.isExcluded(module)) {
      const { path } = module;
      const previous = (await requirements.previous?.(module)) ?? { path, version: 'none' };
      let { version } = previous;
      // The limit may be a pseudo-version, which no list of versions contains.
      const allowed = limit.get(path)!;
      if (
        requirements.max(path, allowed, module.version) !== allowed &&
        requirements.max(path, version, allowed) !== version
      ) {
        version = allowed;
      }
      module = { path, version };
      if (version === 'none') break;
      await search.add(module);
    }
    if (module.version !== 'none') downgraded.push(module);
  }

  // That may have dropped or raised more than was meant: what is in the result stays, at its version.
  const actual = await buildList([target], override(target, downgraded, requirements));
  const actualVersions = new Map(actual.map(({ path, version }) => [path, version]));
  const kept = list.flatMap(({ path }) => {
    const version = actualVersions.get(path);
    return version === undefined ? [] : [{ path, version }];
  });
  return await buildList([target], override(target, kept, requirements));
}

/** Why a module has the version that it has. */
export interface Explanation {
  /** The module, at the version that was selected. */
  readonly selected: ModuleVersion;
  /** A shortest chain of requirements from a root to the selected version, both included. */
  readonly chain: readonly ModuleVersion[];
  /** Which versions are required, the greatest first, and by which modules. */
  readonly required: readonly {
    readonly version: string;
    readonly by: readonly ModuleVersion[];
  }[];
}

/** Returns why a module has its selected version; `undefined` if it is not in the build list. */
export function explain(graph: Graph, path: string): Explanation | undefined {
  const version = graph.selected(path);
  if (version === 'none') return undefined;
  const selected = { path, version };
  const byVersion = new Map<string, ModuleVersion[]>();
  for (const { by, version: required } of graph.requirersOf(path)) {
    const others = byVersion.get(required);
    if (others === undefined) byVersion.set(required, [by]);
    else others.push(by);
  }
  return {
    selected,
    chain: graph.findPath((module) => isSameModule(module, selected)),
    required: [...byVersion]
      .map(([each, by]) => ({ version: each, by }))
      .sort((a, b) => compareVersions(b.version, a.version)),
  };
}
