/**
 * Adds, changes and removes requirements. Go: cmd/go/internal/modget/get.go.
 *
 * An argument `pattern@version` is a query. Its pattern is a directory, a path, a path with `...`, or `all`; its
 * version is `upgrade` by default, and `none` removes. A path may name a package or a module, and which module
 * provides a package depends on the versions that are selected. So queries are resolved in rounds:
 *
 *  1. Directories are resolved first: they are packages of the main module. Then paths: each asks the
 *     versions of every module that may provide it, at the same time.
 *  2. Wildcards are matched against the build list, and `all` against what the main module imports.
 *  3. Each query has a list of candidates: a module version with matching packages, or one that matches itself. One
 *     candidate is settled; if several remain, those that contradict settled ones are dropped, and only when
 *     nothing moves is one chosen (`#disambiguate`, `#chooseArbitrarily`). The settled versions are applied with
 *     `editRequirements`. If the build list changed, begin again at 2: other packages may match.
 *  4. Load the named packages. Missing imports, and with `-u` all imports, give more candidates. If
 *     that changed the build list, begin again at 2.
 *  5. Wildcards that still match nothing are queried as modules. If that changed anything, begin again at 2.
 *
 * Two queries that settle one module at different versions are a conflict, which names both.
 *
 * `-u` may not end: version 1 of a module may import a package that upgrades another module, whose new version
 * drops the import again. `UpgradeHistory` notices the third time that the same state is reached, and names
 * the modules that alternate. Go does not notice, and loops forever.
 *
 * In the end the named packages are loaded once more without looking anything up, which reports what is still
 * missing, retracted or deprecated.
 */

import { isAbsolute, resolve as resolvePath, sep } from 'node:path';
import {
  checkAllowed,
  checkExclusion,
  checkRetraction,
  findDeprecation,
  isNoVersion,
} from '../modload/allowed.js';
import { findCause, rethrowForgery, RetractedError, shortMessage } from '../modload/disallowed.js';
import { commit, ModuleEdit } from '../modload/commit.js';
import { editRequirements, VersionConflictError } from '../modload/edit-requirements.js';
import {
  nameError,
  AmbiguousImportError,
  messageOf,
  ModloadError,
  QueryError,
} from '../base/errors.js';
import { absolutePath } from '../base/files.js';
import { get2018 } from './get-2018.js';
import { loadModuleGraph } from './graph.js';
import { loadPackages, type LoadOptions } from '../modload/load-packages.js';
import { noModuleText } from '../modload/main-modules.js';
import { matchInModule } from '../modload/match.js';
import { checkPath, isSameModule, moduleKey, type ModuleVersion } from '../module/module.js';
import {
  cleanPatterns,
  hasPathPrefix,
  isMetaPackage,
  isRelativePath,
  isStandardImportPath,
  matchPattern,
  treeCanMatchPattern,
} from '../module/pattern.js';
import {
  mainModuleError,
  mainPackagesError,
  query as queryVersion,
  queryPackages,
  queryPattern,
} from '../modload/module-query.js';
import { PackageNotInModuleError } from '../modload/not-in-module.js';
import { quote } from '../base/quote.js';
import type { Requirements } from '../modload/requirements.js';
import { isStandard } from '../modload/module-directory.js';
import { MissingPackageError } from '../modload/import.js';
import { compare } from '../module/semver.js';
import { BuildTags } from '../imports/constraint.js';
import { NoGoError } from '../imports/header.js';
import type { GoMod } from '../modfile/gomod.js';
import { checkGoLine, requiredGo } from '../modload/go-line.js';
import { compareGoVersions, isGoVersion, isGoVersionBefore } from '../module/goversion.js';
import type { LoadState } from '../modload/state.js';

/** Options of `Module.get`. */
export interface GetOptions {
  /** Whether what the named packages need is updated too, and to which versions. */
  readonly update?: boolean | 'patch' | undefined;
  /** Whether tests of the named packages count. */
  readonly tests?: boolean;
  /** Whether arguments are paths of modules, and packages are not looked at. Only with `semantics: '2018'`. */
  readonly modulesOnly?: boolean;
  /** Whether the named packages become tools of the module; with the version `none` they no longer are. */
  readonly tools?: boolean;
}

/** A requirement that was added, changed or removed; versions are absent where there is none. */
export interface RequirementChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Result of `Module.get`. */
export interface GetResult {
  readonly edit: ModuleEdit;
  readonly changes: readonly RequirementChange[];
}

/** The modules that may provide the packages of a path. */
interface Candidates {
  path?: string;
  /** Modules at versions with packages that match. */
  readonly withPackages: readonly ModuleVersion[];
  /** A module at a version that matches itself, without packages that do. */
  readonly moduleOnly?: ModuleVersion | undefined;
  readonly error?: unknown;
}

const nothing: Candidates = { withPackages: [] };
function failed(error: unknown): Candidates {
  rethrowForgery(error);
  return { withPackages: [], error };
}

/** An argument: a pattern of packages or modules, and which version of them is wanted. */
class Query {
  /** As it was given. */
  raw: string;
  readonly pattern: string;
  /** The version as it was given. */
  readonly rawVersion: string;
  /** The version that is wanted. */
  readonly version: string;
  readonly isLocal: boolean;
  /** Whether it names the packages of all main modules. */
  readonly isWork: boolean;
  candidates: Candidates[] = [];
  resolved: ModuleVersion[] = [];
  /** Whether packages match it, and not only modules. */
  matchesPackages = false;
  conflict: Query | undefined;
  readonly #matches: ((path: string) => boolean) | undefined;
  readonly #canMatch: ((path: string) => boolean) | undefined;
  readonly #seen = new Set<string>();

  constructor(raw: string, update: GetOptions['update'], release: string) {
    const at = raw.indexOf('@');
    this.raw = raw;
    this.pattern = at < 0 ? raw : raw.slice(0, at);
    this.rawVersion = at < 0 ? '' : raw.slice(at + 1);
    if (at >= 0 && (this.rawVersion === '' || this.rawVersion.includes('@'))) {
      throw new QueryError(`invalid module version syntax ${quote(raw)}`);
    }
    this.version = this.rawVersion || (update === 'patch' ? 'patch' : 'upgrade');
    this.isWork = this.pattern === 'work' && !isGoVersionBefore(release, workRelease);
    this.isLocal = this.isWork || isAbsolute(this.pattern) || isRelativePath(this.pattern);
    if (this.pattern.includes('...')) {
      this.#matches = matchPattern(this.pattern);
      this.#canMatch = treeCanMatchPattern(this.pattern);
    }
  }

  get isWildcard(): boolean {
    return this.pattern.includes('...');
  }

  /** Returns whether the version is one that a main module may be asked for. */
  get isRelative(): boolean {
    return this.version === 'upgrade' || this.version === 'patch';
  }

  matchesPath(path: string): boolean {
    return this.#matches ? this.#matches(path) : path === this.pattern;
  }

  canMatchInModule(path: string): boolean {
    return this.#canMatch ? this.#canMatch(path) : hasPathPrefix(this.pattern, path);
  }

  /** Finds the candidates for a path, once. */
  async once(path: string, find: () => Promise<Candidates> | Candidates): Promise<void> {
    if (this.#seen.has(path)) return;
    this.#seen.add(path);
    const found = await find();
    if (found.withPackages.length > 0 || found.moduleOnly || found.error !== undefined) {
      this.candidates.push({ ...found, path });
    }
  }

  /** Returns the text that messages show for a version that was resolved from it. */
  show(module: ModuleVersion): string {
    if (module.path !== this.pattern) {
      const by = module.version === this.version ? this.raw : `${this.pattern}@${this.version}`;
      return `${moduleKey(module)} (matching ${by})`;
    }
    return this.showVersion(module.version);
  }

  showVersion(version: string): string {
    return version === this.version ? this.raw : `${this.pattern}@${this.version} (${version})`;
  }
}

/** Splits arguments into those that name Go itself, since 1.21, and all others. */
function splitReleases(
  args: readonly string[],
  release: string,
): { readonly others: readonly string[]; readonly releases: readonly ModuleVersion[] } {
  if (isGoVersionBefore(release, '1.21')) return { others: args, releases: [] };
  const others: string[] = [];
  const releases: ModuleVersion[] = [];
  for (const argument of args) {
    const [, path, version] = /^(go|toolchain)@(.+)$/.exec(argument) ?? [];
    if (path === undefined || version === undefined) others.push(argument);
    else releases.push({ path, version });
  }
  return { others, releases };
}

/** The release that brought the pattern `work`. */
const workRelease = '1.25';

/** The release that brought `tool` lines. */
const toolRelease = '1.24';

/** Makes the loader take a package from another version. */
class VersionChange extends ModloadError {
  static {
    nameError(this, 'VersionChange');
  }
}

/** Adds, changes and removes requirements, as `go get` does. Nothing is built or installed. */
export async function get(
  state: LoadState,
  args: readonly string[],
  options: GetOptions = {},
): Promise<GetResult> {
  if (state.context.policy.getsModulesFirst) return await get2018(state, args, options);
  const resolver = new Resolver(state, options);
  return await resolver.run(args);
}

/**
 * What upgrades have led to. Where a version brings a package and the next one takes it away, they may
 * undo each other for ever: `go` does not notice, and never ends.
 */
class UpgradeHistory {
  readonly #keys: string[] = [];
  readonly #selections: ReadonlyMap<string, string>[] = [];

  /**
   * Notes what is required and selected now, and how many versions were asked for.
   *
   * @throws {QueryError} when the same has come twice before: all that is kept for later passes was
   *   found by the second one, so they all go the same way.
   */
  add(
    { roots, direct }: Requirements,
    selection: ReadonlyMap<string, string>,
    askedFor: number,
  ): void {
    const key = JSON.stringify([roots, [...direct].sort(), [...selection], askedFor]);
    const before = this.#keys.lastIndexOf(key);
    const isThird = before > 0 && this.#keys.lastIndexOf(key, before - 1) >= 0;
    this.#keys.push(key);
    this.#selections.push(selection);
    if (!isThird) return;
    const round = this.#selections.slice(before + 1);
    const restless = [...new Set(round.flatMap((each) => [...each.keys()]))]
      .map((path) => ({
        path,
        versions: [...new Set(round.map((each) => each.get(path) ?? 'none'))],
      }))
      .filter(({ versions }) => versions.length > 1)
      .map(({ path, versions }) => `${path} (${versions.join(', ')})`);
    const advice =
      restless.length > 0 ? `: ask for one version of ${restless.join(' or of ')}` : '';
    throw new QueryError(`upgrades undo each other endlessly${advice}`);
  }
}

class Resolver {
  readonly #state: LoadState;
  readonly #options: GetOptions;
  readonly #nones = new Map<string, Query>();
  readonly #wildcardNones: Query[] = [];
  readonly #resolved = new Map<string, { readonly version: string; readonly reason: Query }>();
  readonly #history = new UpgradeHistory();
  #goBefore: string | undefined;
  #buildList: readonly ModuleVersion[] = [];
  #versions = new Map<string, string>();
  #initial = new Map<string, string>();

  constructor(state: LoadState, options: GetOptions) {
    this.#state = state;
    this.#options = options;
  }

  get #context() {
    return this.#state.context;
  }

  #initialSelected = (path: string) => this.#initial.get(path) ?? 'none';
  #selected = (path: string) => this.#versions.get(path) ?? 'none';

  async run(args: readonly string[]): Promise<GetResult> {
    const { main, report } = this.#context;
    this.#goBefore = main.hasRoot ? main.single.goMod?.go?.version : undefined;
    const { others, releases } = splitReleases(args, this.#context.goVersion);
    const queries = others.length > 0 || args.length === 0 ? this.#parse(others) : [];
    report.throwIfFailed();
    await this.#readBuildList();
    this.#initial = this.#versions;

    const isAll = (each: Query) => each.pattern === 'all';
    const locals = queries.filter((each) => !isAll(each) && each.isLocal);
    const wildcards = queries.filter((each) => !isAll(each) && !each.isLocal && each.isWildcard);
    const paths = queries.filter((each) => !isAll(each) && !each.isLocal && !each.isWildcard);
    const alls = queries.filter(isAll);
    for (const each of queries.filter(({ version }) => version === 'none')) {
      if (each.isWildcard) this.#wildcardNones.push(each);
      else this.#nones.set(each.pattern, each);
    }

    for (const each of locals) await this.#queryLocal(each);
    await Promise.all(
      paths.map((each) =>
        each.version === 'none' ? this.#queryNone(each) : this.#queryPath(each),
      ),
    );
    for (;;) {
      await Promise.all(
        wildcards.map((each) =>
          each.version === 'none' ? this.#queryNone(each) : this.#queryWildcard(each),
        ),
      );
      await this.#queryAll(alls);
      if (await this.#resolve(queries)) continue;
      const upgrades = await this.#findUpgrades(queries);
      if (await this.#applyUpgrades(upgrades)) {
        this.#history.add(this.#state.requirements, this.#versions, this.#resolved.size);
        continue;
      }
      await this.#queryMissingWildcards(wildcards);
      if (await this.#resolve(wildcards)) continue;
      break;
    }
    await this.#checkWildcards(wildcards);
    if (this.#options.tools) await this.#changeTools(queries);
    await this.#checkProblems(
      queries.filter((each) => each.matchesPackages).map(({ pattern }) => pattern),
    );

    this.#changeReleases(releases);
    const { goMod } = main.single;
    const before = requirementsOf(goMod);
    const goBefore = this.#goBefore;
    const edit = await commit(this.#context, this.#state.requirements, this.#state.loaded);
    const after = requirementsOf(goMod);
    const changes = this.#changes(before, after);
    const goAfter = goMod?.go?.version;
    if (goAfter !== undefined && goBefore !== undefined && goAfter !== goBefore) {
      changes.unshift({ path: 'go', before: goBefore, after: goAfter });
    }
    return { edit, changes };
  }

  /** Adds or drops the `tool` lines of the named packages. */
  async #changeTools(queries: readonly Query[]): Promise<void> {
    const { goMod } = this.#context.main.single;
    for (const query of queries) {
      if (isMetaPackage(query.pattern) || query.pattern === 'toolchain') {
        throw new QueryError(`go get -tool does not work with "${query.pattern}".`);
      }
      const isDropped = query.version === 'none';
      if (isDropped) {
        for (const { path } of [...(goMod?.tool ?? [])]) {
          if (query.matchesPath(path)) goMod?.dropTool(path);
        }
        continue;
      }
      const { loaded } = await loadPackages(
        this.#context,
        this.#state.requirements,
        {
          tags: this.#context.buildTags,
          allowErrors: true,
          silenceNoGoFiles: true,
          tests: this.#options.tests ?? false,
        },
        [query.pattern],
      );
      for (const path of loaded.matches.flatMap(({ packages }) => packages)) goMod?.addTool(path);
      // Older releases cannot read the line.
      if (goMod?.go && compareGoVersions(goMod.go.version, toolRelease) < 0) {
        goMod.addGo(toolRelease);
      }
      this.#state.requirements = loaded.requirements;
    }
    await this.#readBuildList();
  }

  /** Sets the go and toolchain lines as `go@1.24.1` and `toolchain@go1.24.1` ask for. */
  #changeReleases(releases: readonly ModuleVersion[]): void {
    const { goMod } = this.#context.main.single;
    if (!goMod) return;
    for (const { path, version } of releases) {
      if (path === 'toolchain') {
        if (version === 'none') goMod.dropToolchain();
        else if (/^go1\.\d/.test(version)) goMod.addToolchain(version);
        else throw new QueryError(`toolchain@${version}: invalid version`);
        continue;
      }
      if (version === 'none') {
        goMod.dropGo();
        continue;
      }
      if (!isGoVersion(version)) throw new QueryError(`go@${version}: unknown version ${version}`);
      checkGoLine(this.#context, `go@${version}`, version);
      const graph = this.#state.requirements.loadedGraph;
      const needed = graph && requiredGo(this.#context, graph);
      if (needed && compareGoVersions(needed.version, version) > 0) {
        throw new QueryError(
          `${moduleKey(needed.module)} requires go@${needed.version}, not go@${version}`,
        );
      }
      goMod.addGo(version);
    }
  }

  /** Puts the packages of `tool` lines in the place of the pattern `tool`. */
  #expandTools(args: readonly string[]): string[] {
    return args.flatMap((argument) => {
      const [, version] = /^tool(@.*)?$/.exec(argument) ?? [argument, undefined];
      if (!/^tool(@|$)/.test(argument)) return [argument];
      if (version !== undefined && !/^@(upgrade|patch)$/.test(version)) {
        throw new QueryError('can\'t request explicit version of "tool" pattern');
      }
      return [...this.#context.main.tools].map((path) => path + (version ?? ''));
    });
  }

  #parse(args: readonly string[]): Query[] {
    const { report, files, main, directory } = this.#context;
    const queries: Query[] = [];
    for (const argument of cleanPatterns(this.#expandTools(args))) {
      let parsed: Query;
      try {
        parsed = new Query(argument, this.#options.update, this.#context.goVersion);
        this.#validate(parsed);
      } catch (error) {
        report.error(error, `go: ${messageOf(error)}`);
        continue;
      }
      if (args.length === 0) parsed.raw = '';
      const { raw } = parsed;
      if (raw.endsWith('.go') && parsed.rawVersion === '') {
        const problem = !raw.includes('/')
          ? `go: ${raw}: arguments must be package or module paths`
          : files.isFile(absolutePath(directory, raw))
            ? `go: ${raw} exists as a file, but 'go get' requires package arguments`
            : undefined;
        if (problem !== undefined) {
          report.error(undefined, problem);
          continue;
        }
      }
      queries.push(parsed);
    }
    if (!main.hasRoot) throw this.#context.missingRoot();
    return queries;
  }

  #validate({ isLocal, pattern, raw, rawVersion, version, isRelative }: Query): void {
    const { main } = this.#context;
    if (isLocal && !isMetaPackage(pattern)) {
      if (rawVersion === '') return;
      throw new QueryError(
        `can't request explicit version ${quote(rawVersion)} of path ${quote(pattern)} in main module`,
      );
    }
    if (pattern === 'all') {
      if (!main.hasRoot) throw new QueryError(`cannot match "all": ${noModuleText}`);
      if (!isRelative) {
        const plural = main.list.length === 1 ? '' : 's';
        throw new QueryError(
          `can't request version ${quote(version)} of pattern "all" that includes the main module${plural}`,
        );
      }
    } else if (isMetaPackage(pattern) && pattern !== raw) {
      throw new QueryError(
        `can't request explicit version of standard-library pattern ${quote(pattern)}`,
      );
    }
  }

  async #readBuildList(): Promise<void> {
    const { buildList } = await loadModuleGraph(this.#state);
    this.#buildList = buildList;
    this.#versions = new Map(buildList.map(({ path, version }) => [path, version]));
  }

  #isNone(path: string): boolean {
    return this.#nones.has(path) || this.#wildcardNones.some((each) => each.matchesPath(path));
  }

  /** Which versions may be selected: a version that was asked for, even when it is retracted. */
  #allowedFor(requested: string, selected: (path: string) => string) {
    return (module: ModuleVersion): void | Promise<void> => {
      if (module.version === requested) {
        checkExclusion(this.#context, module);
        return;
      }
      const isRelative = requested === 'upgrade' || requested === 'patch';
      if (isRelative && module.version === selected(module.path)) return;
      return checkAllowed(this.#context, module);
    };
  }

  async #queryModule(path: string, text: string): Promise<ModuleVersion> {
    const allowed = this.#allowedFor(text, this.#initialSelected);
    const info = await queryVersion(
      this.#context,
      path,
      text,
      this.#initialSelected(path),
      allowed,
    );
    return { path, version: info.version };
  }

  async #queryPackages(
    path: string,
    text: string,
    selected: (path: string) => string,
  ): Promise<{ modules: readonly ModuleVersion[]; error: unknown }> {
    try {
      const allowed = this.#allowedFor(text, selected);
      const found = await queryPackages(this.#context, path, text, selected, allowed);
      return { modules: found.map(({ module }) => module), error: undefined };
    } catch (error) {
      return { modules: [], error };
    }
  }

  async #queryPattern(each: Query): Promise<Candidates> {
    const allowed = this.#allowedFor(each.version, this.#initialSelected);
    const { withPackages, moduleOnly } = await queryPattern(
      this.#context,
      each.pattern,
      each.version,
      this.#initialSelected,
      allowed,
    );
    return {
      withPackages: withPackages.map(({ module }) => module),
      moduleOnly: moduleOnly?.module,
    };
  }

  #matching = new Map<string, Promise<string[]>>();

  #packagesIn(pattern: string, module: ModuleVersion): Promise<string[]> {
    const key = `${pattern} ${moduleKey(module)}`;
    let found = this.#matching.get(key);
    if (!found) {
      found = matchInModule(this.#context, pattern, module, BuildTags.any).then((match) => {
        if (match.errors[0]) throw match.errors[0];
        return match.packages;
      });
      this.#matching.set(key, found);
    }
    return found;
  }

  async #queryNone(each: Query): Promise<void> {
    const { main } = this.#context;
    const none = (path: string): Candidates =>
      main.contains(path)
        ? failed(mainModuleError(this.#context, each.pattern, each.version, [path]))
        : { withPackages: [], moduleOnly: { path, version: 'none' } };
    if (!each.isWildcard) await each.once(each.pattern, () => none(each.pattern));
    for (const { path } of this.#buildList) {
      if (each.matchesPath(path)) await each.once(path, () => none(path));
    }
  }

  async #queryLocal(each: Query): Promise<void> {
    const { main, directory, report } = this.#context;
    await each.once(each.pattern, async () => {
      if (each.isWork) return await this.#queryWork(each);
      const absolute = absolutePath(directory, each.pattern);
      const detail = isAbsolute(each.pattern) ? '' : ` (${resolvePath(directory, each.pattern)})`;
      const owner = this.#ownerOf(absolute);
      if (!owner) {
        const plural = main.roots.length === 1 ? '' : 's';
        return failed(
          new Error(
            `${each.pattern}${detail} is not within module${plural} rooted at ${main.roots.join(', ')}`,
          ),
        );
      }
      const module = { path: owner.module, version: '' };
      const match = await matchInModule(this.#context, owner.path, module, BuildTags.any);
      if (match.errors[0]) return failed(match.errors[0]);
      if (match.packages.length > 0) return { withPackages: [module] };
      if (each.raw === '' || each.raw === '.') {
        return failed(new Error('no package to get in current directory'));
      }
      if (!each.isWildcard) {
        const root = main.get(owner.module)!.directory;
        return failed(
          new Error(`${each.pattern}${detail} is not a package in module rooted at ${root}`),
        );
      }
      report.note(`go: warning: ${JSON.stringify(match.pattern)} matched no packages`);
      return nothing;
    });
  }

  /** Finds the main modules that have packages. */
  async #queryWork(each: Query): Promise<Candidates> {
    const modules: ModuleVersion[] = [];
    for (const { path, pathPrefix } of this.#context.main.list) {
      const module = { path, version: '' };
      const match = await matchInModule(this.#context, `${pathPrefix}/...`, module, BuildTags.any);
      if (match.errors[0]) return failed(match.errors[0]);
      if (match.packages.length > 0) modules.push(module);
    }
    if (modules.length === 0) {
      this.#context.report.note(`go: warning: ${JSON.stringify(each.pattern)} matched no packages`);
    }
    return { withPackages: modules };
  }

  /** The main module that a directory belongs to, and the directory's path in it. */
  #ownerOf(directory: string): { module: string; path: string } | undefined {
    let owner: { module: string; path: string; prefix: string } | undefined;
    for (const { path, pathPrefix, directory: root } of this.#context.main.list) {
      if (directory === root) return { module: path, path: pathPrefix };
      if (!directory.startsWith(root + sep) || (owner && pathPrefix <= owner.prefix)) continue;
      const below = directory.slice(root.length).replaceAll(sep, '/');
      owner = { module: path, path: pathPrefix + below, prefix: pathPrefix };
    }
    return owner;
  }

  async #queryPath(each: Query): Promise<void> {
    await each.once(each.pattern, async () => {
      if (isStandardImportPath(each.pattern) && isStandard(this.#context, each.pattern)) {
        if (each.rawVersion !== '') {
          return failed(
            new QueryError(
              `can't request explicit version ${quote(each.version)} of standard library package ${each.pattern}`,
            ),
          );
        }
        each.matchesPackages = true;
        return nothing;
      }
      try {
        return await this.#queryPattern(each);
      } catch (error) {
        return failed(error);
      }
    });
  }

  async #queryWildcard(each: Query): Promise<void> {
    const { main } = this.#context;
    for (const current of this.#buildList) {
      if (!each.canMatchInModule(current.path)) continue;
      await each.once(current.path, async () => {
        if (this.#isNone(current.path)) return nothing;
        try {
          if (main.contains(current.path) && !each.isRelative) {
            if (each.matchesPath(current.path)) {
              return failed(
                mainModuleError(this.#context, each.pattern, each.version, [current.path]),
              );
            }
            const packages = await this.#packagesIn(each.pattern, current);
            if (packages.length > 0) {
              return failed(mainPackagesError(each.pattern, each.version, packages));
            }
            return await this.#tryWildcard(each, current);
          }
          const module = await this.#queryModule(current.path, each.version).catch(
            (error: unknown) => {
              if (isNoVersion(error)) return undefined;
              throw error;
            },
          );
          return module ? await this.#tryWildcard(each, module) : nothing;
        } catch (error) {
          return failed(error);
        }
      });
    }
  }

  async #tryWildcard(each: Query, module: ModuleVersion): Promise<Candidates> {
    const packages = await this.#packagesIn(each.pattern, module);
    if (packages.length > 0) return { withPackages: [module] };
    return each.matchesPath(module.path) ? { withPackages: [], moduleOnly: module } : nothing;
  }

  async #queryMissingWildcards(wildcards: readonly Query[]): Promise<void> {
    await Promise.all(
      wildcards
        .filter((each) => each.version !== 'none' && !each.matchesPackages)
        .map((each) =>
          each.once(each.pattern, async () => {
            try {
              return await this.#queryPattern(each);
            } catch (error) {
              return isNoPackage(error) && each.resolved.length > 0 ? nothing : failed(error);
            }
          }),
        ),
    );
  }

  async #checkWildcards(wildcards: readonly Query[]): Promise<void> {
    const { report } = this.#context;
    for (const each of wildcards) {
      for (const current of this.#buildList) {
        if (!each.canMatchInModule(current.path)) continue;
        try {
          if (!each.matchesPath(current.path)) {
            const packages = await this.#packagesIn(each.pattern, current);
            if (packages.length === 0) continue;
          }
          const found = await this.#queryModule(current.path, each.version);
          if (found.version === current.version) continue;
          if (!each.matchesPath(current.path)) {
            const packages = await this.#packagesIn(each.pattern, found);
            if (packages.length === 0) {
              const version =
                found.version === each.version
                  ? moduleKey(found)
                  : `${found.path}@${each.version} (${found.version})`;
              throw new QueryError(
                `${each.raw} matches packages in ${moduleKey(current)} but not ${version}: specify a different version for module ${found.path}`,
              );
            }
          }
          throw new QueryError(
            `internal error: selected ${moduleKey(current)} instead of ${found.version}`,
          );
        } catch (error) {
          this.#report(each, error);
        }
      }
    }
    report.throwIfFailed();
  }

  async #queryAll(alls: readonly Query[]): Promise<void> {
    if (alls.length === 0) return;
    await this.#load(['all'], async (path, module) => {
      let isGood = true;
      for (const each of alls) {
        await each.once(path, async () => {
          const { modules, error } = await this.#queryPackages(
            path,
            each.version,
            this.#initialSelected,
          );
          const isSame = modules.length === 1 && module && isSameModule(modules[0]!, module);
          if (!isSame) isGood = false;
          return { withPackages: modules, error };
        });
      }
      return isGood;
    });
    const byPath = (a: Candidates, b: Candidates) => (a.path! < b.path! ? -1 : 1);
    for (const each of alls) each.candidates.sort(byPath);
  }

  /** Finds modules for what the named packages import and lack, or newer ones if updates are wanted. */
  async #findUpgrades(queries: readonly Query[]): Promise<Candidates[]> {
    const patterns = queries.filter((each) => each.matchesPackages).map(({ pattern }) => pattern);
    if (patterns.length === 0) return [];
    const { update } = this.#options;
    const upgrades: Candidates[] = [];
    await this.#load(patterns, async (path, module) => {
      let text = 'latest';
      if (module) {
        if (!update || this.#resolved.has(module.path)) return true;
        text = update === 'patch' ? 'patch' : 'upgrade';
      }
      const { modules, error } = await this.#queryPackages(path, text, this.#selected);
      if (module && modules.some((each) => isSameModule(each, module))) return true;
      if (error && (isNoPackage(error) || (!module && !isModulePath(path)))) return true;
      upgrades.push({ path, withPackages: modules, error });
      return false;
    });
    return upgrades.sort((a, b) => (a.path! < b.path! ? -1 : 1));
  }

  /**
   * Loads packages, and asks of each whether its module's version is good; of those that are missing too,
   * then without a module.
   */
  async #load(
    patterns: readonly string[],
    isGood: (path: string, module: ModuleVersion | undefined) => Promise<boolean>,
  ): Promise<void> {
    const options: LoadOptions = {
      tags: BuildTags.any,
      vendorsInGoRoot: true,
      tests: this.#options.tests ?? false,
      areRootsImported: true,
      silencePackageErrors: true,
      allowPackage: async (path, module) => {
        if (module.version === '' || (await isGood(path, module))) return;
        throw new VersionChange('ERR_MODLOAD_INTERNAL', 'version change needed');
      },
    };
    const { loaded } = await loadPackages(
      this.#context,
      this.#state.requirements,
      options,
      patterns,
    );
    this.#state.requirements = loaded.requirements;
    this.#state.loaded = loaded;
    const missing = loaded.paths.filter((path) => {
      const error = loaded.package(path)?.error;
      return (
        error &&
        (findCause(error, MissingPackageError) ?? findCause(error, AmbiguousImportError)) !==
          undefined
      );
    });
    await Promise.all(missing.map((path) => isGood(path, undefined)));
  }

  async #resolve(queries: readonly Query[]): Promise<boolean> {
    const { report } = this.#context;
    let count = 0;
    for (;;) {
      const before = count;
      for (const each of queries) {
        const open: Candidates[] = [];
        for (const candidates of each.candidates) {
          if (candidates.error !== undefined) {
            this.#report(each, candidates.error);
            count++;
            continue;
          }
          const chosen = this.#disambiguate(candidates);
          if (!chosen.isUnique) {
            open.push(chosen.filtered);
            continue;
          }
          const { isPackage, module } = chosen.module
            ? chosen
            : this.#chooseArbitrarily(candidates);
          if (isPackage) each.matchesPackages = true;
          this.#settle(each, module!);
          count++;
        }
        each.candidates = open;
      }
      report.throwIfFailed();
      if (count === before) break;
    }
    if (count > 0 && (await this.#updateBuildList([]))) return true;

    let arbitrary = 0;
    for (const each of queries) {
      for (const candidates of each.candidates) {
        const { isPackage, module } = this.#chooseArbitrarily(candidates);
        if (isPackage) each.matchesPackages = true;
        this.#settle(each, module!);
        arbitrary++;
      }
    }
    const isChanged = arbitrary > 0 && (await this.#updateBuildList([]));
    report.throwIfFailed();
    return isChanged;
  }

  async #applyUpgrades(upgrades: readonly Candidates[]): Promise<boolean> {
    const { report } = this.#context;
    const tentative: ModuleVersion[] = [];
    for (const candidates of upgrades) {
      if (candidates.error !== undefined) {
        report.error(candidates.error, `go: ${messageOf(candidates.error)}`);
        continue;
      }
      const chosen = this.#disambiguate(candidates);
      const module = chosen.isUnique
        ? chosen.module
        : this.#chooseArbitrarily(chosen.filtered).module;
      if (module) tentative.push(module);
    }
    report.throwIfFailed();
    return await this.#updateBuildList(tentative);
  }

  /** Returns the only remaining candidate, or all that remain. */
  #disambiguate({ path, withPackages, moduleOnly }: Candidates): {
    readonly isUnique: boolean;
    readonly isPackage: boolean;
    readonly module: ModuleVersion | undefined;
    readonly filtered: Candidates;
  } {
    const { main } = this.#context;
    const unique = (isPackage: boolean, module: ModuleVersion | undefined) => ({
      isUnique: true,
      isPackage,
      module,
      filtered: nothing,
    });
    const open: ModuleVersion[] = [];
    for (const module of withPackages) {
      if (this.#isNone(module.path)) continue;
      if (main.contains(module.path)) {
        if (module.version === '') return unique(true, module);
        continue;
      }
      const settled = this.#resolved.get(module.path);
      if (!settled) open.push(module);
      else if (settled.version === module.version) return unique(true, module);
    }
    let only: ModuleVersion | undefined;
    if (moduleOnly) {
      const settled = this.#resolved.get(moduleOnly.path);
      if (!settled || settled.version === moduleOnly.version) only = moduleOnly;
    }
    const [first] = open;
    if (first && open.length === 1 && (!only || isSameModule(only, first)))
      return unique(true, first);
    if (!first) return unique(false, only);
    return {
      isUnique: false,
      isPackage: false,
      module: undefined,
      filtered: { ...(path !== undefined && { path }), withPackages: open, moduleOnly: only },
    };
  }

  #chooseArbitrarily({ withPackages, moduleOnly }: Candidates): {
    readonly isPackage: boolean;
    readonly module: ModuleVersion | undefined;
  } {
    const used = withPackages.find(({ path }) => this.#initialSelected(path) !== 'none');
    const module = used ?? withPackages[0];
    return module ? { isPackage: true, module } : { isPackage: false, module: moduleOnly };
  }

  /** Notes which version of a module an argument means. */
  #settle(each: Query, module: ModuleVersion): void {
    const { main } = this.#context;
    if (main.contains(module.path) && module.version !== '') {
      this.#report(each, mainModuleError(this.#context, each.pattern, each.version, [module.path]));
      return;
    }
    const settled = this.#resolved.get(module.path);
    if (settled && settled.version !== module.version) {
      this.#reportConflict(each, module, settled);
      return;
    }
    this.#resolved.set(module.path, { version: module.version, reason: each });
    each.resolved.push(module);
  }

  #reportConflict(
    each: Query,
    module: ModuleVersion,
    settled: { readonly version: string; readonly reason: Query },
  ): void {
    if (each.conflict) return;
    each.conflict = settled.reason;
    let proposed = { version: module.version, reason: each };
    let other = settled;
    // A query that names a module wins over one that merely matches it.
    if (each.isWildcard && !settled.reason.isWildcard) [proposed, other] = [settled, proposed];
    const detail = module.path === proposed.reason.pattern ? '' : `for module ${module.path}, `;
    const shown = [proposed, other].map(({ reason, version }) => reason.showVersion(version));
    this.#report(each, new QueryError(`${detail}${shown.join(' conflicts with ')}`));
  }

  async #updateBuildList(additions: readonly ModuleVersion[]): Promise<boolean> {
    const { main, report } = this.#context;
    const resolved = [...this.#resolved]
      .filter(([path]) => !main.contains(path))
      .map(([path, { version }]) => ({ path, version }));
    try {
      const edited = await editRequirements(this.#state.requirements, additions, resolved);
      this.#state.requirements = edited.requirements;
      if (!edited.isChanged) return false;
    } catch (error) {
      if (!(error instanceof VersionConflictError)) {
        report.error(error, `go: ${messageOf(error)}`);
      } else {
        const show = (module: ModuleVersion) => {
          const asked = this.#resolved.get(module.path);
          return asked
            ? asked.reason.show({ path: module.path, version: asked.version })
            : moduleKey(module);
        };
        // Where what was asked for leads to a conflict in a circle, the chain adds no information.
        const plain = error.conflicts.filter(({ limit }) => this.#resolved.has(limit.path));
        const { goVersion } = this.#context;
        const isOld = isGoVersionBefore(goVersion, '1.21');
        for (const conflict of isOld && plain.length > 0 ? plain : error.conflicts) {
          const { source, path } = conflict;
          const dependency = isOld ? conflict.dependency : path.at(-1)!;
          const limit = isOld ? conflict.limit : conflict.exceeded;
          const adverb = !isOld && path.length > 2 ? 'indirectly ' : '';
          report.error(
            error,
            `go: ${show(source)} ${adverb}requires ${moduleKey(dependency)}, not ${show(limit)}`,
          );
        }
      }
      report.throwIfFailed();
    }
    await this.#readBuildList();
    return true;
  }

  /** Reports an error, with the argument that it is about unless it names that. */
  #report(each: Query, error: unknown): void {
    const text = messageOf(error);
    const literal = (word: string) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const namesPattern = new RegExp(
      `(?:[ \\t("\`]|^)${literal(each.pattern)}(?:[ @:;)"\`]|$)`,
      'm',
    );
    const namesVersion = new RegExp(`(?:[ @("\`]|^)${literal(each.version)}(?:[ :;)"\`]|$)`, 'm');
    const isNamed = namesPattern.test(text) && (each.rawVersion === '' || namesVersion.test(text));
    this.#context.report.error(
      error,
      isNamed || each.raw === '' ? `go: ${text}` : `go: ${each.raw}: ${text}`,
    );
  }

  /** Loads the named packages once more, as a build would, and reports problems with their modules. */
  async #checkProblems(patterns: readonly string[]): Promise<void> {
    const { report } = this.#context;
    const flags = new Map<string, { module: ModuleVersion; kinds: Set<string> }>();
    const mark = (module: ModuleVersion, kind: 'resolved' | 'named' | 'package' | 'direct') => {
      const key = moduleKey(module);
      const known = flags.get(key);
      if (known) known.kinds.add(kind);
      else flags.set(key, { module, kinds: new Set([kind]) });
    };
    for (const [path, { version }] of this.#resolved) mark({ path, version }, 'resolved');

    let hasFailed = false;
    if (patterns.length > 0) {
      const { loaded } = await loadPackages(
        this.#context,
        this.#state.requirements,
        {
          tags: this.#context.buildTags,
          vendorsInGoRoot: true,
          tests: this.#options.tests ?? false,
          allowErrors: true,
          silenceNoGoFiles: true,
        },
        patterns,
      );
      this.#state.requirements = loaded.requirements;
      this.#state.loaded = loaded;
      hasFailed = loaded.matches.some(({ errors }) => errors.length > 0);
      for (const path of loaded.paths) {
        const { error, directory, module } = loaded.package(path)!;
        if (error) {
          if (directory !== '' && findCause(error, NoGoError)) continue;
          hasFailed = true;
          for (const each of findCause(error, AmbiguousImportError)?.candidates ?? []) {
            mark(each.module, 'package');
          }
        }
        if (module) mark(module, 'package');
      }
      for (const path of loaded.matches.flatMap((match) => match.packages)) {
        const module = loaded.package(path)?.module;
        if (module) mark(module, 'named');
      }
    }
    const { direct } = this.#state.requirements;
    for (const { module } of flags.values()) if (direct.has(module.path)) mark(module, 'direct');

    const relevant = [...flags.values()].sort((a, b) => (a.module.path < b.module.path ? -1 : 1));
    const has = (kinds: Set<string>, ...wanted: string[]) => wanted.some((kind) => kinds.has(kind));
    const retractions = await Promise.all(
      relevant
        .filter(({ kinds }) => has(kinds, 'resolved', 'named', 'package'))
        .map(async ({ module }) => {
          try {
            await checkRetraction(this.#context, module);
            return undefined;
          } catch (error) {
            return findCause(error, RetractedError) && { module, text: messageOf(error) };
          }
        }),
    );
    const deprecations = await Promise.all(
      relevant
        .filter(
          ({ kinds }) =>
            has(kinds, 'resolved', 'named') || (kinds.has('package') && kinds.has('direct')),
        )
        .map(async ({ module }) => {
          const text = await findDeprecation(this.#context, module).catch(() => '');
          return text && { module, text: shortMessage(text, '') };
        }),
    );
    const sumErrors = await Promise.all(this.#buildList.map((module) => this.#fetchSum(module)));

    for (const each of deprecations) {
      if (each && each.text)
        report.note(`go: module ${each.module.path} is deprecated: ${each.text}`);
    }
    const retracted = retractions.filter((each) => each !== undefined);
    for (const { text } of retracted) report.note(`go: warning: ${text}`);
    if (retracted.length > 0) {
      const name = retracted.length === 1 ? retracted[0]!.module.path : '<module>';
      report.note(`go: to switch to the latest unretracted version, run:\n\tgo get ${name}@latest`);
    }
    for (const error of sumErrors) if (error) report.error(error, `go: ${error.message}`);
    if (hasFailed) {
      report.fail(new ModloadError('ERR_MODLOAD_PACKAGE', 'the named packages cannot be loaded'));
    }
    report.throwIfFailed();
  }

  /** A module that was in go.sum in another version gets a line there too. */
  async #fetchSum(module: ModuleVersion): Promise<Error | undefined> {
    const { main, goSum, source } = this.#context;
    const before = this.#initial.get(module.path);
    if (before === undefined || before === '') return undefined;
    const actual = main.resolve(module);
    const oldActual = main.resolve({ path: module.path, version: before });
    if (isSameModule(actual, oldActual) || actual.version === '' || !goSum.has(oldActual)) {
      return undefined;
    }
    try {
      await (source.zipFile ?? source.download).call(source, actual);
      return undefined;
    } catch (error) {
      const verb = compare(module.version, before) < 0 ? 'downgraded' : 'upgraded';
      const replaced = isSameModule(actual, module) ? '' : ` (replaced by ${moduleKey(actual)})`;
      return new ModloadError(
        'ERR_MODLOAD_CHECKSUM',
        `${verb} ${module.path} ${before} => ${module.version}${replaced}: error finding sum for ${moduleKey(actual)}: ${messageOf(error)}`,
        error,
      );
    }
  }

  #changes(before: readonly ModuleVersion[], after: readonly ModuleVersion[]): RequirementChange[] {
    const changes = new Map<string, { old: string; new: string }>();
    for (const [path, { version }] of this.#resolved) {
      const old = this.#initial.get(path) ?? '';
      if (old !== version && (old !== '' || version !== 'none')) {
        changes.set(path, { old, new: version });
      }
    }
    for (const { path, version } of before) {
      const next = this.#versions.get(path) ?? '';
      if (version !== next) changes.set(path, { old: version, new: next });
    }
    for (const { path, version } of after) {
      const old = this.#initial.get(path) ?? '';
      if (old !== version) changes.set(path, { old, new: version });
    }
    return [...changes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, { old, new: next }]) => ({
        path,
        before: old || undefined,
        after: next === 'none' || next === '' ? undefined : next,
      }));
  }
}

function isModulePath(path: string): boolean {
  try {
    checkPath(path);
    return true;
  } catch {
    return false;
  }
}

const isNoPackage = (error: unknown) =>
  isNoVersion(error) || findCause(error, PackageNotInModuleError) !== undefined;

const requirementsOf = (goMod: GoMod | undefined): ModuleVersion[] =>
  (goMod?.require ?? []).map(({ path, version }) => ({ path, version }));

/** A change in the words of `go get`. */
export function showChange({ path, before, after }: RequirementChange): string {
  if (before === undefined) return `go: added ${path} ${after}`;
  if (after === undefined) return `go: removed ${path} ${before}`;
  const order = path === 'go' ? compareGoVersions(after, before) : compare(after, before);
  const verb = order > 0 ? 'upgraded' : 'downgraded';
  return `go: ${verb} ${path} ${before} => ${after}`;
}
