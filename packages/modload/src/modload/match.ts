import { dirname, isAbsolute, join, sep } from 'node:path';
import type { LoadContext } from './context.js';
import { nameError, ModloadError } from '../base/errors.js';
import { absolutePath, cleanPath, shortPath, within } from '../base/files.js';
import type { MainModule } from './main-modules.js';
import { findModuleRoot } from './roots.js';
import type { ModuleVersion } from '../module/module.js';
import {
  isMetaPackage,
  isRelativePath,
  isStandardImportPath,
  matchPattern,
  treeCanMatchPattern,
} from '../module/pattern.js';
import { messageOfRelease } from '../module/messages.js';
import { isIgnored } from './ignore.js';
import type { Requirements } from './requirements.js';
import { findInModule, isStandard, replacementDirectory } from './module-directory.js';
import { PackageNotInModuleError } from './not-in-module.js';
import { hasPackage } from '../imports/header.js';
import type { BuildTags } from '../imports/constraint.js';

/** A pattern, and the packages that it matches. */
export class Match {
  readonly pattern: string;
  /** For patterns of directories: those that may hold packages that match. */
  directories: readonly string[] | undefined;
  packages: string[] = [];
  errors: Error[] = [];

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  /** Returns whether it names one package or directory. */
  get isLiteral(): boolean {
    return !this.pattern.includes('...') && !this.isMeta;
  }

  /** Returns whether it names directories. */
  get isLocal(): boolean {
    return isRelativePath(this.pattern) || isAbsolute(this.pattern);
  }

  /** Returns whether it is one of `all`, `std`, `cmd`, `tool` and `work`. */
  get isMeta(): boolean {
    return isMetaPackage(this.pattern);
  }

  /** Notes that the pattern could not be matched everywhere. */
  addError(error: unknown): void {
    this.errors.push(new MatchError(this, error));
  }
}

/** A pattern cannot be matched. */
export class MatchError extends ModloadError {
  static {
    nameError(this, 'MatchError');
  }

  readonly match: Match;

  constructor(match: Match, cause: unknown) {
    const text = cause instanceof Error ? cause.message : String(cause);
    super(
      'ERR_MODLOAD_PATTERN',
      `${match.isLiteral ? '' : 'pattern '}${match.pattern}: ${text}`,
      cause,
    );
    this.match = match;
  }
}

/** The error for a directory that holds no importable package, though it is in the Go tree. */
export class PseudoPackageError extends ModloadError {
  static {
    nameError(this, 'PseudoPackageError');
  }
}

const isTree = () =>
  new PseudoPackageError('ERR_MODLOAD_PATTERN', 'GOROOT/src is not an importable package');
const isBuiltin = () =>
  new PseudoPackageError(
    'ERR_MODLOAD_PATTERN',
    '"builtin" is a pseudo-package, not an importable package',
  );

/** What to search besides the modules. */
export interface PackageMatchOptions {
  readonly tags: BuildTags;
  readonly includeStandard: boolean;
  readonly modules: readonly ModuleVersion[];
}

interface Walk {
  /** The main module that is walked. */
  readonly own?: MainModule | undefined;
  readonly root: string;
  readonly prefix: string;
  readonly skipVendor: boolean;
  readonly skipModules: boolean;
}

/** Finds the packages of modules, and of the Go tree, that match a pattern. */
export async function matchPackages(
  context: LoadContext,
  match: Match,
  { tags, includeStandard, modules }: PackageMatchOptions,
): Promise<void> {
  const { files, main, environment, vendor, report } = context;
  const isMatch = match.isMeta ? () => true : matchPattern(match.pattern);
  const canMatch = match.isMeta ? () => true : treeCanMatchPattern(match.pattern);
  const packages: string[] = [];
  const have = new Set(['builtin']);
  if (environment.CGO_ENABLED === '0') have.add('runtime/cgo');

  const walk = ({ root, prefix, skipVendor, skipModules, own }: Walk) => {
    const visit = (directory: string, below: string) => {
      const name = prefix === '' ? below.slice(1) : prefix + below;
      const isRoot = below === '';
      if (!(isRoot && prefix === '')) {
        if (!canMatch(name)) return;
        if (skipModules && !isRoot && files.isFile(join(directory, 'go.mod'))) return;
        if (own && isIgnored(own.goMod, below.slice(1), context.goVersion)) {
          report.emit({ kind: 'trace', text: `ignoring directory ${directory}` });
          return;
        }
        if (!have.has(name)) {
          have.add(name);
          if (isMatch(name) && hasPackage(context.files, directory, tags)) packages.push(name);
        }
        if (skipVendor && !isRoot && below.endsWith('/vendor')) return;
      }
      let entries;
      try {
        entries = files.entries(directory);
      } catch (error) {
        match.addError(error);
        return;
      }
      for (const { name: element, kind } of entries) {
        if (/^[._]/.test(element) || element === 'testdata') continue;
        const path = join(directory, element);
        if (kind === 'directory') visit(path, `${below}/${element}`);
        else if (kind === 'link' && match.pattern.includes('...')) {
          const name = (prefix + below).replace(/^\//, '') + `/${element}`;
          if (canMatch(name) && files.isDirectory(path)) {
            report.note(`warning: ignoring symlink ${path}`);
          }
        }
      }
    };
    if (!files.isDirectory(root)) {
      match.addError(new Error(`lstat ${root}: no such file or directory`));
      return;
    }
    visit(cleanPath(root), '');
  };

  if (includeStandard) {
    const source = join(context.goRoot, 'src');
    walk({
      root: realDirectory(context, source),
      prefix: '',
      skipVendor: false,
      skipModules: true,
    });
    if (canMatch('cmd')) {
      walk({ root: join(source, 'cmd'), prefix: 'cmd', skipVendor: false, skipModules: true });
    }
  }
  if (vendor) {
    for (const own of main.list) {
      const { directory: root, pathPrefix: prefix } = own;
      walk({ root, prefix, skipVendor: true, skipModules: true, own });
    }
    walk({ root: main.vendorDirectory, prefix: '', skipVendor: true, skipModules: false });
    match.packages = packages.sort();
    return;
  }
  for (const module of modules) {
    if (!canMatch(module.path)) continue;
    const own = main.get(module.path);
    if (own) {
      if (own.directory === '') continue;
      const { directory: root, pathPrefix: prefix } = own;
      walk({ root, prefix, skipVendor: true, skipModules: true, own });
      continue;
    }
    try {
      const { directory, isLocal } = await context.directories.find(module);
      walk({ root: directory, prefix: module.path, skipVendor: true, skipModules: isLocal });
    } catch (error) {
      match.addError(error);
    }
  }
  match.packages = packages.sort();
}

/** The directory itself, where a symbolic link stands in its place, as Debian's Go tree has. */
function realDirectory({ files }: LoadContext, directory: string): string {
  return files.kind(directory) === 'link' ? directory + sep : directory;
}

/** Finds the packages of the Go tree that `std` or `cmd` mean. */
export function matchStandard(context: LoadContext, match: Match): void {
  const { files, environment, goRoot } = context;
  const source = join(goRoot, 'src');
  if (!files.isDirectory(join(source, match.pattern === 'cmd' ? 'cmd' : ''))) return;
  const have = new Set(['builtin', ...(environment.CGO_ENABLED === '0' ? ['runtime/cgo'] : [])]);
  const visit = (directory: string, name: string) => {
    if (match.pattern === 'std' && (name === 'cmd' || !isStandardImportPath(name))) return;
    if (!have.has(name) && hasPackage(context.files, directory, context.buildTags)) {
      match.packages.push(name);
    }
    descend(directory, name);
  };
  const descend = (directory: string, name: string) => {
    for (const { name: element, kind } of files.entries(directory)) {
      if (kind !== 'directory' || /^[._]/.test(element) || element === 'testdata') continue;
      visit(join(directory, element), name ? `${name}/${element}` : element);
    }
  };
  if (match.pattern === 'cmd') visit(join(source, 'cmd'), 'cmd');
  else descend(source, '');
  match.packages.sort();
}

/** Finds the directories that a pattern of directories names. */
export function matchDirectories(
  context: LoadContext,
  match: Match,
  modules: readonly MainModule[],
  requirements: Requirements,
): Promise<void> {
  const { files, directory: working, main, goRoot } = context;
  const { pattern } = match;
  const dots = pattern.indexOf('...');
  const roots = modules.map(({ directory }) => directory).filter(Boolean);
  return (async () => {
    if (dots < 0) {
      match.directories = [pattern];
      return;
    }
    const prefix = dirname(cleanPath(pattern.slice(0, dots + 3)));
    const absolute = absolutePath(working, prefix);
    const root = findModuleRoot(absolute, files);
    if (
      !roots.includes(root) &&
      !within(absolute, join(goRoot, 'src')) &&
      (await pathInModuleCache(context, absolute, requirements)) === ''
    ) {
      match.directories = [];
      const scope = main.isWorkspace
        ? 'modules listed in go.work or their selected dependencies'
        : 'main module or its selected dependencies';
      match.addError(
        new Error(`directory prefix ${shortPath(absolute, working)} does not contain ${scope}`),
      );
      return;
    }
    match.directories = walkDirectories(context, match, roots);
  })();
}

function walkDirectories(context: LoadContext, match: Match, roots: readonly string[]): string[] {
  const { files, directory: working, buildTags, main, goVersion } = context;
  let clean = cleanPath(match.pattern);
  const isDotted = match.pattern.startsWith('./');
  const shown = isDotted && clean !== '.' ? './' : '';
  clean = shown + clean;
  const isMatch = matchPattern(clean);
  const slash = clean.slice(0, clean.indexOf('...')).lastIndexOf('/');
  const start = slash < 0 ? '' : clean.slice(0, slash + 1);
  const startDirectory = absolutePath(working, start);

  if (
    roots.length > 1 &&
    !roots.some((root) => startDirectory === root || startDirectory.startsWith(root + sep))
  ) {
    match.addError(
      new Error(`directory ${startDirectory} is outside module roots (${roots.join(', ')})`),
    );
  }

  const found: string[] = [];
  const visit = (directory: string, path: string, isTop: boolean) => {
    const element = path.slice(path.lastIndexOf('/') + 1);
    if ((/^[._]/.test(element) && element !== '.' && element !== '..') || element === 'testdata')
      return;
    if (!isTop && files.isFile(join(directory, 'go.mod'))) return;
    const own = main.list.find((each) => each.directory && within(directory, each.directory));
    const below = own ? within(directory, own.directory).replaceAll(sep, '/') : '';
    if (isIgnored(own?.goMod, below === '.' ? '' : below, goVersion)) return;
    const name = isTop && path === '' ? '.' : path;
    const display = shown && !name.startsWith('./') ? shown + name : name;
    let entries;
    try {
      entries = files.entries(directory);
    } catch (error) {
      match.addError(error);
      return;
    }
    if (isMatch(display) && hasPackage(context.files, directory, buildTags)) found.push(display);
    for (const { name: child, kind } of entries) {
      if (kind === 'directory') {
        visit(join(directory, child), name === '.' ? child : `${name}/${child}`, false);
      }
    }
  };
  if (!files.isDirectory(startDirectory)) {
    match.addError(new Error(`lstat ${start}: no such file or directory`));
    return [];
  }
  visit(startDirectory, cleanPath(start || '.').replace(/^\.$/, ''), true);
  return found;
}

function hasIgnoredFiles({ files }: LoadContext, directory: string): boolean {
  return files.entries(directory).some(({ name }) => name.endsWith('.go') && !/^[._]/.test(name));
}

/**
 * The import path of the package in a directory.
 *
 * @throws {Error} when it belongs to no module that is in use.
 */
export async function resolveDirectory(
  context: LoadContext,
  directory: string,
  requirements: Requirements,
): Promise<string> {
  const { files, main, goRoot, directory: working, vendor } = context;
  const absolute = absolutePath(working, directory);
  const source = join(goRoot, 'src');
  if (!files.isDirectory(absolute)) {
    if (files.kind(absolute) === undefined) {
      throw new ModloadError('ERR_MODLOAD_NOT_FOUND', `stat ${absolute}: directory not found`);
    }
  } else if (
    !hasPackage(context.files, absolute, context.buildTags) &&
    !hasIgnoredFiles(context, absolute)
  ) {
    throw new NoGoFilesError(absolute);
  }

  for (const each of main.list) {
    if (each.directory === '' || each.directory !== absolute) continue;
    if (absolute === source) throw isTree();
    return each.pathPrefix;
  }

  let missing: { prefix: string; error: Error } | undefined;
  for (const each of main.list) {
    if (each.directory === '' || !absolute.startsWith(each.directory + sep)) continue;
    const suffix = absolute.slice(each.directory.length).replaceAll(sep, '/');
    if (suffix.includes('@')) continue;
    if (suffix.startsWith('/vendor/')) {
      if (!vendor) {
        throw new ModloadError(
          'ERR_MODLOAD_PATTERN',
          `without -mod=vendor, directory ${absolute} has no package path`,
        );
      }
      const path = suffix.slice('/vendor/'.length);
      if (!vendor.packageModule(path)) {
        throw new ModloadError(
          'ERR_MODLOAD_PATTERN',
          `directory ${absolute} is not a package listed in vendor/modules.txt`,
        );
      }
      return path;
    }
    if (each.pathPrefix === '') {
      const path = suffix.slice(1);
      if (path === 'builtin') throw isBuiltin();
      return path;
    }
    const path = each.pathPrefix + suffix;
    const found = findInModule(context, path, each.pathPrefix, each.directory, true);
    if (found?.hasGoFiles) return path;
    if (!missing || each.pathPrefix.length > missing.prefix.length) {
      missing = {
        prefix: each.pathPrefix,
        error: new PackageNotInModuleError({ mainModules: [each.path], pattern: path }),
      };
    }
  }
  if (missing) throw missing.error;

  const below = within(absolute, source);
  if (below && below !== '.' && !below.includes('@')) {
    if (below === 'builtin') throw isBuiltin();
    return below.replaceAll(sep, '/');
  }
  const cached = await pathInModuleCache(context, absolute, requirements);
  if (cached) return cached;

  const shown = shortPath(absolute, working);
  if (!main.isWorkspace) {
    throw new ModloadError(
      'ERR_MODLOAD_PATTERN',
      `${shown === '.' ? messageOfRelease('thisDirectory', context.goVersion) : `directory ${shown}`} outside main module or its selected dependencies`,
    );
  }
  const root = findModuleRoot(absolute, files);
  throw new ModloadError(
    'ERR_MODLOAD_PATTERN',
    root
      ? `directory ${shown} is contained in a module that is not one of the workspace modules listed in go.work. ${messageOfRelease('outsideWorkspace', context.goVersion)}go work use ${shortPath(root, working)}`
      : `directory ${shown} outside modules listed in go.work or their selected dependencies`,
  );
}

/** There are no Go files in a directory, or none that are built. */
export class NoGoFilesError extends ModloadError {
  static {
    nameError(this, 'NoGoFilesError');
  }

  readonly directory: string;

  constructor(directory: string) {
    super('ERR_MODLOAD_NO_GO_FILES', `no Go files in ${directory}`);
    this.directory = directory;
  }
}

/** The import path of a directory in the module cache, or of a replaced module; empty if it is neither. */
async function pathInModuleCache(
  context: LoadContext,
  directory: string,
  requirements: Requirements,
): Promise<string> {
  const { main, source } = context;
  const pathIn = (module: ModuleVersion): string => {
    const actual = main.resolve(module);
    const root = main.isMain(module)
      ? main.get(module.path)!.directory
      : actual.version === ''
        ? replacementDirectory(context, actual)
        : source.downloadedDirectory?.(actual);
    const below = root && within(directory, root);
    if (!below) return '';
    const path = below.replaceAll(sep, '/');
    if (path.includes('/vendor/') || path.startsWith('vendor/') || path.includes('@')) return '';
    return path === '.' ? module.path : `${module.path}/${path}`;
  };
  if (requirements.pruning === 'pruned') {
    for (const module of requirements.roots) {
      if (requirements.rootSelected(module.path) !== module.version) continue;
      const path = pathIn(module);
      if (path) return path;
    }
  }
  const { buildList } = await requirements.loadGraph();
  for (const module of buildList) {
    const path = pathIn(module);
    if (path) return path;
  }
  return '';
}

/** Packages of one module that match a pattern. */
export async function matchInModule(
  context: LoadContext,
  pattern: string,
  module: ModuleVersion | undefined,
  tags: BuildTags,
): Promise<Match> {
  const match = new Match(pattern);
  if (!module) {
    if (isStandard(context, pattern)) match.packages = [pattern];
    return match;
  }
  if (!match.isLiteral) {
    await matchPackages(context, match, { tags, includeStandard: false, modules: [module] });
    return match;
  }
  try {
    const root = await context.directories.find(module);
    const found = findInModule(context, pattern, module.path, root.directory, root.isLocal);
    if (found?.hasGoFiles && hasPackage(context.files, found.directory, tags))
      match.packages = [pattern];
  } catch (error) {
    match.errors = [error as Error];
  }
  return match;
}
