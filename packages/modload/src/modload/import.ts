/**
 * Finds the module that provides a package. Go: cmd/go/internal/modload/import.go.
 *
 * An import path does not say where its module ends: `example.com/a/b/c` may be package `c` of module
 * `example.com/a/b`, or package `b/c` of `example.com/a`. `resolveImport` decides in this order:
 *
 *  1. Paths without a dot in their first element belong to the standard library, if it has the package.
 *  2. In vendor mode, the directory of the main module or `vendor/` has the package; modules.txt names the module.
 *  3. Otherwise every prefix of the path that is in the build list is tried, the longest first. A module provides
 *     the package if the directory exists, holds Go files, and no nested go.mod lies between. The roots are tried
 *     first, without loading the graph; this is what makes pruned modules fast. If no root provides it, the whole
 *     graph is loaded, and all prefixes are tried again.
 *
 * Exactly one module must provide it; two are an `AmbiguousImportError`. A module whose line in go.sum is missing
 * cannot be downloaded, and might have been the one: that is an `ImportSumError`.
 *
 * `findModuleFor` looks for a module to add when none provides the package: first among replaced modules,
 * because they need no network, then by querying the latest version of every prefix of the path at the same time. The
 * longest path that has the package wins. If the build list has a newer version of it without the package,
 * adding it cannot help, and the error says so.
 */

import { isAbsolute, join } from 'node:path';
import { checkAllowed } from './allowed.js';
import type { LoadContext } from './context.js';
import {
  nameError,
  AmbiguousImportError,
  ImportMissingError,
  isNotFound,
  LookupDisabledError,
  messageOf,
  ModloadError,
} from '../base/errors.js';
import { noModuleText, NoModuleError } from './main-modules.js';
import {
  checkImportPath,
  checkPath,
  moduleKey,
  splitPathVersion,
  type ModuleVersion,
} from '../module/module.js';
import { compareVersions } from '../mvs.js';
import { hasPathPrefix, isMetaPackage, isStandardImportPath } from '../module/pattern.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { isZeroPseudoVersion, zeroPseudoVersion } from '../module/pseudo.js';
import { findCause } from './disallowed.js';
import { findInModule, isStandard, type ModuleDirectory } from './module-directory.js';
import { queryPackages } from './module-query.js';
import { PackageNotInModuleError } from './not-in-module.js';
import type { ModuleGraph, Requirements } from './requirements.js';
import { compare } from '../module/semver.js';
import { MissingSumError } from './summary.js';

/** Where a package was found. */
export interface ResolvedImport {
  /** The module that provides it; `undefined` for the standard library. */
  readonly module: ModuleVersion | undefined;
  readonly moduleRoot: string;
  /** Its directory; empty for packages that have none, as `C`. */
  readonly directory: string;
  /** Modules that might have provided it by their path, and do not. */
  readonly alternatives: readonly ModuleVersion[];
}

/** An import path that can name no package. */
export class InvalidImportError extends ModloadError {
  static {
    nameError(this, 'InvalidImportError');
  }

  /** The path. */
  readonly importPath: string;

  /** Created by this package. */
  constructor(importPath: string, reason: string, cause?: unknown) {
    super('ERR_MODLOAD_INVALID_PATH', reason, cause);
    this.importPath = importPath;
  }
}

/** A package of the main module imports one of a module that go.mod does not name. */
export class ImplicitRequirementError extends ModloadError {
  static {
    nameError(this, 'ImplicitRequirementError');
  }

  /** The importing package. */
  readonly importPath: string;

  /** Created by this package. */
  constructor(importer: string, imported: string, module: ModuleVersion) {
    super(
      'ERR_MODLOAD_IMPLICIT_REQUIREMENT',
      `package ${importer} imports ${imported} from implicitly required module; to add missing requirements, run:\n\tgo get ${moduleKey(module)}`,
    );
    this.importPath = importer;
  }
}

/** Who imports a package, for the advice in a message. */
export interface Importer {
  readonly path: string;
  readonly version: string;
  readonly isTest: boolean;
}

/** The go.sum has no line for a module that provides a package, or might. */
export class ImportSumError extends ModloadError {
  static {
    nameError(this, 'ImportSumError');
  }

  /** The package. */
  readonly importPath: string;
  readonly #isFound: boolean;
  readonly #modules: readonly ModuleVersion[];

  /** Created by this package. */
  constructor(
    importPath: string,
    isFound = false,
    modules: readonly ModuleVersion[] = [],
    importer?: Importer,
  ) {
    const by = importer ? ` (imported by ${importer.path})` : '';
    const message = isFound
      ? `missing go.sum entry needed to verify package ${importPath}${by} is provided by exactly one module`
      : `missing go.sum entry for module providing package ${importPath}${by}`;
    let hint = '';
    if (importer) {
      const version = importer.version && `@${importer.version}`;
      hint = `; to add:\n\tgo get${importer.isTest ? ' -t' : ''} ${importer.path}${version}`;
    } else if (modules.length > 0) {
      hint = `; to add:\n\tgo mod download ${modules.map(({ path }) => path).join(' ')}`;
    }
    super('ERR_MODLOAD_MISSING_SUM', message + hint);
    this.importPath = importPath;
    this.#isFound = isFound;
    this.#modules = modules;
  }

  /** The same, telling who imports the package. */
  importedBy(importer: Importer): ImportSumError {
    return new ImportSumError(this.importPath, this.#isFound, this.#modules, importer);
  }
}

interface MissingDetails {
  readonly module?: ModuleVersion | undefined;
  readonly isStandard?: boolean;
  /** A replaced module that would provide the package. */
  readonly replaced?: ModuleVersion;
  readonly query?: unknown;
  /** The main module whose package imports this one. */
  readonly importer?: ModuleVersion | undefined;
  /** The version in use that lacks the package, while a lower one is found to have it. */
  readonly selectedVersion?: string;
}

/** No module of the build list provides a package: the error with Go's advice. */
export class MissingPackageError extends ImportMissingError {
  static {
    nameError(this, 'MissingPackageError');
  }

  readonly #context: LoadContext;
  readonly #details: MissingDetails;

  /** Created by this package. */
  constructor(context: LoadContext, importPath: string, details: MissingDetails = {}) {
    super(describeMissing(context, importPath, details), importPath, details.module, details.query);
    this.#context = context;
    this.#details = details;
  }

  /** Returns whether the path is one of the standard library. */
  get isStandard(): boolean {
    return this.#details.isStandard ?? false;
  }

  /** The same, telling which main module imports the package. */
  importedFrom(importer: ModuleVersion): MissingPackageError {
    return new MissingPackageError(this.#context, this.importPath, { ...this.#details, importer });
  }
}

function describeMissing(
  { main, mode, goRoot, goVersion, policy, allowMissingImports }: LoadContext,
  importPath: string,
  { module, isStandard, replaced, query, importer, selectedVersion }: MissingDetails,
): string {
  if (module) {
    if (selectedVersion) {
      return `package ${importPath} provided by ${module.path} at latest version ${module.version} but not at required version ${selectedVersion}`;
    }
    return `missing module for import: ${moduleKey(module)} provides ${importPath}`;
  }
  if (isStandard && policy.semantics === 'current') {
    const library = isGoVersionBefore(goVersion, '1.21') ? 'GOROOT' : 'std';
    return `package ${importPath} is not in ${library} (${join(goRoot, 'src', importPath)})`;
  }
  if (query !== undefined && !(query instanceof NoModuleError)) {
    return `cannot find module providing package ${importPath}: ${messageOf(query)}`;
  }
  if (mode.kind === 'mod' || (mode.kind === 'readonly' && allowMissingImports)) {
    return `cannot find module providing package ${importPath}`;
  }
  if (replaced) {
    const argument = isZeroPseudoVersion(replaced.version) ? replaced.path : moduleKey(replaced);
    return `module ${replaced.path} provides package ${importPath} and is replaced but not required; to add it:\n\tgo get ${argument}`;
  }
  const message = `no required module provides package ${importPath}`;
  if (query !== undefined) return `${message}: ${noModuleText}`;
  if (importer && importer.path !== main.atWork?.path) {
    const directory = main.get(importer.path)?.directory ?? '';
    return `${message}; to add it:\n\tcd ${directory}\n\tgo get ${importPath}`;
  }
  return `${message}; to add it:\n\tgo get ${importPath}`;
}

/** The paths that a module with this package might have, the longest first. */
function prefixes(path: string): string[] {
  const all = [path];
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
    all.push(path.slice(0, end));
    if (end === 0) break;
  }
  return all;
}

function checkImport(path: string): void {
  const quoted = JSON.stringify(path);
  if (path.includes('@')) {
    throw new InvalidImportError(path, `import path ${quoted} should not have @version`);
  }
  if (/^\.\.?(\/|$)/.test(path)) {
    throw new InvalidImportError(
      path,
      `${quoted} is relative, but relative import paths are not supported in module mode`,
    );
  }
  if (isAbsolute(path)) {
    throw new InvalidImportError(path, `${quoted} is not a package path; see 'go help packages'`);
  }
  if (isMetaPackage(path)) {
    throw new InvalidImportError(
      path,
      `${quoted} is not an importable package; see 'go help packages'`,
    );
  }
  if (path === 'C') return;
  try {
    checkImportPath(path);
  } catch (error) {
    throw new InvalidImportError(path, messageOf(error), error);
  }
}

/**
 * Finds the module of the build list that provides a package, and the package's directory.
 * `graph`: the graph to search; without it first the roots are searched, and the graph only when
 * they do not provide the package
 * @throws {MissingPackageError} when none does, AmbiguousImportError when several do
 */
export async function resolveImport(
  context: LoadContext,
  importPath: string,
  requirements: Requirements,
  graph?: ModuleGraph,
): Promise<ResolvedImport> {
  const { main, goRoot, policy, vendor, files } = context;
  checkImport(importPath);
  const nowhere = { module: undefined, moduleRoot: '', directory: '', alternatives: [] };
  if (importPath === 'C') return nowhere;

  const isPlain = isStandardImportPath(importPath);
  if (isPlain && isStandard(context, importPath)) {
    for (const { path, directory, pathPrefix, isInGoRoot } of main.list) {
      if (!isInGoRoot) continue;
      const found = findInModule(context, importPath, pathPrefix, directory, true);
      if (found?.hasGoFiles) {
        const module = { path, version: '' };
        return { module, moduleRoot: directory, directory: found.directory, alternatives: [] };
      }
    }
    const source = join(goRoot, 'src');
    const isCommand = importPath === 'cmd' || importPath.startsWith('cmd/');
    const moduleRoot = isCommand ? join(source, 'cmd') : source;
    return { module: undefined, moduleRoot, directory: join(source, importPath), alternatives: [] };
  }

  if (vendor) {
    const root = main.vendorDirectory;
    const copy = findInModule({ files }, importPath, '', root, false);
    const owners = main.list
      .map(({ path, directory, pathPrefix }) => ({
        module: { path, version: '' },
        moduleRoot: directory,
        found: findInModule(context, importPath, pathPrefix, directory, true),
      }))
      .filter(({ found }) => found && (found.hasGoFiles || !main.isWorkspace));
    const places = [...owners.map(({ found }) => found!), ...(copy ? [copy] : [])].filter(
      ({ hasGoFiles }) => hasGoFiles,
    );
    if (places.length > 1) {
      throw ambiguous(
        importPath,
        places.map(({ directory }) => directory),
        [],
      );
    }
    const [own] = owners;
    if (!copy?.hasGoFiles && own) {
      const { module, moduleRoot, found } = own;
      return { module, moduleRoot, directory: found!.directory, alternatives: [] };
    }
    const module = vendor.packageModule(importPath);
    const moduleRoot = join(root, '..');
    return { module, moduleRoot, directory: copy?.directory ?? '', alternatives: [] };
  }

  for (let searched = graph; ;) {
    const found: (ResolvedImport & { module: ModuleVersion })[] = [];
    const alternatives: ModuleVersion[] = [];
    const withoutSum: ModuleVersion[] = [];
    for (const prefix of prefixes(importPath)) {
      const version = searched ? searched.selected(prefix) : requirements.rootSelected(prefix);
      if (version === undefined || version === 'none') continue;
      const module = context.summaries.intern({ path: prefix, version });
      let root: ModuleDirectory;
      try {
        root = await context.directories.find(module);
      } catch (error) {
        if (!findCause(error, MissingSumError)) throw error;
        withoutSum.push(module);
        continue;
      }
      const place = findInModule(context, importPath, prefix, root.directory, root.isLocal);
      if (place?.hasGoFiles) {
        found.push({
          module,
          moduleRoot: root.directory,
          directory: place.directory,
          alternatives,
        });
      } else {
        alternatives.push(module);
      }
    }
    if (found.length > 1) {
      found.reverse();
      throw ambiguous(
        importPath,
        found.map(({ directory }) => directory),
        found.map(({ module }) => module),
      );
    }
    if (withoutSum.length > 0) {
      throw new ImportSumError(importPath, found.length > 0, withoutSum.reverse());
    }
    if (found.length === 1) return found[0]!;
    if (searched) {
      const version = searched.selected(importPath);
      if (policy.getsModulesFirst && version !== 'none') {
        // A module's root may hold no code, and is still the module's.
        const module = context.summaries.intern({ path: importPath, version });
        const { directory } = await context.directories.find(module);
        return { module, moduleRoot: directory, directory, alternatives: [] };
      }
      const query = main.hasRoot ? undefined : new NoModuleError();
      throw new MissingPackageError(context, importPath, { query, isStandard: isPlain });
    }
    // Modules that are no roots may provide it all the same.
    searched = await requirements.completeGraph();
  }
}

function ambiguous(
  importPath: string,
  directories: readonly string[],
  modules: readonly ModuleVersion[],
): AmbiguousImportError {
  const places = directories.map((directory, index) => {
    const module = modules[index];
    if (!module) return directory;
    return `${module.path}${module.version && ` ${module.version}`} (${directory})`;
  });
  const kind = modules.length === 0 ? 'directories' : 'modules';
  return new AmbiguousImportError(
    `ambiguous import: found package ${importPath} in multiple ${kind}:\n\t${places.join('\n\t')}`,
    importPath,
    directories.map((directory, index) => ({
      module: modules[index] ?? { path: '', version: '' },
      directory,
    })),
  );
}

/**
 * Looks for a module to add for a package that no module of the build list provides: a replaced one
 * first, then the newest version of any whose path fits.
 * @throws {MissingPackageError} when there is none
 */
export async function findModuleFor(
  context: LoadContext,
  importPath: string,
  requirements: Requirements,
): Promise<ModuleVersion> {
  const { main, mode, report, allowMissingImports } = context;
  const replaced: ModuleVersion[] = [];
  for (const [path, highest] of main.highestReplaced) {
    if (!hasPathPrefix(importPath, path)) continue;
    const { ok, pathMajor } = splitPathVersion(path);
    const version = highest || zeroPseudoVersion(ok && pathMajor ? pathMajor.slice(1) : 'v0');
    const graph = await requirements.completeGraph();
    if (compareVersions(graph.selected(path), version) < 0) replaced.push({ path, version });
  }
  replaced.sort((a, b) => b.path.length - a.path.length);
  for (const module of replaced) {
    let root: ModuleDirectory;
    try {
      root = await context.directories.find(module);
    } catch (error) {
      if (findCause(error, MissingSumError)) throw new ImportSumError(importPath);
      throw error;
    }
    if (!findInModule(context, importPath, module.path, root.directory, root.isLocal)?.hasGoFiles) {
      continue;
    }
    if (mode.kind === 'readonly') {
      throw new MissingPackageError(context, importPath, { replaced: module });
    }
    return module;
  }
  if (replaced.length > 0 && !isValidPath(importPath)) {
    const [module] = replaced;
    throw new PackageNotInModuleError({
      module: module!,
      query: 'latest',
      pattern: importPath,
      replacement: main.replacement(module!),
    });
  }

  if (isStandardImportPath(importPath)) {
    throw new MissingPackageError(context, importPath, { isStandard: true });
  }
  if (mode.kind === 'readonly' && !allowMissingImports) {
    const disabled = `import lookup disabled by -mod=${mode.kind}`;
    const query = mode.isExplicit
      ? new LookupDisabledError(disabled)
      : mode.reason
        ? new LookupDisabledError(`${disabled}\n\t(${mode.reason})`)
        : undefined;
    throw new MissingPackageError(context, importPath, { query });
  }

  report.note(`go: finding module for package ${importPath}`);
  const graph = await requirements.completeGraph();
  const selected = (path: string) => graph.selected(path);
  let candidates;
  try {
    const allowed = (module: ModuleVersion) => checkAllowed(context, module);
    candidates = await queryPackages(context, importPath, 'latest', selected, allowed);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new MissingPackageError(context, importPath, { query: error });
  }
  for (const { module } of candidates) {
    // The version in use is newer, and lacks the package.
    if (compare(selected(module.path), module.version) <= 0) return module;
  }
  const { module } = candidates[0]!;
  throw new MissingPackageError(context, importPath, {
    module,
    selectedVersion: selected(module.path),
  });
}

function isValidPath(path: string): boolean {
  try {
    checkPath(path);
    return true;
  } catch {
    return false;
  }
}
