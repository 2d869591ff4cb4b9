// Packages as `go list` describes them: what was loaded, with the files of each package, what it imports,
// and what is wrong with it.

import { basename, delimiter, dirname, join } from 'node:path';
import { checkRetraction } from './allowed.js';
import { findCause, RetractedError } from './disallowed.js';
import { commit, noEdit, type ModuleEdit } from './commit.js';
import type { LoadContext } from './context.js';
import { EmbedError, resolveEmbeds } from '../imports/embed.js';
import { nameError, messageOf, ModloadError } from '../base/errors.js';
import { absolutePath, shortPath, within } from '../base/files.js';
import { moduleInfo, type ModuleInfo } from './list-modules.js';
import { loadImports, loadPackages, standardVendor, type LoadedPackages } from './load-packages.js';
import { MatchError, NoGoFilesError, type Match } from './match.js';
import type { ModuleVersion } from '../module/module.js';
import { hasPathPrefix, isStandardImportPath } from '../module/pattern.js';
import { isStandard } from './module-directory.js';
import {
  NoBuildableFilesError,
  readSourceDirectory,
  sortedKeys,
  SourceDirectory,
  SourceError,
  type Position,
} from '../imports/directory.js';
import { NoGoError, scanFiles } from '../imports/header.js';
import { standardRoot } from '../imports/standard-tree.js';
import type { LoadState } from './state.js';

/** A package error with its import stack. */
export class PackageError extends ModloadError {
  static {
    nameError(this, 'PackageError');
  }

  /** From a package that was named to this one. */
  importStack: readonly string[];
  /** Position in the source, as `file:line:column`; empty if there is none. */
  position: string;
  /** What is wrong, without position and import stack. */
  readonly reason: string;
  isCycle: boolean;
  readonly #alwaysShowsStack: boolean;

  /** Created by this package. */
  constructor(
    cause: unknown,
    importStack: readonly string[],
    options: { position?: string; isCycle?: boolean; alwaysShowsStack?: boolean } = {},
  ) {
    const reason = messageOf(cause);
    super('ERR_MODLOAD_PACKAGE', reason, cause);
    this.reason = reason;
    this.importStack = importStack;
    this.position = options.position ?? '';
    this.isCycle = options.isCycle ?? false;
    this.#alwaysShowsStack = options.alwaysShowsStack ?? false;
    // The place and the stack may become known later.
    Object.defineProperty(this, 'message', { get: () => this.#show(), configurable: true });
  }

  #show(): string {
    const { importStack, position, reason } = this;
    if (position && (importStack.length === 0 || !this.#alwaysShowsStack)) {
      return `${position}: ${reason}`;
    }
    if (importStack.length === 0) return reason;
    const place = position && `\n\t${position}`;
    return `package ${importStack.join('\n\timports ')}${place}: ${reason}`;
  }
}

/** There are no Go files for a build in a package. */
class NoFilesError extends ModloadError {
  static {
    nameError(this, 'NoFilesError');
  }

  constructor({ ignoredGoFiles, testGoFiles, externalTestGoFiles, directory }: PackageDescription) {
    const hasTests = testGoFiles.length + externalTestGoFiles.length > 0;
    super(
      'ERR_MODLOAD_NO_GO_FILES',
      ignoredGoFiles.length > 0
        ? `build constraints exclude all Go files in ${directory}`
        : `no ${hasTests ? 'non-test ' : ''}Go files in ${directory}`,
    );
  }
}

/** An error about an import path that its message names. */
class ImportError extends ModloadError {
  static {
    nameError(this, 'ImportError');
  }

  readonly importPath: string;

  constructor(importPath: string, message: string) {
    super('ERR_MODLOAD_PACKAGE', message);
    this.importPath = importPath;
  }
}

/** A package as `go list` describes it. Lists hold names of files in its directory. */
export class PackageDescription {
  directory = '';
  importPath = '';
  name = '';
  doc = '';
  /** The path where `go install` would install it. */
  target = '';
  /** The directory of the module, or of the Go tree, that it belongs to. */
  root = '';
  /** For packages that exist for a test only: the package that is tested. */
  forTest = '';
  module: ModuleInfo | undefined;
  /** The patterns that it matches. */
  match: string[] = [];
  isInGoRoot = false;
  isStandard = false;
  /** Whether it was not named, but is needed by one that was. */
  isDependencyOnly = false;
  /** Whether it, or something that it needs, cannot be loaded in full. */
  isIncomplete = false;
  /** Whether building it would do something: it is, unless it came built. */
  isStale = false;
  goFiles: string[] = [];
  cgoFiles: string[] = [];
  ignoredGoFiles: string[] = [];
  invalidGoFiles: string[] = [];
  ignoredOtherFiles: string[] = [];
  cFiles: string[] = [];
  cxxFiles: string[] = [];
  mFiles: string[] = [];
  hFiles: string[] = [];
  fFiles: string[] = [];
  sFiles: string[] = [];
  swigFiles: string[] = [];
  swigCxxFiles: string[] = [];
  sysoFiles: string[] = [];
  embedPatterns: string[] = [];
  embedFiles: string[] = [];
  imports: string[] = [];
  /** Imports that mean another package than they say. */
  importMap: Record<string, string> = {};
  /** Everything that it needs. */
  dependencies: string[] = [];
  error: PackageError | undefined;
  dependencyErrors: PackageError[] = [];
  testGoFiles: string[] = [];
  testImports: string[] = [];
  testEmbedPatterns: string[] = [];
  testEmbedFiles: string[] = [];
  externalTestGoFiles: string[] = [];
  externalTestImports: string[] = [];
  externalTestEmbedPatterns: string[] = [];
  externalTestEmbedFiles: string[] = [];

  /** Its imports; `undefined` until they are loaded. */
  imported: PackageDescription[] | undefined;
  /** Its imports as the source has them, in the order of `imports`. */
  rawImports: string[] = [];
  source: SourceDirectory | undefined;
  /** Whether it was named by its files. */
  isOfFiles = false;
  /** Whether it is the program that runs tests. */
  isTestMain = false;
  isLibrary = false;
  isNamed = false;

  /** A copy with lists of its own where they change. */
  copy(): PackageDescription {
    return Object.assign(new PackageDescription(), this, {
      imports: [...this.imports],
      imported: this.imported && [...this.imported],
      match: [...this.match],
    });
  }

  /** Its path, and the test for which it is made. */
  get description(): string {
    return this.forTest ? `${this.importPath} [${this.forTest}.test]` : this.importPath;
  }
}

/** Options of `Module.listPackages`. */
export interface DescribeOptions {
  /** Whether tests are described too, with what must be built anew for them. */
  readonly tests?: boolean;
  /** Whether everything that is needed is described, each after what it needs. */
  readonly dependencies?: boolean;
  /** Whether imports are left out. */
  readonly ignoreImports?: boolean;
  /** Whether packages with errors are described too. */
  readonly allowErrors?: boolean;
  /** Whether retractions of modules are looked up. */
  readonly retracted?: boolean;
  /** Whether only programs are wanted. */
  readonly programsOnly?: boolean;
}

/** Packages, and the messages about them and those that are left out, unless errors are allowed. */
export interface DescribeResult {
  readonly packages: readonly PackageDescription[];
  readonly errors: readonly string[];
  /** The change of go.mod and go.sum that the packages need. */
  readonly edit: ModuleEdit;
}

/** Loads packages by patterns, or by the names of their Go files, and describes them. */
export async function describePackages(
  state: LoadState,
  patterns: readonly string[],
  options: DescribeOptions = {},
): Promise<DescribeResult> {
  const describer = new Describer(state, options);
  const named = await describer.load(patterns);
  const errors: string[] = [];
  let packages = named;
  if (!options.allowErrors) {
    packages = named.filter(({ error }) => {
      if (error) errors.push(error.message);
      return !error;
    });
    if (errors.length > 0) return { packages: [], errors, edit: describer.edit };
  }
  if (options.tests) packages = describer.addTests(packages, errors);
  for (const each of packages) each.isNamed = true;
  const tellAll = (all: readonly PackageDescription[]) => {
    if (!options.allowErrors) errors.push(...all.flatMap(({ error }) => error?.message ?? []));
    return all;
  };
  if (options.dependencies) packages = [...tellAll(inOrder(packages))];
  for (const each of packages) {
    each.testImports = describer.resolveAll(each, each.testImports);
    each.externalTestImports = describer.resolveAll(each, each.externalTestImports);
    each.isDependencyOnly = !each.isNamed;
  }
  if (options.tests) {
    const all = options.dependencies ? packages : tellAll(inOrder(packages));
    nameTestCopies(all);
    for (const each of all) each.isDependencyOnly = !each.isNamed;
  }
  if (options.retracted) await describer.addRetractions(packages);
  for (const each of packages) {
    each.imports.forEach((path, index) => {
      const raw = each.rawImports[index];
      if (raw !== undefined && raw !== path) each.importMap[raw] = path;
    });
  }
  if (state.context.goRoot === standardRoot) packages.forEach(hideFiles);
  return { packages, errors, edit: describer.edit };
}

/** Removes the names of files that only this package knows. */
function hideFiles(target: PackageDescription): void {
  if (!target.isInGoRoot) return;
  target.directory = '';
  target.root = '';
  target.target = '';
  for (const name of fileLists) target[name] = [];
}

/** The packages and all that they need, each after what it needs. */
function inOrder(roots: readonly PackageDescription[]): PackageDescription[] {
  const seen = new Set<PackageDescription>();
  const all: PackageDescription[] = [];
  const walk = (each: PackageDescription) => {
    if (seen.has(each)) return;
    seen.add(each);
    each.imported?.forEach(walk);
    all.push(each);
  };
  roots.forEach(walk);
  return all;
}

/** Gives what is built anew for a test a name of its own, wherever it is mentioned. */
function nameTestCopies(all: readonly PackageDescription[]): void {
  const before = new Map<string, string>();
  for (const each of all) {
    if (!each.forTest) continue;
    const name = each.description;
    before.set(name, each.importPath);
    each.importPath = name;
  }
  for (const each of all) {
    const renamed = new Map<string, string>();
    for (const imported of each.imported ?? []) {
      if (imported.forTest) renamed.set(before.get(imported.importPath)!, imported.importPath);
    }
    each.imports = each.imports.map((path) => renamed.get(path) ?? path);
  }
  for (const each of all) {
    const dependencies = new Set<string>();
    for (const imported of each.imported ?? []) {
      dependencies.add(imported.importPath);
      for (const path of imported.dependencies) dependencies.add(path);
    }
    each.dependencies = [...dependencies].sort();
  }
}

const testMainImports = ['os', 'reflect', 'testing', 'testing/internal/testdeps'];

/** Packages that C code does not need itself. */
const withoutCgo = new Set(['runtime/cgo']);
const withoutSyscall = new Set(['runtime/cgo', 'runtime/race', 'runtime/msan', 'runtime/asan']);

class Describer {
  #edit: ModuleEdit = noEdit;
  readonly #state: LoadState;
  readonly #options: DescribeOptions;
  readonly #packages = new Map<string, PackageDescription>();
  readonly #folded = new Map<string, string>();
  readonly #infos = new Map<string, ModuleInfo>();
  #loaded: LoadedPackages | undefined;

  constructor(state: LoadState, options: DescribeOptions) {
    this.#state = state;
    this.#options = options;
  }

  get #context(): LoadContext {
    return this.#state.context;
  }

  async load(patterns: readonly string[]): Promise<PackageDescription[]> {
    const { files, directory } = this.#context;
    const isFile = (pattern: string) =>
      pattern.endsWith('.go') &&
      files.kind(absolutePath(directory, pattern)) !== undefined &&
      !files.isDirectory(absolutePath(directory, pattern));
    if (patterns.some(isFile)) return [await this.#loadFiles(patterns)];

    const { loaded } = await loadPackages(
      this.#context,
      this.#state.requirements,
      {
        tags: this.#context.buildTags,
        resolveMissing: true,
        tests: this.#options.tests ?? false,
        silencePackageErrors: true,
      },
      patterns,
    );
    await this.#take(loaded);

    const packages: PackageDescription[] = [];
    const stack: string[] = [];
    for (const match of loaded.matches) {
      for (const path of match.packages) {
        const found = this.#import(path, directory, undefined, stack, undefined);
        found.match.push(match.pattern);
        if (!packages.includes(found)) packages.push(found);
      }
      if (match.errors[0]) packages.push(this.#failedMatch(match));
    }
    return this.#options.programsOnly ? this.#programsOf(packages, loaded.matches) : packages;
  }

  #failedMatch(match: Match): PackageDescription {
    const failed = new PackageDescription();
    failed.importPath = match.pattern;
    this.#setLoadError(failed, match.errors[0]!, match.pattern, [], undefined);
    failed.isIncomplete = true;
    failed.match = [match.pattern];
    return failed;
  }

  #programsOf(
    packages: readonly PackageDescription[],
    matches: readonly Match[],
  ): PackageDescription[] {
    const counted = new Set(
      matches.filter((match) => match.isLiteral).flatMap((match) => match.packages),
    );
    const programs: PackageDescription[] = [];
    for (const each of packages) {
      const isProgram = each.name === 'main';
      if (isProgram || each.invalidGoFiles.length > 0) counted.add(each.importPath);
      if (!counted.has(each.importPath)) continue;
      if (!isProgram) {
        const text = `package ${each.importPath} is not a main package`;
        each.error ??= new PackageError(new Error(text), []);
      }
      programs.push(each);
    }
    for (const match of matches) {
      if (match.isLiteral || match.packages.length === 0) continue;
      if (match.packages.some((path) => counted.has(path))) continue;
      const quoted = JSON.stringify(match.pattern);
      this.#context.report.note(`go: warning: ${quoted} matched only non-main packages`);
    }
    return programs;
  }

  /** The change of go.mod and go.sum that the packages need. */
  get edit(): ModuleEdit {
    return this.#edit;
  }

  /** Takes over loaded packages, and looks up information about their modules. */
  async #take(loaded: LoadedPackages): Promise<void> {
    this.#loaded = loaded;
    this.#state.requirements = loaded.requirements;
    this.#state.loaded = loaded;
    this.#edit = await commit(this.#context, loaded.requirements, loaded);
    const modules = new Map<string, ModuleVersion>();
    for (const { module } of loaded.packages) if (module) modules.set(module.path, module);
    await Promise.all(
      [...modules.values()].map(async (module) => {
        const info = await moduleInfo(this.#context, loaded.requirements, module);
        this.#infos.set(module.path, info);
      }),
    );
  }

  async #loadFiles(names: readonly string[]): Promise<PackageDescription> {
    const { files, directory, buildTags } = this.#context;
    const odd = names.find((name) => !name.endsWith('.go'));
    if (odd !== undefined) {
      const failed = new PackageDescription();
      failed.name = odd;
      failed.isOfFiles = true;
      failed.error = new PackageError(new Error(`named files must be .go files: ${odd}`), []);
      return failed;
    }
    let folder: string | undefined;
    for (const name of names) {
      const path = absolutePath(directory, name);
      if (files.kind(path) === undefined) {
        throw new ModloadError('ERR_MODLOAD_NOT_FOUND', `stat ${name}: no such file or directory`);
      }
      if (files.isDirectory(path)) {
        throw new ModloadError(
          'ERR_MODLOAD_PACKAGE',
          `${name} is a directory, should be a Go file`,
        );
      }
      const own = dirname(name);
      if (folder !== undefined && own !== folder) {
        throw new ModloadError(
          'ERR_MODLOAD_PACKAGE',
          `named files must all be in one directory; have ${folder} and ${own}`,
        );
      }
      folder = own;
    }
    const paths = names.map((name) => absolutePath(directory, name));
    const { imports, testImports } = scanFiles(files, paths, buildTags);
    const wanted = [...imports, ...testImports].filter((path) => path !== 'C');
    const loaded = await loadImports(this.#context, this.#state.requirements, buildTags, wanted);
    await this.#take(loaded);

    const root = absolutePath(directory, folder ?? '.');
    const source = readSourceDirectory(files, root, buildTags, {
      names: names.map((name) => basename(name)),
      useAllFiles: true,
    });
    const result = new PackageDescription();
    result.isOfFiles = true;
    result.importPath = 'command-line-arguments';
    this.#describe(result, 'command-line-arguments', [], undefined, source, source.error);
    result.importPath = 'command-line-arguments';
    result.target = '';
    result.match = [...names];
    if (result.name === 'main') {
      const program = basename(result.goFiles[0] ?? result.cgoFiles[0] ?? '.go').slice(0, -3);
      result.target = this.#binary(program);
    } else if (this.#options.programsOnly) {
      const text = 'package command-line-arguments is not a main package';
      result.error ??= new PackageError(new Error(text), []);
    }
    return result;
  }

  #binary(name: string): string {
    const { GOBIN, GOPATH } = this.#context.environment;
    const [first] = GOPATH.split(':');
    if (GOBIN) return join(GOBIN, name);
    return first ? join(first, 'bin', name) : '';
  }

  /** Returns the location of a loaded package. */
  #lookUp(
    path: string,
    importer: PackageDescription | undefined,
  ): { path: string; directory: string; error: Error | undefined } {
    const { goRoot } = this.#context;
    let name = path;
    if (importer?.isStandard) {
      name = standardVendor(this.#context, importer.importPath, path, false);
    }
    const loaded = this.#loaded!.package(name);
    if (loaded) return { path: loaded.path, directory: loaded.directory, error: loaded.error };
    if (isStandard(this.#context, name)) {
      return { path: name, directory: join(goRoot, 'src', name), error: undefined };
    }
    return {
      path: name,
      directory: '',
      error: new ModloadError('ERR_MODLOAD_NOT_FOUND', 'cannot find package'),
    };
  }

  /** The paths that imports mean, each once and sorted. */
  resolveAll(importer: PackageDescription, paths: readonly string[]): string[] {
    const resolved = paths.map((path) => {
      const found = this.#lookUp(path, importer);
      return found.error ? path : found.path;
    });
    return [...new Set(resolved)].sort();
  }

  readonly #sources = new Map<string, { source: SourceDirectory; error: Error | undefined }>();

  #read(found: { path: string; directory: string; error: Error | undefined }): {
    source: SourceDirectory;
    error: Error | undefined;
  } {
    const known = this.#sources.get(found.path);
    if (known) return known;
    const { files, buildTags } = this.#context;
    let source: SourceDirectory;
    let { error } = found;
    if (found.directory && !files.isDirectory(found.directory)) {
      source = new SourceDirectory(found.directory);
      error = new ModloadError(
        'ERR_MODLOAD_NOT_FOUND',
        `cannot find package "${this.#pathInGoPath(found.directory)}" in:\n\t${found.directory}`,
      );
    } else if (found.directory) {
      source = readSourceDirectory(files, found.directory, buildTags);
      if (source.error) error = source.error;
      else if (error instanceof NoGoError) error = undefined;
    } else {
      source = new SourceDirectory('');
      if (!error && found.path !== 'unsafe' && found.path !== 'C') {
        error = new ModloadError(
          'ERR_MODLOAD_INTERNAL',
          `unknown import path "${found.path}": internal error: module loader did not resolve import`,
        );
      }
    }
    const result = { source, error };
    this.#sources.set(found.path, result);
    return result;
  }

  /** The path that a directory would have without modules. */
  #pathInGoPath(directory: string): string {
    const { environment, goRoot } = this.#context;
    for (const root of [goRoot, ...environment.GOPATH.split(delimiter)].filter(Boolean)) {
      const below = within(directory, join(root, 'src'));
      if (below) return below;
    }
    return '.';
  }

  #import(
    path: string,
    fromDirectory: string,
    importer: PackageDescription | undefined,
    stack: string[],
    position: Position | undefined,
    isImport = importer !== undefined,
  ): PackageDescription {
    const refusal = path.startsWith('mod/')
      ? `disallowed import path "${path}"`
      : path.includes('@')
        ? "can only use path@version syntax with 'go get' and 'go install' in module-aware mode"
        : undefined;
    if (refusal !== undefined) {
      const failed = new PackageDescription();
      failed.importPath = path;
      failed.isIncomplete = true;
      this.#setLoadError(failed, new Error(refusal), path, [...stack, path], undefined);
      return failed;
    }
    const found = this.#lookUp(path, importer);
    let target = this.#packages.get(found.path);
    if (target) {
      this.#reuse(target, [...stack, path]);
    } else {
      target = new PackageDescription();
      target.importPath = found.path;
      this.#packages.set(found.path, target);
      const { source, error } = this.#read(found);
      this.#describe(target, path, stack, position, source, error);
    }

    const refused =
      this.#refuseInternal(fromDirectory, importer, target, stack) ??
      (isImport ? this.#refuseVendor(fromDirectory, importer, path, target, stack) : undefined);
    if (refused) {
      this.#place(refused.error!, position);
      return refused;
    }
    if (target.name === 'main' && importer && importer.directory !== target.directory) {
      const text = `import "${path}" is a program, not an importable package`;
      return this.#refuse(target, new ImportError(path, text), stack, position);
    }
    return target;
  }

  #refuse(
    target: PackageDescription,
    error: Error,
    stack: readonly string[],
    position: Position | undefined,
  ): PackageDescription {
    const refused = target.copy();
    refused.error = new PackageError(error, [...stack]);
    this.#place(refused.error, position);
    return refused;
  }

  /** A package that is come to again: in the midst of its own description, it imports itself. */
  #reuse(target: PackageDescription, stack: readonly string[]): void {
    if (!target.imported) {
      if (!target.error) {
        const error = new Error('import cycle not allowed');
        target.error = new PackageError(error, [...stack], { isCycle: true });
      } else {
        target.error.isCycle = true;
      }
      target.isIncomplete = true;
    }
    const { error } = target;
    if (error && !error.isCycle && isShorter(stack, error.importStack)) {
      error.importStack = [...stack];
    }
  }

  #place(error: PackageError, position: Position | undefined): void {
    if (!position) return;
    const file = shortPath(position.file, this.#context.directory);
    error.position = `${file}:${position.line}:${position.column}`;
  }

  #setLoadError(
    target: PackageDescription,
    error: Error,
    path: string,
    stack: readonly string[],
    position: Position | undefined,
  ): void {
    let cause: Error = error;
    const matchError = error instanceof MatchError ? error : undefined;
    if (matchError?.match.pattern === path && matchError.match.isLiteral) {
      cause = matchError.cause as Error;
    }
    const noFiles: { readonly directory: string } | undefined =
      findCause<NoBuildableFilesError | NoGoFilesError>(cause, NoBuildableFilesError) ??
      findCause<NoBuildableFilesError | NoGoFilesError>(cause, NoGoFilesError);
    if (noFiles) {
      target.directory ||= noFiles.directory;
      cause = new NoFilesError(target);
    }
    const sourceError = cause instanceof SourceError && cause.position ? cause : undefined;
    const isOwn = !matchError && (noFiles !== undefined || sourceError !== undefined);
    const shown = isOwn ? [...stack, path] : [...stack];
    target.error = new PackageError(cause, shown);
    if (sourceError) this.#place(target.error, sourceError.position);
    if (path !== shown.at(-1)) this.#place(target.error, position);
  }

  #describe(
    target: PackageDescription,
    path: string,
    stack: string[],
    position: Position | undefined,
    source: SourceDirectory,
    error: Error | undefined,
  ): void {
    const { environment, files, goRoot } = this.#context;
    this.#copySource(target, source);
    const fail = (problem: Error) => {
      if (target.error) return;
      target.error = new PackageError(problem, [...stack]);
      if (path !== stack.at(-1)) this.#place(target.error, position);
    };
    if (error) {
      target.isIncomplete = true;
      this.#setLoadError(target, error, path, stack, position);
    }

    if (target.name === 'main') {
      target.target = this.#binary(programName(target.importPath));
      if (target.isInGoRoot && target.importPath.startsWith('cmd/')) {
        const name = target.importPath.slice('cmd/'.length);
        const { GOOS, GOARCH } = environment;
        target.target = /^(go|gofmt)$/.test(name)
          ? join(goRoot, 'bin', name)
          : join(goRoot, `pkg/tool/${GOOS}_${GOARCH}`, name);
      }
    } else if (target.isInGoRoot) {
      const { GOOS, GOARCH } = environment;
      target.target = join(goRoot, `pkg/${GOOS}_${GOARCH}/${target.importPath}.a`);
    }

    const importPaths = [...target.imports];
    if (!this.#options.ignoreImports) {
      const add = (name: string) => {
        if (!importPaths.includes(name)) importPaths.push(name);
      };
      if (target.cgoFiles.length > 0) {
        add('unsafe');
        if (!target.isStandard || !withoutCgo.has(target.importPath)) add('runtime/cgo');
        if (!target.isStandard || !withoutSyscall.has(target.importPath)) add('syscall');
      }
      if (target.swigFiles.length + target.swigCxxFiles.length > 0) {
        ['unsafe', 'runtime/cgo', 'syscall', 'sync'].forEach(add);
      }
      if (target.name === 'main' && !target.isLibrary) {
        add('runtime');
        if (environment.GOARCH === 'arm') add('math');
      }
    }

    const folded = target.importPath.toLowerCase();
    const other = this.#folded.get(folded);
    if (other === undefined) {
      this.#folded.set(folded, target.importPath);
    } else if (other !== target.importPath) {
      fail(
        new ImportError(
          target.importPath,
          `case-insensitive import collision: "${target.importPath}" and "${other}"`,
        ),
      );
      return;
    }

    stack.push(path);
    try {
      const module = this.#loaded!.package(target.importPath)?.module;
      if (module && !target.isStandard) {
        target.module = this.#infos.get(module.path);
        target.root = target.module?.directory ?? '';
      }
      try {
        target.embedFiles = resolveEmbeds(files, target.directory, target.embedPatterns);
      } catch (problem) {
        target.isIncomplete = true;
        fail(problem as Error);
        if (problem instanceof EmbedError) {
          this.#place(target.error!, source.embeds.get(problem.pattern)?.[0]);
        }
      }
      const imported: PackageDescription[] = [];
      importPaths.forEach((name, index) => {
        if (name === 'C') return;
        const place = source.imports.get(name)?.[0];
        const each = this.#import(name, target.directory, target, stack, place);
        if (index < target.imports.length) target.imports[index] = each.importPath;
        imported.push(each);
        if (each.isIncomplete) target.isIncomplete = true;
      });
      target.imported = imported;
      collectDependencies(target);
      if (target.isStandard && target.importPath === 'unsafe') target.target = '';
      if (environment.CGO_ENABLED !== '1') {
        target.cFiles = [];
        target.cxxFiles = [];
        target.mFiles = [];
        target.swigFiles = [];
        target.swigCxxFiles = [];
      }
      const usesC =
        target.cgoFiles.length + target.swigFiles.length + target.swigCxxFiles.length > 0;
      const languages = [
        ['C', target.cFiles],
        ['C++', target.cxxFiles],
        ['Objective-C', target.mFiles],
        ['Fortran', target.fFiles],
      ] as const;
      for (const [language, names] of usesC ? [] : languages) {
        if (names.length === 0) continue;
        fail(
          new Error(
            `${language} source files not allowed when not using cgo or SWIG: ${names.join(' ')}`,
          ),
        );
        return;
      }
    } finally {
      stack.pop();
    }
  }

  #copySource(target: PackageDescription, source: SourceDirectory): void {
    const { goRoot } = this.#context;
    const tree = join(goRoot, 'src');
    target.source = source;
    target.directory = source.directory;
    target.name = source.name;
    target.doc = source.doc;
    target.isInGoRoot = source.directory !== '' && within(source.directory, tree) !== '';
    if (target.isInGoRoot) target.root = goRoot;
    target.isStandard = target.isInGoRoot && isStandardImportPath(target.importPath);
    target.isStale = !target.isStandard;
    if (target.importPath === 'unsafe' && source.directory === '') target.isStandard = true;
    for (const name of fileLists) target[name] = [...source[name]];
    target.embedPatterns = sortedKeys(source.embeds);
    target.testEmbedPatterns = sortedKeys(source.testEmbeds);
    target.externalTestEmbedPatterns = sortedKeys(source.externalTestEmbeds);
    if (this.#options.ignoreImports) return;
    target.imports = sortedKeys(source.imports);
    target.rawImports = [...target.imports];
    target.testImports = sortedKeys(source.testImports);
    target.externalTestImports = sortedKeys(source.externalTestImports);
  }

  #refuseInternal(
    fromDirectory: string,
    importer: PackageDescription | undefined,
    target: PackageDescription,
    stack: readonly string[],
  ): PackageDescription | undefined {
    const { importPath, error, module, directory, isStandard: isOfTree } = target;
    const from = importer?.importPath ?? '';
    if (error || from === '') return undefined;
    if (from === 'testmain' && hasPathPrefix(importPath, 'testing/internal')) return undefined;
    if (isOfTree && from.startsWith('bootstrap/')) return undefined;
    const at = findElement(importPath, 'internal', true);
    if (at === undefined) return undefined;
    const parentLength = Math.max(0, at - 1);
    if (module) {
      const parent = importPath.slice(0, parentLength);
      const path = importer!.isOfFiles ? this.#pathOf(importer!.directory) : from;
      if (hasPathPrefix(path, parent)) return undefined;
    } else {
      const parent = directory.slice(0, parentLength + directory.length - importPath.length);
      if (within(fromDirectory, parent.replace(/\/$/, ''))) return undefined;
    }
    const refused = target.copy();
    const text = `use of internal package ${importPath} not allowed`;
    refused.error = new PackageError(new ImportError(importPath, text), [...stack], {
      alwaysShowsStack: true,
    });
    refused.isIncomplete = true;
    return refused;
  }

  #pathOf(directory: string): string {
    for (const { directory: root, pathPrefix } of this.#context.main.list) {
      const below = root && within(directory, root);
      if (below) return below === '.' ? pathPrefix : `${pathPrefix}/${below}`;
    }
    return '.';
  }

  #refuseVendor(
    fromDirectory: string,
    importer: PackageDescription | undefined,
    path: string,
    target: PackageDescription,
    stack: readonly string[],
  ): PackageDescription | undefined {
    if (!importer || importer.importPath === '') return undefined;
    const refuse = (error: Error) => {
      const refused = target.copy();
      refused.error = new PackageError(error, [...stack]);
      refused.isIncomplete = true;
      return refused;
    };
    const at = findElement(target.importPath, 'vendor', false);
    if (at !== undefined) {
      const { directory, importPath } = target;
      const length = Math.max(0, at - 1) + directory.length - importPath.length;
      const parent = directory.slice(0, Math.max(0, length)).replace(/\/$/, '');
      if (length >= 0 && directory.length >= length && !within(fromDirectory, parent)) {
        return refuse(new Error('use of vendored package not allowed'));
      }
    }
    const inPath = findElement(path, 'vendor', false);
    if (inPath === undefined) return undefined;
    const proper = path.slice(inPath + 'vendor/'.length);
    return refuse(new ImportError(path, `${path} must be imported as ${proper}`));
  }

  /** Adds the packages that testing the given ones is made of. */
  addTests(packages: readonly PackageDescription[], errors: string[]): PackageDescription[] {
    const all = [...packages];
    for (const each of packages) {
      if (each.testGoFiles.length + each.externalTestGoFiles.length === 0) continue;
      const made = this.#testsOf(each);
      const { program, test, external } = made;
      if (!this.#options.allowErrors) {
        const bad = [test, external, program].find(
          (one) => one && (one.error ?? one.dependencyErrors[0]),
        );
        const problem = bad && (bad.error ?? bad.dependencyErrors[0]);
        if (problem) errors.push(`can't load test package: ${problem.message}`);
      }
      const isGood = (one: PackageDescription | undefined): one is PackageDescription =>
        one !== undefined &&
        (this.#options.allowErrors === true || (!one.error && one.dependencyErrors.length === 0));
      if (isGood(program)) all.push(program);
      if (isGood(test) && test !== each) all.push(test);
      if (isGood(external)) all.push(external);
    }
    return all;
  }

  #testsOf(target: PackageDescription): {
    program: PackageDescription;
    test: PackageDescription;
    external: PackageDescription | undefined;
  } {
    const { files, environment } = this.#context;
    const source = target.source!;
    let testError: PackageError | undefined;
    const stack = [`${target.importPath} (test)`];
    const imported: PackageDescription[] = [];
    const rawTestImports = [...target.testImports];
    target.testImports = target.testImports.map((path) => {
      const each = this.#import(
        path,
        target.directory,
        target,
        stack,
        source.testImports.get(path)?.[0],
      );
      if (each.dependencies.includes(target.importPath) || each.importPath === target.importPath) {
        testError = new PackageError(
          new Error('import cycle not allowed in test'),
          cycleThrough(each, target.importPath),
          { isCycle: true },
        );
      }
      imported.push(each);
      return each.importPath;
    });
    const embed = (patterns: readonly string[], positions: ReadonlyMap<string, Position[]>) => {
      try {
        return { found: resolveEmbeds(files, target.directory, patterns), error: undefined };
      } catch (problem) {
        const error = new PackageError(problem, [...stack]);
        if (problem instanceof EmbedError) this.#place(error, positions.get(problem.pattern)?.[0]);
        return { found: [], error };
      }
    };
    const embedded = embed(target.testEmbedPatterns, source.testEmbeds);
    target.testEmbedFiles = embedded.found;
    testError ??= embedded.error;

    stack[0] = `${target.importPath}_test`;
    const externallyImported: PackageDescription[] = [];
    const needsTest = target.externalTestImports.some(
      (path) => this.#lookUp(path, target).path === target.importPath,
    );
    const rawExternalImports = [...target.externalTestImports];
    target.externalTestImports = target.externalTestImports.map((path) => {
      const place = source.externalTestImports.get(path)?.[0];
      const each = this.#import(path, target.directory, target, stack, place);
      if (each.importPath !== target.importPath) externallyImported.push(each);
      return each.importPath;
    });
    const externallyEmbedded = embed(target.externalTestEmbedPatterns, source.externalTestEmbeds);
    target.externalTestEmbedFiles = externallyEmbedded.found;

    let test = target;
    if (target.testGoFiles.length > 0 || target.name === 'main') {
      test = target.copy();
      test.error = testError;
      test.forTest = target.importPath;
      test.goFiles = [...target.goFiles, ...target.testGoFiles];
      test.target = '';
      test.imports = [...target.testImports, ...target.imports];
      test.rawImports = [...rawTestImports, ...target.rawImports];
      test.imported = [...imported, ...(target.imported ?? [])];
      test.isLibrary = true;
      test.embedFiles = [...target.embedFiles, ...target.testEmbedFiles];
      test.match = target.match;
      collectDependencies(test);
    }

    let external: PackageDescription | undefined;
    if (target.externalTestGoFiles.length > 0) {
      external = new PackageDescription();
      external.name = `${target.name}_test`;
      external.importPath = `${target.importPath}_test`;
      external.root = target.root;
      external.directory = target.directory;
      external.isInGoRoot = target.isInGoRoot;
      external.goFiles = [...target.externalTestGoFiles];
      external.imports = [...target.externalTestImports];
      external.rawImports = rawExternalImports;
      external.forTest = target.importPath;
      external.module = target.module;
      external.error = externallyEmbedded.error;
      external.embedFiles = target.externalTestEmbedFiles;
      external.imported = needsTest ? [...externallyImported, test] : externallyImported;
      collectDependencies(external);
    }

    const program = new PackageDescription();
    program.name = 'main';
    program.isTestMain = true;
    program.directory = target.directory;
    program.goFiles = ['_testmain.go'];
    program.importPath = `${target.importPath}.test`;
    program.root = target.root;
    program.module = target.module;
    program.imports = [...testMainImports];
    program.imported = [];
    const linked = ['runtime', ...(environment.GOARCH === 'arm' ? ['math'] : [])];
    stack[0] = 'testmain';
    for (const path of [...testMainImports, ...linked]) {
      program.imported.push(
        path === test.importPath
          ? test
          : this.#import(path, '', undefined, stack, undefined, false),
      );
    }
    if (test.goFiles.length + test.cgoFiles.length > 0) {
      program.imported.push(test);
      program.imports.push(test.importPath);
    }
    if (external) {
      program.imported.push(external);
      program.imports.push(external.importPath);
    }
    collectDependencies(program);
    program.imports = [...new Set(program.imports)].sort();
    program.rawImports = [...program.imports];
    recompile(program, target, test, external);
    return { program, test, external };
  }

  async addRetractions(packages: readonly PackageDescription[]): Promise<void> {
    const infos = new Set(packages.flatMap(({ module }) => (module?.version ? [module] : [])));
    await Promise.all(
      [...infos].map(async (info) => {
        try {
          await checkRetraction(this.#context, { path: info.path, version: info.version! });
        } catch (error) {
          const retracted = findCause(error, RetractedError);
          if (!retracted) return;
          const { rationale } = retracted;
          info.retracted = rationale.length > 0 ? rationale : ['retracted by module author'];
        }
      }),
    );
  }
}

const fileLists = [
  'goFiles',
  'cgoFiles',
  'ignoredGoFiles',
  'invalidGoFiles',
  'ignoredOtherFiles',
  'cFiles',
  'cxxFiles',
  'mFiles',
  'hFiles',
  'fFiles',
  'sFiles',
  'swigFiles',
  'swigCxxFiles',
  'sysoFiles',
  'testGoFiles',
  'externalTestGoFiles',
] as const;

function isShorter(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return a.length < b.length;
  const odd = a.findIndex((each, index) => each !== b[index]);
  return odd >= 0 && a[odd]! < b[odd]!;
}

/** Returns the offset of the last path element of that name. */
function findElement(path: string, element: string, mayBeLast: boolean): number | undefined {
  if (mayBeLast && path.endsWith(`/${element}`)) return path.length - element.length;
  const inside = path.lastIndexOf(`/${element}/`);
  if (inside >= 0) return inside + 1;
  return path.startsWith(`${element}/`) || (mayBeLast && path === element) ? 0 : undefined;
}

/** Returns the name of a program: the last element of its path that is not a major version. */
function programName(path: string): string {
  const elements = path.split('/');
  const last = elements.pop()!;
  const before = elements.pop();
  return before !== undefined && /^v([2-9]|[1-9]\d+)$/.test(last) ? before : last;
}

function collectDependencies(target: PackageDescription): void {
  const found = new Map<string, PackageDescription>();
  const queue = [...(target.imported ?? [])];
  for (const each of queue) {
    const known = found.get(each.importPath);
    const isWorse =
      each.error &&
      (!known?.error || known.error.importStack.length > each.error.importStack.length);
    if (known && !isWorse) continue;
    found.set(each.importPath, each);
    for (const next of each.imported ?? []) {
      if (found.get(next.importPath) !== next) queue.push(next);
    }
  }
  target.dependencies = [...found.keys()].sort();
  target.dependencyErrors = target.dependencies.flatMap((path) => found.get(path)!.error ?? []);
}

/** The shortest cycle from a package to the path of one that imports it. */
function cycleThrough(start: PackageDescription, path: string): string[] {
  const importer = new Map<string, string | undefined>([[start.importPath, undefined]]);
  const queue = [start];
  for (const each of queue) {
    if (each.importPath === path) {
      const stack: string[] = [];
      for (let at: string | undefined = path; at !== undefined; at = importer.get(at))
        stack.push(at);
      return stack;
    }
    for (const next of each.imported ?? []) {
      if (importer.has(next.importPath)) continue;
      importer.set(next.importPath, each.importPath);
      queue.push(next);
    }
  }
  return [path];
}

/** Puts the package with its tests in the place of the plain one, in copies of all that import that. */
function recompile(
  program: PackageDescription,
  target: PackageDescription,
  test: PackageDescription,
  external: PackageDescription | undefined,
): void {
  const copies = new Map<PackageDescription, PackageDescription>([[target, test]]);
  for (const each of inOrder([program])) {
    if (each === target) continue;
    let current = each;
    let isOwn = each === program || each === external;
    const split = () => {
      if (isOwn) return;
      isOwn = true;
      current = each.copy();
      current.forTest = target.importPath;
      current.target = '';
      current.isLibrary = true;
      copies.set(each, current);
    };
    each.imported?.forEach((imported, index) => {
      const copy = copies.get(imported);
      if (!copy || copy === imported) return;
      split();
      current.imported![index] = copy;
    });
    if (each.name === 'main' && each !== program && each !== test) split();
  }
}
