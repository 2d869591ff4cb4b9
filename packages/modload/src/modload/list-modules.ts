import { existsSync } from 'node:fs';
import { isGoVersionBefore } from '../module/goversion.js';
import { join } from 'node:path';
import {
  checkAllowed,
  checkExclusion,
  checkRetraction,
  findDeprecation,
  isNoVersion,
} from './allowed.js';
import { findCause, isDisallowed, rethrowForgery, RetractedError } from './disallowed.js';
import type { LoadContext } from './context.js';
import {
  isNotFound,
  messageOf,
  ModloadError,
  ModuleError,
  NoMatchingVersionError,
} from '../base/errors.js';
import type { Origin } from '../modfetch/repo.js';
import { noModuleText } from './main-modules.js';
import { moduleKey, type ModuleVersion } from '../module/module.js';
import { isRelativePath, matchPattern } from '../module/pattern.js';
import { isRevisionQuery, listVersions, lookUpRepo, query } from './module-query.js';
import { expandGraph, type ModuleGraph, type Requirements } from './requirements.js';
import { replacementDirectory } from './module-directory.js';
import { compare } from '../module/semver.js';
import type { LoadState } from './state.js';

/** What is wrong with one item of a list. */
export interface ItemError {
  readonly message: string;
}

/** Information about a module, as `go list -m -json` prints it. */
export interface ModuleInfo {
  path: string;
  version?: string;
  /** The query that led to the version. */
  query?: string;
  /** The versions that there are, when they were asked for. */
  versions?: readonly string[];
  /** Its replacement. */
  replace?: ModuleInfo;
  /** When the version was made, as RFC 3339. */
  time?: string;
  /** A newer version, when that was asked for. */
  update?: ModuleInfo;
  /** Whether it is a main module. */
  main?: boolean;
  /** Whether no package of a main module imports one of it. */
  indirect?: boolean;
  /** Its directory, when it is on disk. */
  directory?: string;
  /** Its go.mod file, when that is on disk. */
  goMod?: string;
  /** Its go line. */
  goVersion?: string;
  /** Its hash in go.sum. */
  sum?: string;
  /** The hash of its go.mod in go.sum. */
  goModSum?: string;
  /** Why its version should not be used, when that was asked for. */
  retracted?: readonly string[];
  /** Why the module should not be used, when that was asked for. */
  deprecated?: string;
  /** Why some of this is not known; the others of the list are not concerned. */
  error?: ItemError;
  /** Its origin: repository, ref, hash. */
  origin?: Origin;
  /** Whether what was known of it before still holds. */
  reuse?: boolean;
}

/** Options of `Module.listModules`. */
export interface ListOptions {
  /** Whether newer versions are looked for, and retractions and deprecations. */
  readonly updates?: boolean;
  /** Whether all versions are listed. */
  readonly versions?: boolean;
  /** Whether retracted versions count. */
  readonly retracted?: boolean;
  /** An earlier listing; information that is still valid is not looked up again. */
  readonly reuse?: readonly ModuleInfo[];
  /** Whether everything about each module is filled in, or only what is needed for its line of text. */
  readonly brief?: boolean;
}

/** A module with what stands in its place, and the marks of `go list -m`: `path version [update] => …`. */
export function showModuleInfo(info: ModuleInfo): string {
  const mark = ({ version = '', retracted = [] }: ModuleInfo) =>
    retracted.length > 0 ? `${version} (retracted)` : version;
  let text = info.path;
  if (info.version) {
    text += ` ${mark(info)}`;
    if (info.update) text += ` [${mark(info.update)}]`;
  }
  if (info.deprecated) text += ' (deprecated)';
  const { replace } = info;
  if (!replace) return text;
  text += ` => ${replace.path}`;
  if (replace.version) {
    text += ` ${mark(replace)}`;
    if (replace.update) text += ` [${mark(replace.update)}]`;
  }
  return replace.deprecated ? `${text} (deprecated)` : text;
}

type Reuse = ReadonlyMap<string, ModuleInfo>;

function reusable(infos: readonly ModuleInfo[] | undefined): Reuse {
  const map = new Map<string, ModuleInfo>();
  for (const info of infos ?? []) {
    const { origin } = info;
    if (!origin || (!origin.TagSum && !origin.Hash && !origin.RepoSum)) continue;
    const kept = { ...info, reuse: true };
    map.set(`${info.path}@${info.version ?? ''}`, kept);
    if (info.query) map.set(`${info.path}@${info.query}`, kept);
  }
  return map;
}

const tellsRetractions = ({ updates, retracted }: ListOptions) =>
  updates === true || retracted === true;

/** Modules that were listed. */
export interface ListResult {
  readonly modules: readonly ModuleInfo[];
  /** Why some may be missing. */
  readonly error: Error | undefined;
}

/** Lists modules: main ones, those of the build list that patterns match, or what queries find. */
export async function listModules(
  state: LoadState,
  args: readonly string[],
  options: ListOptions = {},
): Promise<ListResult> {
  const { context } = state;
  const lister = new Lister(state, options);
  const { modules, error, requirements } = await lister.list(args);
  const add = async (info: ModuleInfo) => {
    if (options.updates) await addUpdate(context, info);
    if (options.versions) await addVersions(context, info, options.retracted ?? false);
    if (tellsRetractions(options)) await addRetraction(context, info);
    if (options.updates) await addDeprecation(context, info);
  };
  if (options.updates || options.versions || options.retracted) {
    await Promise.all(
      modules
        .filter(({ reuse }) => !reuse)
        .flatMap((info) => (info.replace ? [info, info.replace] : [info]))
        .map(add),
    );
  }
  if (!error) state.requirements = requirements;
  return { modules, error };
}

class Lister {
  readonly #context: LoadContext;
  readonly #options: ListOptions;
  readonly #reuse: Reuse;
  #requirements: Requirements;
  #graph: ModuleGraph | undefined;

  constructor({ context, requirements }: LoadState, options: ListOptions) {
    this.#context = context;
    this.#requirements = requirements;
    this.#options = options;
    this.#reuse = reusable(options.reuse);
  }

  async list(
    args: readonly string[],
  ): Promise<ListResult & { readonly requirements: Requirements }> {
    const { main, report } = this.#context;
    if (args.length === 0) {
      const modules = await Promise.all(main.versions.map((each) => this.#info(each)));
      return { modules, error: undefined, requirements: this.#requirements };
    }
    let error: Error | undefined;
    if (this.#needsGraph(args)) {
      const expanded = await expandGraph(this.#requirements);
      this.#requirements = expanded.requirements;
      this.#graph = expanded.graph;
      error = expanded.error;
    }

    const modules: (ModuleInfo | Promise<ModuleInfo>)[] = [];
    const matched = new Set<string>();
    for (const argument of args) {
      if (argument.includes('@')) {
        const info = this.#query(argument, error !== undefined);
        if (info) modules.push(info);
        continue;
      }
      const itself = goItself(this.#context, argument);
      if (itself) {
        modules.push(itself);
        continue;
      }
      if (argument !== 'all' && !argument.includes('...')) {
        const info = this.#single(argument, error !== undefined);
        if (info) modules.push(info);
        continue;
      }
      const matches = argument === 'all' ? () => true : matchPattern(argument);
      let isMatched = false;
      for (const module of this.#graph!.buildList) {
        if (!matches(module.path)) continue;
        isMatched = true;
        if (matched.has(moduleKey(module))) continue;
        matched.add(moduleKey(module));
        modules.push(this.#info(module));
      }
      if (!isMatched) {
        report.note(`warning: pattern ${JSON.stringify(argument)} matched no module dependencies`);
      }
    }
    const infos = await Promise.all(modules.map(async (info) => await info));
    return { modules: infos, error, requirements: this.#requirements };
  }

  #needsGraph(args: readonly string[]): boolean {
    const { main } = this.#context;
    const isLazy = (path: string) =>
      this.#requirements.rootSelected(path) !== undefined &&
      this.#requirements.pruning !== 'unpruned';
    let isNeeded = false;
    for (const argument of args) {
      const fail = (problem: string) => new ModloadError('ERR_MODLOAD_QUERY', problem);
      if (argument.includes('\\')) throw fail('module paths never use backslash');
      if (isRelativePath(argument)) {
        throw fail(`cannot use relative path ${argument} to specify module`);
      }
      const quoted = JSON.stringify(argument);
      if (argument === 'all' || argument.includes('...')) {
        isNeeded = true;
        if (!main.hasRoot) throw fail(`cannot match ${quoted}: ${noModuleText}`);
        continue;
      }
      const at = argument.indexOf('@');
      if (at >= 0) {
        const version = argument.slice(at + 1);
        if (version !== 'upgrade' && version !== 'patch') continue;
        if (isLazy(argument.slice(0, at))) continue;
        isNeeded = true;
        if (!main.hasRoot) throw fail(`cannot match ${quoted}: ${noModuleText}`);
        continue;
      }
      if (isLazy(argument)) continue;
      isNeeded = true;
      if (!this.#options.versions && !main.hasRoot) {
        throw fail(
          `cannot match ${quoted} without -versions or an explicit version: ${noModuleText}`,
        );
      }
    }
    return isNeeded;
  }

  #selected(path: string): string | undefined {
    return this.#graph ? this.#graph.selected(path) : this.#requirements.rootSelected(path);
  }

  #info(module: ModuleVersion): Promise<ModuleInfo> {
    return moduleInfo(this.#context, this.#requirements, module, this.#options, this.#reuse);
  }

  #query(argument: string, hasFailed: boolean): Promise<ModuleInfo> | undefined {
    const at = argument.indexOf('@');
    const path = argument.slice(0, at);
    const text = argument.slice(at + 1);
    const current = this.#selected(path) ?? '';
    // The error of the graph says why the module is unknown.
    if (current === 'none' && hasFailed && (text === 'upgrade' || text === 'patch')) {
      return undefined;
    }
    return this.#queried(path, text, current);
  }

  async #queried(path: string, text: string, current: string): Promise<ModuleInfo> {
    const isAnyAllowed =
      isRevisionQuery(text) || this.#options.retracted === true || this.#options.updates === true;
    const allowed = isAnyAllowed
      ? undefined
      : (module: ModuleVersion) => checkAllowed(this.#context, module);
    try {
      const kept = this.#reuse.get(`${path}@${text}`);
      const info =
        (kept && (await this.#isUnchanged(path, kept))
          ? { ...kept, version: kept.version! }
          : undefined) ?? (await query(this.#context, path, text, current, allowed));
      const result = await moduleInfo(
        this.#context,
        undefined,
        { path, version: info.version },
        this.#options,
        this.#reuse,
      );
      if (result.version !== text) result.query = text;
      if (info.origin) result.origin = info.origin;
      return result;
    } catch (error) {
      const origin = findCause(error, NoMatchingVersionError) && originOf(error);
      return {
        path,
        version: text,
        error: { message: describe(this.#context, path, text, error) },
        ...(origin && { origin }),
      };
    }
  }

  async #isUnchanged(path: string, { origin }: ModuleInfo): Promise<boolean> {
    return await isUnchanged(this.#context, path, origin);
  }

  #single(path: string, hasFailed: boolean): ModuleInfo | Promise<ModuleInfo> | undefined {
    const version = this.#selected(path)!;
    if (version !== 'none') return this.#info({ path, version });
    if (hasFailed) return undefined;
    const { mode, policy } = this.#context;
    const problem =
      policy.semantics === '2018'
        ? `module ${JSON.stringify(path)} is not a known dependency`
        : mode.kind === 'vendor'
          ? "can't resolve module using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)"
          : 'not a known dependency';
    if (this.#options.versions && mode.kind !== 'vendor') return { path };
    return { path, error: { message: describe(this.#context, path, '', new Error(problem)) } };
  }
}

/** The go or toolchain line of the main module, which Go lists like a module since 1.21. */
function goItself({ main, goVersion }: LoadContext, name: string): ModuleInfo | undefined {
  if (isGoVersionBefore(goVersion, '1.21') || !main.hasRoot) return undefined;
  const file = main.workspace?.goWork ?? main.single.goMod;
  const version =
    name === 'go' ? file?.go?.version : name === 'toolchain' ? file?.toolchain?.name : undefined;
  return version === undefined ? undefined : { path: name, version, indirect: true };
}

function originOf(error: unknown): Origin | undefined {
  const { origin } = error as { origin?: Origin };
  return origin;
}

async function isUnchanged(
  context: LoadContext,
  path: string,
  origin: Origin | undefined,
): Promise<boolean> {
  try {
    return await context.source.tryProxies(async (lookup) => {
      const repo = lookUpRepo(context, path, lookup);
      await repo.checkReuse?.(origin);
      return repo.checkReuse !== undefined;
    });
  } catch {
    return false;
  }
}

function describe({ policy }: LoadContext, path: string, version: string, error: unknown): string {
  if (policy.semantics === '2018') {
    // The command names the module.
    const cause = findCause(error, ModuleError);
    return messageOf(cause?.cause ?? error);
  }
  if (findCause(error, NoMatchingVersionError)) {
    return ModuleError.of({ path, version: '' }, error).message;
  }
  return findCause(error, ModuleError)
    ? messageOf(error)
    : ModuleError.of({ path, version }, error).message;
}

/** Returns what is known of a module of the build list, by its path. */
export async function selectedModuleInfo(
  { context, requirements }: Pick<LoadState, 'context' | 'requirements'>,
  path: string,
): Promise<ModuleInfo> {
  const graph = await requirements.completeGraph();
  const version = graph.selected(path);
  if (version === 'none') return { path, error: { message: 'module not in current build' } };
  return await moduleInfo(context, requirements, { path, version });
}

/**
 * Returns what is known of a module.
 * `requirements`: those of the main module; without them it is looked at from outside
 */
export async function moduleInfo(
  context: LoadContext,
  requirements: Requirements | undefined,
  module: ModuleVersion,
  options: ListOptions = {},
  reuse: Reuse = new Map(),
): Promise<ModuleInfo> {
  const { main, summaries, mode, policy } = context;
  const { path, version } = module;
  const goVersion = summaries.knownGoVersion(module);
  if (main.isMain(module)) {
    const { directory, goModFile } = main.get(path)!;
    return {
      path,
      main: true,
      ...(goVersion && { goVersion }),
      ...(directory && { directory, goMod: goModFile }),
    };
  }
  const info: ModuleInfo = { path };
  if (version) info.version = version;
  if (requirements && !requirements.direct.has(path)) info.indirect = true;
  if (goVersion) info.goVersion = goVersion;
  const complete = (target: ModuleInfo) =>
    completeInfo(context, requirements, target, options, reuse);

  if (!requirements) {
    await complete(info);
    return info;
  }
  if (mode.kind === 'vendor' && policy.listsVendored) {
    info.directory = join(main.single.directory, 'vendor', path);
  }
  const replacement = main.replacement(module);
  if (!replacement) {
    if (mode.kind !== 'vendor') await complete(info);
    return info;
  }
  const replace: ModuleInfo = { path: replacement.path };
  if (replacement.version) replace.version = replacement.version;
  if (goVersion) replace.goVersion = goVersion;
  if (!replacement.version) {
    replace.directory = replacementDirectory(context, replacement);
    replace.goMod = join(replace.directory, 'go.mod');
  }
  info.replace = replace;
  if (mode.kind !== 'vendor') {
    await complete(replace);
    if (replace.directory) info.directory = replace.directory;
    if (replace.goMod) info.goMod = replace.goMod;
    if (replace.retracted) info.retracted = replace.retracted;
  }
  if (replace.goVersion) info.goVersion = replace.goVersion;
  return info;
}

async function completeInfo(
  context: LoadContext,
  requirements: Requirements | undefined,
  info: ModuleInfo,
  options: ListOptions,
  reuse: Reuse,
): Promise<void> {
  const { source, goSum, mode, summaries } = context;
  if (info.version && !isGoVersionBefore(context.goVersion, '1.23')) {
    const { path, version } = info;
    const sum = goSum.hash({ path, version });
    const goModSum = goSum.hash({ path, version: `${version}/go.mod` });
    if (sum) info.sum = sum;
    if (goModSum) info.goModSum = goModSum;
  }
  const kept = reuse.get(`${info.path}@${info.version ?? ''}`);
  if (kept && (await isUnchanged(context, info.path, kept.origin))) {
    Object.assign(info, kept);
    delete info.query;
    delete info.directory;
    return;
  }
  // What is looked at from outside leaves its mark in go.sum even when it is not shown.
  const isBrief = options.brief && requirements;
  const hasSum = (suffix: string) =>
    !requirements ||
    !info.version ||
    mode.kind === 'mod' ||
    goSum.has({ path: info.path, version: info.version + suffix });

  if (info.version) {
    const isKnown = isBrief && isCached(context, info, 'info');
    if (!isKnown) {
      try {
        const found = await query(context, info.path, info.version, '');
        info.version = found.version;
        info.time = found.time ?? '0001-01-01T00:00:00Z';
      } catch (error) {
        rethrowForgery(error);
        info.error = { message: messageOf(error) };
      }
    }
  }
  if (isBrief && !tellsRetractions(options)) return;
  const module = { path: info.path, version: info.version ?? '' };
  if (!info.goVersion && hasSum('/go.mod')) {
    try {
      const { goVersion } = await summaries.raw(module);
      if (goVersion) info.goVersion = goVersion;
    } catch {
      // What its go.mod says is not known.
    }
  }
  if (!info.version) return;
  if (hasSum('/go.mod')) {
    if (isCached(context, info, 'mod')) info.goMod = source.cachePath!(module, 'mod')!;
  }
  if (hasSum('')) {
    const directory = source.downloadedDirectory?.(module);
    if (directory) info.directory = directory;
  }
  if (tellsRetractions(options)) await addRetraction(context, info);
}

function isCached(
  { source }: LoadContext,
  { path, version = '' }: ModuleInfo,
  suffix: 'info' | 'mod',
): boolean {
  const file = source.cachePath?.({ path, version }, suffix);
  return file !== undefined && existsSync(file);
}

async function addUpdate(context: LoadContext, info: ModuleInfo): Promise<void> {
  if (!info.version) return;
  const allowed = (module: ModuleVersion) => checkAllowed(context, module);
  try {
    const found = await query(context, info.path, 'upgrade', info.version, allowed);
    if (compare(found.version, info.version) > 0) {
      info.update = {
        path: info.path,
        version: found.version,
        time: found.time ?? '0001-01-01T00:00:00Z',
      };
    }
  } catch (error) {
    if (isDisallowed(error) || isNoVersion(error)) return;
    info.error ??= { message: messageOf(error) };
  }
}

async function addVersions(
  context: LoadContext,
  info: ModuleInfo,
  listRetracted: boolean,
): Promise<void> {
  try {
    info.versions = await listVersions(context, info.path, (module) =>
      listRetracted ? checkExclusion(context, module) : checkAllowed(context, module),
    );
  } catch (error) {
    info.error ??= { message: messageOf(error) };
  }
}

async function addRetraction(context: LoadContext, info: ModuleInfo): Promise<void> {
  if (!info.version) return;
  try {
    await checkRetraction(context, { path: info.path, version: info.version });
  } catch (error) {
    const retracted = findCause(error, RetractedError);
    if (retracted) {
      const { rationale } = retracted;
      info.retracted = rationale.length > 0 ? rationale : ['retracted by module author'];
    } else if (!isNoVersion(error)) {
      info.error ??= { message: messageOf(error) };
    }
  }
}

async function addDeprecation(context: LoadContext, info: ModuleInfo): Promise<void> {
  try {
    const deprecated = await findDeprecation(context, {
      path: info.path,
      version: info.version ?? '',
    });
    if (deprecated) info.deprecated = deprecated;
  } catch (error) {
    if (isNotFound(error) || isNoVersion(error)) return;
    info.error ??= { message: messageOf(error) };
  }
}
