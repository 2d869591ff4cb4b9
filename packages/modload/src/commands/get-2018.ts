/**
 * Adds, changes and removes requirements by the rules of 2018. Go: cmd/go/internal/modget/get.go of July 2018.
 *
 * It settles modules before it looks at packages:
 *
 *  1. Each argument becomes modules at versions. A directory, or no argument, is the main module; `all` is every
 *     module that provides a package to the main one, at its latest version; a pattern is the modules of the
 *     build list that match it. A path is taken for a module first, and for a package only if there is no such
 *     module: then it is the module that provides the package. Without a version the latest one is meant.
 *  2. With `-u`, what these modules require is upgraded, and what that requires in turn. The latest version
 *     counts, or with `-u=patch` the latest with the same major and minor number; nothing goes backwards.
 *  3. The build list is selected from what was there, the modules of 1 and those of 2.
 *  4. Modules that are now above the version that was asked for are downgraded, `none` included, with
 *     everything that requires more.
 *  5. Unless only modules are wanted (`-m`), the named packages are loaded, which adds what they import.
 */

import { isAbsolute } from 'node:path';
import { checkExclusion, isNoVersion } from '../modload/allowed.js';
import { commit } from '../modload/commit.js';
import { ExcludedError, findCause } from '../modload/disallowed.js';
import { ImportMissingError, messageOf, QueryError } from '../base/errors.js';
import { absolutePath, within } from '../base/files.js';
import { quote } from '../base/quote.js';
import { BuildTags } from '../imports/constraint.js';
import { NoGoError } from '../imports/header.js';
import { findModuleFor, resolveImport } from '../modload/import.js';
import { loadPackages } from '../modload/load-packages.js';
import { NoGoFilesError } from '../modload/match.js';
import { listVersions, query } from '../modload/module-query.js';
import { InvalidFilesError } from '../modfetch/zip/rules.js';
import { requirementSource, updateRoots } from '../modload/requirements.js';
import type { LoadState } from '../modload/state.js';
import { moduleKey, sortModules, type ModuleVersion } from '../module/module.js';
import {
  cleanPatterns,
  hasPathPrefix,
  isMetaPackage,
  isRelativePath,
  matchPattern,
} from '../module/pattern.js';
import { isPseudoVersion, pseudoVersionTime } from '../module/pseudo.js';
import { compare, majorMinor } from '../module/semver.js';
import * as mvs from '../mvs.js';
import type { GetOptions, GetResult, RequirementChange } from './get.js';
import { loadModuleGraph } from './graph.js';

/** What one argument asks for: a module, or a package of one. */
interface Task {
  readonly argument: string;
  readonly path: string;
  /** The query; `undefined` for the latest version. */
  readonly version: string | undefined;
  /** Whether the path can only be that of a module. */
  readonly isModule: boolean;
}

/** Runs `get` by the rules of 2018. Nothing is built or installed. */
export async function get2018(
  state: LoadState,
  args: readonly string[],
  options: GetOptions,
): Promise<GetResult> {
  const { context } = state;
  if (!context.main.hasRoot) throw context.missingRoot();
  const before = requirementsOf(state);
  const { buildList: initial } = await loadModuleGraph(state);
  const { tasks, packages } = await new ArgumentReader(state, initial, options).read(args);
  const named = await resolveTasks(state, tasks, options);
  const upgraded = options.update ? await upgradeRequired(state, named, options.update) : [];
  let list = await select(state, [...initial.slice(1), ...named, ...upgraded]);

  const wanted = new Map(named.map(({ path, version }) => [path, version]));
  const tooHigh = list.flatMap(({ path, version }) => {
    const asked = wanted.get(path);
    return asked !== undefined && mvs.compareVersions(version, asked) > 0
      ? [{ path, version: asked }]
      : [];
  });
  if (tooHigh.length > 0) list = await downgrade(state, list.slice(1), tooHigh);

  const roots = sortModules(list.slice(1).map((each) => context.summaries.intern(each)));
  state.requirements = await updateRoots(
    state.requirements.with({ roots }),
    state.requirements.direct,
  );
  if (!options.modulesOnly && packages.length > 0) await loadNamed(state, packages, options);
  const edit = await commit(context, state.requirements, state.loaded);
  return { edit, changes: changesBetween(before, requirementsOf(state)) };
}

const requirementsOf = ({ context }: LoadState) =>
  new Map(context.main.single.goMod!.require.map(({ path, version }) => [path, version]));

/** Reads arguments as tasks. */
class ArgumentReader {
  readonly #state: LoadState;
  readonly #buildList: readonly ModuleVersion[];
  readonly #options: GetOptions;

  constructor(state: LoadState, buildList: readonly ModuleVersion[], options: GetOptions) {
    this.#state = state;
    this.#buildList = buildList;
    this.#options = options;
  }

  async read(args: readonly string[]): Promise<{ tasks: Task[]; packages: string[] }> {
    const { report } = this.#state.context;
    const tasks: Task[] = [];
    const packages: string[] = [];
    for (const argument of cleanPatterns(args)) {
      try {
        const at = argument.indexOf('@');
        const path = at < 0 ? argument : argument.slice(0, at);
        const version = at < 0 ? undefined : argument.slice(at + 1);
        if (version === '' || version?.includes('@')) {
          throw new QueryError('invalid module version syntax');
        }
        tasks.push(...(await this.#tasksOf(argument, path, version)));
        if (version !== 'none') packages.push(path);
      } catch (error) {
        report.error(error, `go get ${argument}: ${messageOf(error)}`);
      }
    }
    report.throwIfFailed();
    return { tasks, packages };
  }

  async #tasksOf(argument: string, path: string, version: string | undefined): Promise<Task[]> {
    const { context } = this.#state;
    const target = context.main.single;
    const task = { argument, path, version, isModule: false };
    if (isRelativePath(path) || isAbsolute(path)) {
      const directory = absolutePath(context.directory, path.replace(/[^/]*\.\.\..*$/, '') || '.');
      if (within(directory, target.directory) === '') {
        throw new QueryError(`directory ${directory} is outside module root ${target.directory}`);
      }
      return [{ ...task, path: target.path }];
    }
    if (isMetaPackage(path)) {
      if (version !== undefined) {
        throw new QueryError(`cannot use pattern ${quote(path)} with explicit version`);
      }
      if (path === 'all') return await this.#all(argument);
      // The standard library cannot be upgraded.
      if (!this.#options.modulesOnly) return [];
      throw new QueryError(`cannot use pattern ${quote(path)} with -m`);
    }
    if (!path.includes('...')) return [task];
    const matches = matchPattern(path);
    const matched = this.#buildList
      .slice(1)
      .filter((each) => matches(each.path) || hasPathPrefix(path, each.path));
    if (matched.length === 0 && this.#options.modulesOnly) {
      throw new QueryError('pattern matches no modules in build list');
    }
    // Without a match it may still be a pattern of packages in one module.
    if (matched.length === 0) return [task];
    return matched.map((each) => ({ ...task, path: each.path, isModule: true }));
  }

  /** The modules that provide the packages that the main module needs under any build tags. */
  async #all(argument: string): Promise<Task[]> {
    const { context, requirements } = this.#state;
    const { loaded } = await loadPackages(
      context,
      requirements,
      { tags: BuildTags.any, resolveMissing: true, tests: true, silencePackageErrors: true },
      ['all'],
    );
    const paths = new Set(
      loaded.packages.flatMap(({ module }) =>
        module === undefined || context.main.contains(module.path) ? [] : [module.path],
      ),
    );
    return [...paths].map((path) => ({ argument, path, version: undefined, isModule: true }));
  }
}

/** Finds the module and version of each task. */
async function resolveTasks(
  state: LoadState,
  tasks: readonly Task[],
  options: GetOptions,
): Promise<ModuleVersion[]> {
  const { report } = state.context;
  const resolved = await Promise.all(
    tasks.map(async (task) => {
      try {
        return await resolveTask(state, task, options);
      } catch (error) {
        report.error(error, `go get ${task.argument}: ${messageOf(error)}`);
        return undefined;
      }
    }),
  );
  const byPath = new Map<string, ModuleVersion>();
  for (const module of resolved) {
    if (module === undefined) continue;
    const other = byPath.get(module.path);
    if (other !== undefined && other.version !== module.version) {
      const text = `conflicting versions for module ${module.path}: ${other.version} and ${module.version}`;
      report.error(new QueryError(text), `go get: ${text}`);
    }
    byPath.set(module.path, module);
  }
  report.throwIfFailed();
  return [...byPath.values()];
}

async function resolveTask(
  state: LoadState,
  { path, version = 'latest', isModule }: Task,
  options: GetOptions,
): Promise<ModuleVersion> {
  const { context, requirements } = state;
  if (context.main.contains(path)) {
    if (version === 'latest') return { path, version: '' };
    throw new QueryError('cannot update main module to explicit version');
  }
  if (version === 'none') return { path, version };
  try {
    return await queryModule(state, path, version);
  } catch (error) {
    if (isModule || options.modulesOnly || (await hasLatest(state, path))) throw error;
  }
  let module: ModuleVersion | undefined;
  try {
    ({ module } = await resolveImport(context, path, requirements));
  } catch (error) {
    if (findCause(error, ImportMissingError) === undefined) throw error;
    module = await findModuleFor(context, path, requirements);
  }
  if (module === undefined) throw new QueryError(`package ${quote(path)} is not in a module`);
  return await queryModule(state, module.path, version);
}

async function queryModule(
  { context }: LoadState,
  path: string,
  version: string,
): Promise<ModuleVersion> {
  try {
    const info = await query(context, path, version, '', (module) =>
      checkExclusion(context, module),
    );
    return { path, version: info.version };
  } catch (error) {
    if (findCause(error, ExcludedError) === undefined) throw error;
    throw new QueryError(`${path}@${version} excluded`, error);
  }
}

/** Whether there is a module of that path at all. */
async function hasLatest(state: LoadState, path: string): Promise<boolean> {
  try {
    await queryModule(state, path, 'latest');
    return true;
  } catch {
    return false;
  }
}

/** Stands for a module that requires all that is to be upgraded. */
const upgradeTarget: ModuleVersion = { path: 'upgrade target', version: '' };

async function upgradeRequired(
  state: LoadState,
  named: readonly ModuleVersion[],
  update: true | 'patch',
): Promise<readonly ModuleVersion[]> {
  const { context, requirements } = state;
  const source = requirementSource(context, requirements.roots);
  const lists = await Promise.all(named.map(async (each) => await source.required(each)));
  const required = lists.flat();
  if (required.length === 0) return [];
  const answers = new Map<string, Promise<ModuleVersion>>();
  const upgraded = await mvs.upgradeAll(upgradeTarget, {
    required: (module) => (module.path === upgradeTarget.path ? required : source.required(module)),
    max: (path, a, b) => source.max(path, a, b),
    upgrade: (module) => {
      const key = moduleKey(module);
      let answer = answers.get(key);
      if (answer === undefined) answers.set(key, (answer = newest(state, module, update)));
      return answer;
    },
  });
  context.report.throwIfFailed();
  return upgraded.slice(1);
}

/** The version to which a module is upgraded: never one that came before the one in use. */
async function newest(
  { context }: LoadState,
  module: ModuleVersion,
  update: true | 'patch',
): Promise<ModuleVersion> {
  const { path, version } = module;
  if (context.main.contains(path) || version === 'none') return module;
  try {
    const text = update === 'patch' ? majorMinor(version) : 'latest';
    const found = await query(context, path, text, '', (each) => checkExclusion(context, each));
    const isOlder =
      isPseudoVersion(version) &&
      found.time !== undefined &&
      new Date(found.time) < pseudoVersionTime(version);
    return compare(found.version, version) < 0 || isOlder
      ? module
      : { path, version: found.version };
  } catch (error) {
    if (!isNoVersion(error)) {
      context.report.error(error, `go get: upgrading ${moduleKey(module)}: ${messageOf(error)}`);
    }
    return module;
  }
}

async function select(
  { context }: LoadState,
  modules: readonly ModuleVersion[],
): Promise<readonly ModuleVersion[]> {
  const [target] = context.main.versions;
  const roots = modules.filter(({ path }) => !context.main.contains(path));
  return await mvs.buildList([target!], requirementSource(context, roots));
}

async function downgrade(
  state: LoadState,
  roots: readonly ModuleVersion[],
  limits: readonly ModuleVersion[],
): Promise<readonly ModuleVersion[]> {
  const { context } = state;
  const [target] = context.main.versions;
  const source = requirementSource(context, roots);
  const previous = async ({ path, version }: ModuleVersion) => {
    const versions = await listVersions(context, path, (each) => checkExclusion(context, each));
    return { path, version: versions.findLast((each) => compare(each, version) < 0) ?? 'none' };
  };
  const list = await mvs.downgrade(target!, { ...source, previous }, limits);
  return await select(state, list.slice(1));
}

/** Whether a directory holds no code, as the root of a module may. */
const isWithoutCode = (error: Error) =>
  findCause(error, NoGoError) !== undefined || findCause(error, NoGoFilesError) !== undefined;

/** The message of an error; about a zip file it says what is wrong, and not in which of its files. */
function textOf(error: Error): string {
  const problems = findCause(error, InvalidFilesError)?.problems ?? [];
  return problems.reduce((text, { path }) => text.replace(`${path}: `, ''), error.message);
}

/** Loads the packages that were named; a module's root need not be one. */
async function loadNamed(
  state: LoadState,
  patterns: readonly string[],
  { tests = false }: GetOptions,
): Promise<void> {
  const { context } = state;
  const { loaded } = await loadPackages(
    context,
    state.requirements,
    { tags: context.buildTags, resolveMissing: true, tests, silencePackageErrors: true },
    patterns,
  );
  state.requirements = loaded.requirements;
  state.loaded = loaded;
  const failures = [
    ...loaded.packages.map(({ error }) => error),
    ...loaded.matches.flatMap(({ errors }) => errors),
  ];
  for (const error of failures) {
    if (error === undefined || isWithoutCode(error)) continue;
    context.report.error(error, `go: ${textOf(error)}`);
  }
  context.report.throwIfFailed();
}

function changesBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): RequirementChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((path) => ({ path, before: before.get(path), after: after.get(path) }))
    .filter((each) => each.before !== each.after);
}
