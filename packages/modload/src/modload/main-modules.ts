import { messageOfRelease } from '../module/messages.js';
import { execFileSync } from 'node:child_process';
import { dirname, delimiter, isAbsolute, join, relative } from 'node:path';
import {
  nameError,
  InvalidPathError,
  InvalidVersionError,
  messageOf,
  ModloadError,
  ModuleError,
} from '../base/errors.js';
import type { Environment } from '../base/environment.js';
import { absolutePath, cleanPath, within, type FileTree } from '../base/files.js';
import { parseGoMod, type GoMod } from '../modfile/gomod.js';
import { parseGoWork, type GoWork } from '../modfile/gowork.js';
import {
  canonicalVersion,
  checkImportPath,
  checkPathMajor,
  moduleKey,
  isSameModule,
  splitPathVersion,
  type ModuleVersion,
} from '../module/module.js';
import { unquote } from '../base/quote.js';
import type { Report } from '../base/report.js';
import { compare } from '../module/semver.js';
import { findUpwards } from './roots.js';

/** A line of go.mod or go.work that puts one module in another's place. */
export interface Replacement {
  readonly old: ModuleVersion;
  readonly new: ModuleVersion;
}

/** What go.mod said when it was read: against it one sees whether it must be written again. */
class GoModIndex {
  /** The file's text; `undefined` if there is no file yet. */
  readonly text: string | undefined;
  /** Whether the text differs from what it means, so that the file must be written again. */
  readonly hasQueries: boolean;
  readonly modulePath: string;
  readonly goVersion: string;
  readonly require = new Map<string, { readonly indirect: boolean }>();
  readonly replace: ReadonlyMap<string, ModuleVersion>;
  readonly exclude: ReadonlySet<string>;
  readonly #tools: string;
  readonly #toolchain: string | undefined;

  constructor(text: string | undefined, goMod: GoMod, hasQueries: boolean) {
    this.text = text;
    this.hasQueries = hasQueries;
    this.modulePath = goMod.module?.path ?? '';
    this.goVersion = goMod.go?.version ?? '';
    for (const { path, version, indirect } of goMod.require) {
      this.require.set(moduleKey({ path, version }), { indirect });
    }
    this.replace = replacementMap(goMod.replace);
    this.exclude = new Set(goMod.exclude.map(moduleKey));
    this.#tools = toolList(goMod);
    this.#toolchain = goMod.toolchain?.name;
  }

  /** Returns whether the file said exactly this when it was read, and nothing was changed since. */
  states(
    { roots, direct }: { roots: readonly ModuleVersion[]; direct: ReadonlySet<string> },
    goMod: GoMod,
    isReadonly: boolean,
  ): boolean {
    return (
      !this.hasQueries &&
      goMod.go?.version === this.goVersion &&
      goMod.toolchain?.name === this.#toolchain &&
      toolList(goMod) === this.#tools &&
      roots.length === this.require.size &&
      goMod.require.length === roots.length &&
      roots.every((each) => {
        const stated = this.require.get(moduleKey(each));
        return stated && (isReadonly || stated.indirect === !direct.has(each.path));
      })
    );
  }

  /** Returns whether the file as it is now says something else. */
  differsFrom(goMod: GoMod, isReadonly: boolean, mayLackGo: boolean): boolean {
    if (this.hasQueries || (goMod.module?.path ?? '') !== this.modulePath) return true;
    if (goMod.toolchain?.name !== this.#toolchain || toolList(goMod) !== this.#tools) return true;
    const goVersion = goMod.go?.version ?? '';
    // A file without a go line stands for an old release. It is not wrong for lack of the line.
    if (goVersion !== this.goVersion && !(this.goVersion === '' && mayLackGo)) return true;
    if (
      goMod.require.length !== this.require.size ||
      goMod.replace.length !== this.replace.size ||
      goMod.exclude.length !== this.exclude.size
    ) {
      return true;
    }
    return (
      goMod.require.some((each) => {
        const before = this.require.get(moduleKey(each));
        return !before || (before.indirect !== each.indirect && !isReadonly);
      }) ||
      goMod.replace.some((each) => {
        const before = this.replace.get(moduleKey(each.old));
        return !before || !isSameModule(before, each.new);
      }) ||
      goMod.exclude.some((each) => !this.exclude.has(moduleKey(each)))
    );
  }
}

const toolList = ({ tool }: GoMod) => tool.map(({ path }) => path).join(' ');

/** One of the modules that are built, not fetched: the main one, or those of a workspace. */
export interface MainModule {
  readonly path: string;
  /** Its root directory; empty if packages are loaded outside any module. */
  readonly directory: string;
  readonly goModFile: string;
  readonly goMod: GoMod | undefined;
  readonly index: GoModIndex | undefined;
  /** What the import paths of its packages begin with: its path, but nothing for `std`. */
  readonly pathPrefix: string;
  readonly isInGoRoot: boolean;
}

/** A go.work file in use. */
export interface Workspace {
  readonly file: string;
  readonly goWork: GoWork;
  readonly directories: readonly string[];
}

/** The path of the module to which files belong that are loaded outside any module. */
const commandLineModule = 'command-line-arguments';

function replacementMap(replacements: readonly Replacement[]): Map<string, ModuleVersion> {
  const map = new Map<string, ModuleVersion>();
  for (const { old, new: to } of replacements) {
    const previous = map.get(moduleKey(old));
    if (previous && !isSameModule(previous, to)) {
      throw conflict(old, previous, to);
    }
    map.set(moduleKey(old), to);
  }
  return map;
}

function conflict(
  old: ModuleVersion,
  first: ModuleVersion,
  second: ModuleVersion,
  hint = '',
): Error {
  return new ModloadError(
    'ERR_MODLOAD_MOD_FILE',
    `conflicting replacements for ${moduleKey(old)}:\n\t${moduleKey(first)}\n\t${moduleKey(second)}${hint}`,
  );
}

function lookUp(
  module: ModuleVersion,
  map: ReadonlyMap<string, ModuleVersion>,
): { from: string; to: ModuleVersion } | undefined {
  const exact = map.get(moduleKey(module));
  if (exact) return { from: module.version, to: exact };
  const any = map.get(module.path);
  return any && { from: '', to: any };
}

/** The main modules, and what their go.mod files and go.work say about all other modules. */
export class MainModules {
  readonly list: readonly MainModule[];
  readonly workspace: Workspace | undefined;
  /** The main module in whose directory the loader was started. */
  readonly atWork: MainModule | undefined;
  /** The highest version replaced of each replaced path; empty if all of them are. */
  readonly highestReplaced: ReadonlyMap<string, string>;
  readonly #byPath: ReadonlyMap<string, MainModule>;
  readonly #workReplace: ReadonlyMap<string, ModuleVersion>;
  readonly #replaced = new Map<string, ModuleVersion | undefined>();
  readonly #hasReplacements: boolean;
  readonly #hasExclusions: boolean;
  #successors: ReadonlyMap<string, ModuleVersion | Error> | undefined;
  #tools: ReadonlySet<string> | undefined;

  constructor(
    list: readonly MainModule[],
    workspace: Workspace | undefined,
    workingRoot: string,
    report: Report,
  ) {
    this.list = list;
    this.workspace = workspace;
    this.atWork = list.find(({ directory }) => directory !== '' && directory === workingRoot);
    this.#byPath = new Map(list.map((each) => [each.path, each]));

    const highest = new Map<string, string>();
    const raise = ({ path, version }: ModuleVersion) => {
      const known = highest.get(path);
      if (known === undefined || compare(version, known) > 0) highest.set(path, version);
    };
    const replacedByWork = new Set<string>();
    const all = new Map<string, ModuleVersion>();
    this.#workReplace = replacementMap(workspace?.goWork.replace ?? []);
    for (const { old, new: to } of workspace?.goWork.replace ?? []) {
      if (this.#byPath.has(old.path) && old.version === '') {
        report.error(
          undefined,
          `go: workspace module ${old.path} is replaced at all versions in the go.work file. To fix, remove the replacement from the go.work file or specify the version at which to replace the module.`,
        );
      }
      replacedByWork.add(old.path);
      raise(old);
      all.set(moduleKey(old), to);
    }
    for (const { goMod, directory } of list) {
      const own = new Set<string>();
      for (const { old, new: to } of goMod?.replace ?? []) {
        if (replacedByWork.has(old.path)) continue;
        const isRelative = workspace && to.version === '' && !isAbsolute(to.path);
        const target = isRelative ? { path: join(directory, to.path), version: '' } : to;
        const key = moduleKey(old);
        const previous = all.get(key);
        if (previous && !own.has(key) && !isSameModule(previous, target)) {
          throw conflict(
            old,
            previous,
            target,
            `\nuse "go work edit -replace ${key}=[override]" to resolve`,
          );
        }
        own.add(key);
        all.set(key, target);
        raise(old);
      }
    }
    this.highestReplaced = highest;
    this.#hasReplacements = highest.size > 0;
    this.#hasExclusions = list.some(({ index }) => index !== undefined && index.exclude.size > 0);
  }

  /**
   * The only main module.
   *
   * @throws {Error} in a workspace of several.
   */
  get single(): MainModule {
    if (this.list.length !== 1) throw new Error(`there are ${this.list.length} main modules`);
    return this.list[0]!;
  }

  /** Returns whether there is a module on disk: a go.mod was found. */
  get hasRoot(): boolean {
    return this.list.some(({ directory }) => directory !== '');
  }

  get isWorkspace(): boolean {
    return this.workspace !== undefined;
  }

  /** The directories of all of them. */
  get roots(): readonly string[] {
    return this.list.map(({ directory }) => directory).filter(Boolean);
  }

  /** The main modules as vertices of the module graph. */
  get versions(): readonly ModuleVersion[] {
    return this.list.map(({ path }) => ({ path, version: '' }));
  }

  get(path: string): MainModule | undefined {
    return this.#byPath.get(path);
  }

  contains(path: string): boolean {
    return this.#byPath.has(path);
  }

  /** Returns whether it is a main module itself: no version of one that is required. */
  isMain({ path, version }: ModuleVersion): boolean {
    return version === '' && this.#byPath.has(path);
  }

  /** The directory from which relative replacement paths start. */
  get replacementRoot(): string {
    return this.workspace ? dirname(this.workspace.file) : this.single.directory;
  }

  /** The vendor directory of the module or of the workspace. */
  get vendorDirectory(): string {
    return join(this.workspace ? dirname(this.workspace.file) : this.single.directory, 'vendor');
  }

  /** The packages that `tool` lines of the main modules name. */
  get tools(): ReadonlySet<string> {
    return (this.#tools ??= new Set(
      this.list.flatMap(({ goMod }) => goMod?.tool.map(({ path }) => path) ?? []),
    ));
  }

  /** Returns what stands in the place of a module, if anything does. */
  replacement(module: ModuleVersion): ModuleVersion | undefined {
    if (!this.#hasReplacements || this.isMain(module)) return undefined;
    if (!this.highestReplaced.has(module.path)) return undefined;
    const key = moduleKey(module);
    if (this.#replaced.has(key)) return this.#replaced.get(key);
    const found = this.#findReplacement(module);
    this.#replaced.set(key, found);
    return found;
  }

  #findReplacement(module: ModuleVersion): ModuleVersion | undefined {
    const byWork = lookUp(module, this.#workReplace);
    if (byWork) return byWork.to;
    let found: { to: ModuleVersion; directory: string } | undefined;
    for (const { index, directory } of this.list) {
      const here = index && lookUp(module, index.replace);
      if (here) found = { to: here.to, directory };
    }
    if (!found) return undefined;
    const { to, directory } = found;
    if (!this.workspace || isAbsolute(to.path) || to.version !== '') return to;
    const path = relative(dirname(this.workspace.file), join(directory, to.path));
    return { path, version: '' };
  }

  /** Returns what stands in the place of a module, or the module itself. */
  resolve(module: ModuleVersion): ModuleVersion {
    return this.replacement(module) ?? module;
  }

  /** Returns whether a go.mod of a main module excludes this version. */
  isExcluded(module: ModuleVersion): boolean {
    if (!this.#hasExclusions) return false;
    const key = moduleKey(module);
    return this.list.some(({ index }) => index?.exclude.has(key));
  }

  get hasExclusions(): boolean {
    return this.#hasExclusions;
  }

  /**
   * Finds the version after each excluded one, which requirements of it mean from then on. Without this
   * they mean nothing.
   */
  async findSuccessors(versionsOf: (path: string) => Promise<readonly string[]>): Promise<void> {
    const keys = new Set(this.list.flatMap(({ index }) => [...(index?.exclude ?? [])]));
    const successors = new Map<string, ModuleVersion | Error>();
    for (const key of keys) {
      const at = key.lastIndexOf('@');
      const path = key.slice(0, at);
      const excluded = key.slice(at + 1);
      try {
        const version = (await versionsOf(path)).find(
          (each) => compare(each, excluded) > 0 && !keys.has(moduleKey({ path, version: each })),
        );
        if (version !== undefined) successors.set(key, { path, version });
      } catch (error) {
        // It matters only if something requires the version.
        successors.set(key, error as Error);
      }
    }
    this.#successors = successors;
  }

  /**
   * Returns what a requirement means: the module itself unless it is excluded, then the version after it, or
   * nothing.
   *
   * @throws {ModloadError} if there is no version after it, where there should be.
   */
  meaning(required: ModuleVersion): ModuleVersion | undefined {
    if (!this.isExcluded(required)) return required;
    const successor = this.#successors?.get(moduleKey(required));
    if (successor instanceof Error) throw successor;
    if (this.#successors === undefined || successor !== undefined) return successor;
    const key = moduleKey(required);
    throw new ModloadError(
      'ERR_MODLOAD_EXCLUDED',
      `requires ${key}, which is excluded: no newer version available`,
    );
  }

  /** The versions of a path that are replaced one by one. */
  replacedVersions(path: string): string[] {
    const versions = [];
    for (const { index } of this.list) {
      for (const key of index?.replace.keys() ?? []) {
        if (key.startsWith(`${path}@`)) versions.push(key.slice(path.length + 1));
      }
    }
    return versions;
  }
}

/** The lock files of other tools that a module can be made from, the likeliest first. */
export const legacyFiles = [
  'Gopkg.lock',
  'GLOCKFILE',
  'Godeps/Godeps.json',
  'dependencies.tsv',
  'glide.lock',
  'vendor.conf',
  'vendor.yml',
  'vendor/manifest',
  'vendor/vendor.json',
] as const;

/** The nearest lock file of another tool, or git repository, from a directory upwards. */
export function findLegacyFile(
  directory: string,
  files: FileTree,
  goRoot: string,
): { directory: string; name: string } | undefined {
  if (goRoot && within(directory, goRoot)) return undefined;
  let name = '';
  const found = findUpwards(cleanPath(directory), (each) => {
    name = [...legacyFiles, '.git/config'].find((file) => files.isFile(join(each, file))) ?? '';
    return name !== '';
  });
  return found ? { directory: found, name } : undefined;
}

/** Message of {@link NoModuleError}. */
export const noModuleText =
  "go.mod file not found in current directory or any parent directory; see 'go help modules'";

/** There is no go.mod in the directory or above it. */
export class NoModuleError extends ModloadError {
  static {
    nameError(this, 'NoModuleError');
  }

  /** Created by this package. */
  constructor(message = noModuleText) {
    super('ERR_MODLOAD_NO_MODULE', message);
  }
}

/** Resolves what stands in place of a version in go.mod to a version. */
export type VersionResolver = (path: string, version: string) => Promise<string>;

/** Returns what a version in go.mod means without asking anybody; `undefined` if it is a query. */
function plainVersion(path: string, version: string): string | undefined {
  if (path.startsWith('gopkg.in/') && version.includes('-gopkgin-')) {
    version = version.slice(version.indexOf('-gopkgin-') + '-gopkgin-'.length);
  }
  const { ok, pathMajor } = splitPathVersion(path);
  if (!ok) {
    throw new ModuleError(
      { path, version: '' },
      new InvalidVersionError(version, `malformed module path "${path}"`),
    );
  }
  if (version === '' || canonicalVersion(version) !== version) return undefined;
  try {
    checkPathMajor(version, pathMajor);
  } catch (error) {
    throw ModuleError.of({ path, version }, error);
  }
  return version;
}

/** Reads the go.mod of a main module, and asks the resolver for what its queries mean. */
export async function readMainGoMod(
  file: string,
  text: string,
  release: string,
  resolve: VersionResolver,
): Promise<{ goMod: GoMod; hasQueries: boolean }> {
  const resolved = new Map<string, string | Error>();
  for (;;) {
    const queries: ModuleVersion[] = [];
    let hasQueries = false;
    const fixVersion = (path: string, version: string) => {
      const plain = plainVersion(path, version);
      if (plain !== undefined) {
        hasQueries ||= plain !== version;
        return plain;
      }
      const answer = resolved.get(`${path}@${version}`);
      if (answer instanceof Error) throw answer;
      if (answer === undefined) queries.push({ path, version });
      hasQueries = true;
      return answer ?? 'v0.0.0';
    };

    let goMod: GoMod | undefined;
    let failure: unknown;
    try {
      goMod = parseGoMod(file, text, { fixVersion });
    } catch (error) {
      failure = error;
    }
    if (queries.length === 0) {
      if (!goMod)
        throw new ModloadError(
          'ERR_MODLOAD_MOD_FILE',
          `errors parsing go.mod:\n${messageOf(failure)}`,
          failure,
        );
      if (!goMod.module) {
        throw new ModloadError(
          'ERR_MODLOAD_MOD_FILE',
          `${messageOfRelease('noModuleLine', release)}. To specify the module path:\n\tgo mod edit -module=example.com/mod`,
        );
      }
      return { goMod, hasQueries };
    }
    await Promise.all(
      queries.map(async ({ path, version }) => {
        const answer = await resolve(path, version).catch((error: unknown) =>
          error instanceof Error ? error : new Error(messageOf(error)),
        );
        resolved.set(`${path}@${version}`, answer);
      }),
    );
  }
}

/** Makes a main module of what was read. */
export function makeMainModule(
  directory: string,
  goModFile: string,
  text: string | undefined,
  goMod: GoMod,
  hasQueries: boolean,
  goRoot: string,
): MainModule {
  const path = goMod.module!.path;
  checkImportPathOf('module', path);
  const isInGoRoot = goRoot !== '' && within(directory, join(goRoot, 'src')) !== '';
  return {
    path,
    directory,
    goModFile,
    goMod,
    index: new GoModIndex(text, goMod, hasQueries),
    pathPrefix: isInGoRoot && path === 'std' ? '' : path,
    isInGoRoot,
  };
}

/** The module of files and packages that are loaded outside any module. */
export const noMainModule: MainModule = {
  path: commandLineModule,
  directory: '',
  goModFile: '',
  goMod: undefined,
  index: undefined,
  pathPrefix: commandLineModule,
  isInGoRoot: false,
};

function checkImportPathOf(kind: 'module', path: string): void {
  try {
    checkImportPath(path);
  } catch (error) {
    if (!(error instanceof InvalidPathError)) throw error;
    const isLocal = /^\.\.?(\/|$)/.test(path);
    throw new InvalidPathError(kind, path, isLocal ? 'is a local import path' : error.reason);
  }
}

/** Reads a go.work and finds the directories of its modules. */
export function readWorkspace(file: string, files: FileTree): Workspace {
  const goWork = parseGoWork(file, files.read(file));
  const seen = new Set<string>();
  for (const { path } of goWork.use) {
    const directory = absolutePath(dirname(file), path);
    if (seen.has(directory)) {
      throw new ModloadError(
        'ERR_MODLOAD_MOD_FILE',
        `path ${directory} appears multiple times in workspace`,
      );
    }
    seen.add(directory);
  }
  return { file, goWork, directories: [...seen] };
}

/**
 * Checks the path of a module to be made.
 *
 * @throws {Error} with a better one, when it is not good.
 */
export function checkNewModulePath(path: string): void {
  try {
    checkImportPath(path);
  } catch (error) {
    if (!(error instanceof InvalidPathError)) throw error;
    const isLocal = /^\.\.?(\/|$)/.test(path);
    throw new InvalidPathError('module', path, isLocal ? 'is a local import path' : error.reason);
  }
  if (splitPathVersion(path).ok) return;
  const [rule, suggestion] = path.startsWith('gopkg.in/')
    ? [
        'module paths beginning with gopkg.in/ must always have a major version suffix in the form of .vN',
        suggestDottedMajor(path),
      ]
    : [
        'major version suffixes must be in the form of /vN and are only allowed for v2 or later',
        suggestMajor(path),
      ];
  throw new ModloadError(
    'ERR_MODLOAD_INVALID_PATH',
    `invalid module path "${path}": ${rule}:\n\tgo mod init ${suggestion}`,
  );
}

function suggestMajor(path: string): string {
  const [, base = '', digits = ''] = /^(.*?)([\d.]*)$/.exec(path)!;
  const url = base.replace(/\/v$/, '').replace(/\/$/, '');
  const major = (/\d+/.exec(digits)?.[0] ?? '').replace(/^0+/, '');
  return `${url}/v${major === '' || major === '1' ? '2' : major}`;
}

function suggestDottedMajor(path: string): string {
  const base = path.replace(/[\d.]*$/, '');
  const url = base.replace(/\.v$/, '').replace(/\/v$/, '').replace(/\/$/, '');
  const major = (/\d+/.exec(path)?.[0] ?? '').replace(/^0+/, '');
  return `${url}.v${major || '1'}`;
}

const importComment = /^package[ \t]+[^ \t\r\n/]+[ \t]+\/\/[ \t]+import[ \t]+("[^"]+")[ \t]*\r?\n/m;

function findImportComment(file: string, files: FileTree): string {
  try {
    const literal = importComment.exec(files.read(file))?.[1];
    return (literal && unquote(literal)) ?? '';
  } catch {
    return '';
  }
}

function goFilesOf(directory: string, files: FileTree): string[] {
  try {
    return files
      .entries(directory)
      .filter(({ name, kind }) => kind === 'file' && name.endsWith('.go'))
      .map(({ name }) => join(directory, name));
  } catch {
    return [];
  }
}

function readJsonText(file: string, files: FileTree, property: string): string {
  try {
    const value = (JSON.parse(files.read(file)) as Record<string, unknown>)[property];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}

function readGitOrigin(directory: string): string {
  try {
    const url = execFileSync('git', ['config', '--get', 'remote.origin.url'], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [, repository] =
      /^(?:https:\/\/github\.com\/|git@github\.com:|gh:)([^/]+\/[^/]+?)(?:\.git)?\s*$/.exec(url) ??
      [];
    return repository === undefined ? '' : `github.com/${repository}`;
  } catch {
    return '';
  }
}

/** Where to look for the path of a module that has none yet. */
export interface ModulePathSearch {
  readonly directory: string;
  readonly files: FileTree;
  readonly environment: Environment;
  /** Whether the origin of the git repository counts, as it did in 2018. */
  readonly useGitOrigin: boolean;
}

/**
 * Finds the path that a module in a directory is to have: from an import comment of its packages,
 * from what other tools noted down, or from its place below GOPATH.
 */
export function findModulePath({
  directory,
  files,
  environment,
  useGitOrigin,
}: ModulePathSearch): string {
  for (const file of goFilesOf(directory, files)) {
    const comment = findImportComment(file, files);
    if (comment) return comment;
  }
  for (const { name, kind } of files.entries(directory)) {
    if (kind !== 'directory') continue;
    for (const file of goFilesOf(join(directory, name), files)) {
      const comment = findImportComment(file, files);
      if (comment) return comment.includes('/') ? comment.slice(0, comment.lastIndexOf('/')) : '.';
    }
  }

  const noted =
    readJsonText(join(directory, 'Godeps/Godeps.json'), files, 'ImportPath') ||
    readJsonText(join(directory, 'vendor/vendor.json'), files, 'RootPath') ||
    (useGitOrigin ? readGitOrigin(directory) : '');
  if (noted) return noted;

  let reason = 'outside GOPATH, module path must be specified';
  for (const path of environment.GOPATH.split(delimiter).filter(Boolean)) {
    const below = within(directory, join(path, 'src'));
    if (!below || below === '.') continue;
    try {
      checkImportPath(below);
    } catch (error) {
      reason = `bad module path inferred from directory in GOPATH: ${messageOf(error)}`;
      break;
    }
    return below;
  }
  throw new ModloadError(
    'ERR_MODLOAD_INVALID_PATH',
    `cannot determine module path for source directory ${directory} (${reason})\n\n` +
      "Example usage:\n\t'go mod init example.com/m' to initialize a v0 or v1 module\n" +
      "\t'go mod init example.com/m/v2' to initialize a v2 module\n\n" +
      "Run 'go help mod init' for more information.\n",
  );
}
