/**
 * Loads packages and everything that they import. Go: cmd/go/internal/modload/load.go.
 *
 * Which modules a build needs depends on what its packages import, and which package an import path means
 * depends on the modules. The loader therefore repeats until nothing changes:
 *
 *  1. Convert the requirements to the pruning of the main module's go line. Unpruned requirements are
 *     expanded to the whole graph first; pruned ones are loaded lazily.
 *  2. Expand the patterns to import paths: the roots. For `all` these are the packages of the main modules;
 *     what they import is added as it is found.
 *  3. In a pruned module whose go.mod may change, add the modules of the roots to the requirements before
 *     anything is loaded: what they require counts from the start. If that changed them, begin again.
 *  4. Load each package once, concurrently: find its module and directory (`import.ts`), scan its imports,
 *     and load those. Each package has flags that flow from importer to imported: whether it is in `all`,
 *     whether it is a root, and whether it was reached from a root. A flag that arrives late is passed on.
 *  5. Put the packages in breadth-first order, which makes error messages and import stacks deterministic.
 *  6. Update the requirements: direct dependencies of the main module become roots, and a pruned module gains
 *     a root for each module that provides a package. If the build list changed, packages may be elsewhere
 *     now: begin again.
 *  7. Look up modules for missing packages. If any were found, add them and begin again.
 *
 * Each round either ends the loop or adds requirements, so it ends; a limit of 1,000 rounds guards against
 * modules that contradict each other (`LoadLoopError`). Afterwards tidying reduces the requirements to those
 * that loaded packages need, and checks that the previous Go version finds every package in the same module.
 */

import { join } from 'node:path';
import { findCause, rethrowForgery } from './disallowed.js';
import type { LoadContext } from './context.js';
import { priorGoVersion } from '../base/environment.js';
import { AmbiguousImportError, LoadLoopError, messageOf, ModloadError } from '../base/errors.js';
import { within } from '../base/files.js';
import {
  Match,
  matchDirectories,
  matchPackages,
  matchStandard,
  PseudoPackageError,
  resolveDirectory,
} from './match.js';
import { isSameModule, moduleKey, sortModules, type ModuleVersion } from '../module/module.js';
import { BuildListError } from '../mvs.js';
import { cleanPatterns, isStandardImportPath } from '../module/pattern.js';
import {
  convertPruning,
  expandGraph,
  isSameList,
  mainGoVersion,
  narrowsAll,
  tidyRoots,
  updateRoots,
  type PackageUse,
  type Requirements,
} from './requirements.js';
import {
  findModuleFor,
  ImplicitRequirementError,
  ImportSumError,
  MissingPackageError,
  resolveImport,
} from './import.js';
import { scanImports } from '../imports/header.js';
import type { MainModule } from './main-modules.js';
import type { BuildTags } from '../imports/constraint.js';
import { NoGoError } from '../imports/header.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { understandsGo } from './release.js';
import { pruningFor } from './summary.js';
import { firstText } from '../base/text.js';

/** Options for loading packages. */
export interface LoadOptions {
  /** Which files count: those that are built for some system, or all but the ignored ones. */
  readonly tags: BuildTags;
  /** The release by whose rules is loaded; that of the main module by default. */
  readonly goVersion?: string | undefined;
  /** Whether the requirements are reduced to those that are needed. */
  readonly tidy?: boolean;
  /** The older release that must select the same versions after tidying. */
  readonly compatibleWith?: string | undefined;
  /** Whether modules are looked up for packages that no required one provides. */
  readonly resolveMissing?: boolean;
  /** Whether the packages that are named are going to be imported. */
  readonly areRootsImported?: boolean;
  /** Decides about a package that was found: by an error, it is as if it could not be loaded. */
  readonly allowPackage?: (path: string, module: ModuleVersion) => Promise<void>;
  /** Whether the tests of the named packages are loaded. */
  readonly tests?: boolean;
  /** Whether `all` leaves out the tests of other modules, whatever the go line says. */
  readonly vendorAll?: boolean;
  /** Whether errors become warnings. */
  readonly allowErrors?: boolean;
  readonly silencePackageErrors?: boolean;
  readonly silenceMissingStandard?: boolean;
  readonly silenceNoGoFiles?: boolean;
  readonly silenceUnmatched?: boolean;
  /** Whether the standard library's modules, when they are main, use their own vendor directories. */
  readonly vendorsInGoRoot?: boolean;
  /** The main module to which patterns are restricted. */
  readonly mainModule?: ModuleVersion | undefined;
}

/** A package, or the tests of one, that was loaded. */
export class LoadedPackage implements PackageUse {
  readonly path: string;
  /** The package whose tests it is. */
  readonly testOf: LoadedPackage | undefined;
  module: ModuleVersion | undefined;
  moduleRoot = '';
  /** Its directory; empty if it was not found, or has none. */
  directory = '';
  error: Error | undefined;
  imports: LoadedPackage[] = [];
  /** What only its tests import. */
  testImports: readonly string[] = [];
  isStandard = false;
  alternatives: readonly ModuleVersion[] = [];
  test: LoadedPackage | undefined;
  /** The package by which it is reached on the shortest way. */
  importedBy: LoadedPackage | undefined;
  isInAll = false;
  isRoot = false;
  isFromRoot = false;
  /** Whether its imports are known. */
  areImportsLoaded = false;

  constructor(path: string, testOf?: LoadedPackage) {
    this.path = path;
    this.testOf = testOf;
  }

  /** The way from a named package to this one, each imported by the one before. */
  get stack(): LoadedPackage[] {
    return this.importedBy ? [...this.importedBy.stack, this] : [this];
  }

  /** The way to this package, as Go's messages show it. */
  get stackText(): string {
    const { stack } = this;
    return stack
      .map((each, index) => {
        const name = each.testOf ? `${each.path}.test` : each.path;
        const next = stack[index + 1];
        if (!next) return name;
        return `${name} ${next.testOf === each ? 'tested by' : 'imports'}\n\t`;
      })
      .join('');
  }
}

interface Flags {
  readonly isInAll?: boolean;
  readonly isRoot?: boolean;
  readonly isFromRoot?: boolean;
}

/** What was loaded: the packages that patterns name, and all that they need. */
export class LoadedPackages {
  /** The requirements that provide them. */
  readonly requirements: Requirements;
  /** All of them, those nearer to the named ones first. */
  readonly packages: readonly LoadedPackage[];
  readonly matches: readonly Match[];
  readonly #byPath: ReadonlyMap<string, LoadedPackage>;

  constructor(
    requirements: Requirements,
    packages: readonly LoadedPackage[],
    byPath: ReadonlyMap<string, LoadedPackage>,
    matches: readonly Match[],
  ) {
    this.requirements = requirements;
    this.packages = packages;
    this.#byPath = byPath;
    this.matches = matches;
  }

  /** A package by its path. */
  package(path: string): LoadedPackage | undefined {
    return this.#byPath.get(path);
  }

  /** The paths of all packages, tests left out, sorted. */
  get paths(): string[] {
    return this.packages
      .filter(({ testOf }) => !testOf)
      .map(({ path }) => path)
      .sort();
  }
}

type ListRoots = (requirements: Requirements) => Promise<readonly string[]>;

/** Loads packages, and adds modules as they need them, until nothing changes any more. */
class Loader {
  readonly #context: LoadContext;
  readonly #options: LoadOptions;
  readonly #allIsRoot: boolean;
  readonly #goVersion: string;
  readonly #compatibleWith: string;
  readonly #allClosesOverTests: boolean;
  /** What messages about packages begin with. */
  readonly #prefix: string;
  requirements: Requirements;
  packages: LoadedPackage[] = [];
  byPath = new Map<string, LoadedPackage>();
  #roots: LoadedPackage[] = [];
  #tasks: Promise<void>[] = [];

  constructor(
    context: LoadContext,
    requirements: Requirements,
    options: LoadOptions,
    allIsRoot: boolean,
  ) {
    this.#context = context;
    this.#options = options;
    this.#allIsRoot = allIsRoot;
    this.requirements = requirements;
    const { goVersion: newest } = context;
    this.#prefix = isGoVersionBefore(newest, '1.21') ? '' : 'go: ';

    this.#goVersion = firstText(options.goVersion) || mainGoVersion(context);
    if (!options.goVersion && options.tidy && !understandsGo(newest, this.#goVersion)) {
      this.#error(
        undefined,
        `go: go.mod file indicates go ${this.#goVersion}, but maximum version supported by tidy is ${newest}`,
      );
      context.report.throwIfFailed();
    }
    const compatible = firstText(options.compatibleWith, priorGoVersion(this.#goVersion));
    const isNewer = isGoVersionBefore(this.#goVersion, compatible);
    this.#compatibleWith = isNewer ? this.#goVersion : compatible;
    this.#allClosesOverTests = !narrowsAll(this.#goVersion) && !options.vendorAll;
  }

  #error(error: unknown, message: string): void {
    const text = message.startsWith('go: ') ? message : this.#prefix + message;
    if (this.#options.allowErrors) this.#context.report.warning(text);
    else this.#context.report.error(error, text);
  }

  #failWith(error: unknown, prefix = 'go: '): void {
    this.#error(error, prefix + messageOf(error));
  }

  async load(listRoots: ListRoots): Promise<void> {
    const { main, report, mode, allowMissingImports } = this.#context;
    const { tidy, resolveMissing } = this.#options;
    const desired =
      this.requirements.pruning === 'workspace' ? 'workspace' : pruningFor(this.#goVersion);
    try {
      this.requirements = await convertPruning(this.requirements, desired);
    } catch (error) {
      this.#failWith(error);
    }
    if (this.requirements.pruning === 'unpruned') {
      const expanded = await expandGraph(this.requirements);
      this.requirements = expanded.requirements;
      if (expanded.error) this.#failWith(expanded.error);
    }
    // Before 1.21 Go went on, and reported the same once more.
    if (!isGoVersionBefore(this.#context.goVersion, '1.21')) report.throwIfFailed();

    for (let round = 0; ; round++) {
      if (round > 1000)
        throw new LoadLoopError('loading packages reached no stable result after 1000 rounds');
      this.packages = [];
      this.byPath = new Map();
      this.#roots = [];
      const paths = await listRoots(this.requirements);

      // Whatever a named package's module requires must count before anything is loaded.
      if (this.requirements.pruning === 'pruned' && mode.kind === 'mod') {
        if (await this.#addModulesOfRoots(paths)) continue;
      }
      this.#roots = [...new Set(paths.map((path) => this.#package(path, { isRoot: true })))];
      await this.#finishTasks();
      this.#order();

      let isChanged: boolean;
      try {
        isChanged = await this.#updateRequirements();
      } catch (error) {
        this.#failWith(error);
        break;
      }
      if (isChanged) continue;
      if (!resolveMissing || (!main.hasRoot && !allowMissingImports)) break;

      const added = await this.#findMissing();
      if (added.length === 0) break;
      const modules = sortModules(added.map(({ module }) => module));
      const { direct, roots } = this.requirements;
      const { areRootsImported = false } = this.#options;
      try {
        this.requirements = await updateRoots(this.requirements, direct, {
          add: modules,
          areRootsImported,
        });
      } catch (error) {
        const failed = error instanceof BuildListError ? error.module : undefined;
        const cause = failed && added.find(({ module }) => isSameModule(module, failed));
        if (cause)
          this.#error(
            error,
            `go: ${cause.package.stackText}: ${messageOf((error as Error).cause)}`,
          );
        else this.#failWith(error);
        break;
      }
      if (isSameList(this.requirements.roots, roots)) {
        throw new LoadLoopError(
          `internal error: adding ${modules.map(moduleKey).join(' ')} to module graph had no effect on root requirements`,
        );
      }
    }
    report.throwIfFailed();

    if (tidy) await this.#tidy();
    this.#reportPackageErrors();
    this.#checkReplacements();
  }

  async #finishTasks(): Promise<void> {
    while (this.#tasks.length > 0) await Promise.all(this.#tasks.splice(0));
  }

  #package(path: string, flags: Flags): LoadedPackage {
    let found = this.byPath.get(path);
    if (!found) {
      found = new LoadedPackage(path);
      this.byPath.set(path, found);
      this.#mark(found, flags);
      this.#tasks.push(this.#load(found));
    } else {
      this.#mark(found, flags);
    }
    return found;
  }

  /** Adds to what is known of a package's part in the build, and hands it on to its imports. */
  #mark(target: LoadedPackage, flags: Flags & { readonly areImportsLoaded?: boolean }): void {
    const before = {
      isInAll: target.isInAll,
      isFromRoot: target.isFromRoot,
      areImportsLoaded: target.areImportsLoaded,
    };
    const isRoot =
      (flags.isRoot ?? false) || ((flags.isInAll ?? false) && this.#allIsRoot && !target.testOf);
    const isChanged =
      (flags.isInAll === true && !target.isInAll) ||
      (isRoot && !target.isRoot) ||
      ((isRoot || flags.isFromRoot === true) && !target.isFromRoot) ||
      (flags.areImportsLoaded && !target.areImportsLoaded);
    if (!isChanged) return;
    target.isInAll ||= flags.isInAll ?? false;
    target.isRoot ||= isRoot;
    target.isFromRoot ||= isRoot || (flags.isFromRoot ?? false);
    target.areImportsLoaded ||= flags.areImportsLoaded ?? false;
    if (!target.areImportsLoaded) return;

    if (!target.testOf) {
      const isMain = this.#isMain(target);
      const closesOverTests = this.#allClosesOverTests && target.isInAll;
      if (
        (this.#allIsRoot && (isMain || closesOverTests)) ||
        (this.#options.tests && target.isRoot)
      ) {
        this.#test(target, { isInAll: isMain || closesOverTests });
      }
    }
    if (target.isInAll && !(before.isInAll && before.areImportsLoaded)) {
      for (const each of target.imports) this.#mark(each, { isInAll: true });
    }
    if (target.isFromRoot && !(before.isFromRoot && before.areImportsLoaded)) {
      for (const each of target.imports) this.#mark(each, { isFromRoot: true });
    }
  }

  #isMain({ module }: LoadedPackage): boolean {
    return module !== undefined && this.#context.main.contains(module.path);
  }

  #isExternal({ module }: LoadedPackage): boolean {
    return module !== undefined && !this.#context.main.contains(module.path);
  }

  async #load(target: LoadedPackage): Promise<void> {
    const { goRoot } = this.#context;
    const { requirements } = this;
    let graph;
    if (requirements.pruning === 'unpruned') {
      graph = await requirements.loadGraph();
      if (graph.error) graph = undefined;
    }
    try {
      const resolved = await resolveImport(this.#context, target.path, requirements, graph);
      target.module = resolved.module;
      target.moduleRoot = resolved.moduleRoot;
      target.directory = resolved.directory;
      target.alternatives = resolved.alternatives;
    } catch (error) {
      rethrowForgery(error);
      target.error = error as Error;
    }
    if (this.#isMain(target) || this.#context.main.tools.has(target.path)) {
      this.#mark(target, { isInAll: true });
    }
    if (target.directory === '') return;
    if (this.#options.allowPackage && target.module) {
      try {
        await this.#options.allowPackage(target.path, target.module);
      } catch (error) {
        target.error = error as Error;
      }
    }
    const source = join(goRoot, 'src');
    target.isStandard =
      isStandardImportPath(target.path) && within(target.directory, source) !== '';

    let scan;
    try {
      scan = scanImports(this.#context.files, target.directory, this.#options.tags);
    } catch (error) {
      target.error = error as Error;
      return;
    }
    const flags = { isInAll: target.isInAll };
    target.imports = scan.imports.map((path) =>
      this.#package(target.isStandard ? this.#standardVendor(target.path, path) : path, flags),
    );
    target.testImports = scan.testImports;
    this.#mark(target, { areImportsLoaded: true });
  }

  #test(target: LoadedPackage, flags: Flags): void {
    if (target.test) {
      this.#mark(target.test, flags);
      return;
    }
    const test = new LoadedPackage(target.path, target);
    target.test = test;
    test.module = target.module;
    test.moduleRoot = target.moduleRoot;
    test.directory = target.directory;
    test.error = target.error;
    test.isStandard = target.isStandard;
    this.#mark(test, flags);
    const importFlags = { isInAll: test.isInAll };
    test.imports = target.testImports.map((path) =>
      this.#package(target.isStandard ? this.#standardVendor(test.path, path) : path, importFlags),
    );
    target.testImports = [];
    this.#mark(test, { areImportsLoaded: true });
  }

  /** Returns what a package of the Go tree means by an import: the tree's own copy, if there is one. */
  #standardVendor(importer: string, path: string): string {
    return standardVendor(this.#context, importer, path, this.#options.vendorsInGoRoot ?? false);
  }

  /** Puts the packages in order, the nearest to the named ones first. */
  #order(): void {
    const seen = new Set(this.#roots);
    this.packages = [...this.#roots];
    for (const each of this.packages) {
      const next = each.test ? [...each.imports, each.test] : each.imports;
      for (const imported of next) {
        if (seen.has(imported)) continue;
        seen.add(imported);
        imported.importedBy = each;
        this.packages.push(imported);
      }
    }
  }

  async #addModulesOfRoots(paths: readonly string[]): Promise<boolean> {
    const { requirements } = this;
    const needed = new Map<string, ModuleVersion>();
    await Promise.all(
      paths.map(async (path) => {
        let module: ModuleVersion | undefined;
        try {
          ({ module } = await resolveImport(this.#context, path, requirements));
        } catch (error) {
          if (!this.#options.resolveMissing || !findCause(error, MissingPackageError)) return;
          module = await findModuleFor(this.#context, path, requirements).catch(() => undefined);
        }
        if (!module || requirements.rootSelected(module.path) === module.version) return;
        needed.set(moduleKey(module), module);
      }),
    );
    if (needed.size === 0) return false;
    const { areRootsImported = false } = this.#options;
    const add = sortModules([...needed.values()]);
    try {
      this.requirements = await updateRoots(requirements, requirements.direct, {
        add,
        areRootsImported,
      });
    } catch (error) {
      this.#failWith(error);
      this.#context.report.throwIfFailed();
      return false;
    }
    if (isSameList(this.requirements.roots, requirements.roots)) {
      throw new LoadLoopError(
        `internal error: adding ${add.map(moduleKey).join(' ')} to module graph had no effect on root requirements`,
      );
    }
    return true;
  }

  /** Brings the roots up to date with what the packages import. Returns whether to load again. */
  async #updateRequirements(): Promise<boolean> {
    const { main, mode } = this.#context;
    const before = this.requirements;
    const { tags, tidy, areRootsImported = false } = this.#options;
    // With all packages under all tags, everything else is known to be indirect.
    const direct = new Set(this.#allIsRoot && tags.isAny ? [] : before.direct);
    for (const each of this.packages) {
      if (!each.module || !main.isMain(each.module)) continue;
      for (const imported of each.imports) {
        if (!this.#isExternal(imported)) continue;
        const module = imported.module!;
        const implicit = new ImplicitRequirementError(each.path, imported.path, module);
        if (main.isWorkspace) {
          if (mode.kind === 'vendor') continue;
          const graph = await before.completeGraph();
          if (!graph.requiredBy(module)) each.error = implicit;
          continue;
        }
        if (!each.error && mode.kind !== 'mod') {
          if (before.rootSelected(module.path) !== module.version) {
            each.error = implicit;
            continue;
          }
        }
        direct.add(module.path);
      }
    }

    const add = tidy ? (await tidyRoots(before, this.packages)).roots : [];
    const updated = await updateRoots(before, direct, {
      packages: this.packages,
      add,
      areRootsImported,
    });
    let isChanged = false;
    if (updated !== before && !isSameList(updated.roots, before.roots)) {
      const graph = await updated.completeGraph();
      for (const each of this.packages) {
        if (this.#isExternal(each) && graph.selected(each.module!.path) !== each.module!.version) {
          isChanged = true;
          break;
        }
        if (!each.error) continue;
        try {
          await resolveImport(this.#context, each.path, updated);
          isChanged = true;
          break;
        } catch {
          // It cannot be loaded with the new requirements either.
        }
      }
    }
    this.requirements = updated;
    return isChanged;
  }

  /** Looks for modules that provide the packages that are missing. */
  async #findMissing(): Promise<{ module: ModuleVersion; package: LoadedPackage }[]> {
    const { report } = this.#context;
    const missing = this.packages.filter(
      ({ error, testOf }) => error && !testOf && findCause(error, MissingPackageError),
    );
    const found = await Promise.all(
      missing.map(async (each) => {
        try {
          return await findModuleFor(this.#context, each.path, this.requirements);
        } catch (error) {
          each.error = error as Error;
          const importer = each.stack
            .reverse()
            .slice(1)
            .find((by) => this.#isMain(by));
          if (error instanceof MissingPackageError && importer) {
            each.error = error.importedFrom(importer.module!);
          }
          return undefined;
        }
      }),
    );
    const added = new Map<string, { module: ModuleVersion; package: LoadedPackage }>();
    found.forEach((module, index) => {
      if (!module) return;
      const target = missing[index]!;
      report.note(`go: found ${target.path} in ${module.path} ${module.version}`);
      if (!added.has(moduleKey(module))) added.set(moduleKey(module), { module, package: target });
    });
    return [...added.values()];
  }

  async #tidy(): Promise<void> {
    const { report } = this.#context;
    let tidy: Requirements;
    try {
      tidy = await tidyRoots(this.requirements, this.packages);
    } catch (error) {
      this.#failWith(error);
      report.throwIfFailed();
      return;
    }
    if (this.requirements.pruning === 'pruned') {
      for (const module of tidy.roots) {
        if (this.requirements.rootSelected(module.path) === module.version) continue;
        this.#error(
          undefined,
          `go: internal error: a requirement on ${moduleKey(module)} is needed but was not added during package loading`,
        );
        report.throwIfFailed();
      }
    }
    this.requirements = tidy;
  }

  #reportPackageErrors(): void {
    const { silencePackageErrors, silenceMissingStandard } = this.#options;
    const { getsModulesFirst } = this.#context.policy;
    // In 2018 an import of a module's root counted for the module, with or without code there.
    const silenceNoGoFiles = this.#options.silenceNoGoFiles ?? getsModulesFirst;
    for (const each of this.packages) {
      if (!each.error) continue;
      const { importedBy } = each;
      if (each.error instanceof ImportSumError && importedBy) {
        each.error = each.error.importedBy({
          path: importedBy.path,
          version: importedBy.module?.version ?? '',
          isTest: importedBy.testOf !== undefined,
        });
      }
      if (silencePackageErrors) continue;
      if (silenceMissingStandard && findCause(each.error, MissingPackageError)?.isStandard)
        continue;
      if (silenceNoGoFiles && findCause(each.error, NoGoError)) continue;
      this.#error(each.error, `${each.stackText}: ${each.error.message}`);
    }
  }

  /** Checks that no module stands in the place of two. */
  #checkReplacements(): void {
    const { main, report } = this.#context;
    const { allowErrors } = this.#options;
    const modules = this.requirements.loadedGraph?.buildList ?? this.requirements.roots;
    const first = new Map<string, string>();
    for (const module of modules) {
      const actual = main.resolve(module);
      const key = moduleKey(actual);
      const previous = first.get(key);
      if (previous === undefined) first.set(key, module.path);
      else if (previous !== module.path) {
        const text = `go: ${actual.path}@${actual.version} used for two different module paths (${previous} and ${module.path})`;
        // An operation on a workspace checks this for each of its modules.
        if (allowErrors) report.warnOnce(text);
        else report.error(undefined, text);
      }
    }
  }

  /** The packages that `all` means. */
  get all(): string[] {
    return this.packages
      .filter(({ isInAll, testOf }) => isInAll && !testOf)
      .map(({ path }) => path)
      .sort();
  }

  get compatibleWith(): string {
    return this.#compatibleWith;
  }

  get goVersion(): string {
    return this.#goVersion;
  }

  /**
   * Checks that an older release finds every package in the same module. When that cannot be known, it is
   * reported, and all else goes on.
   */
  async checkCompatibility(requirements: Requirements): Promise<void> {
    const { report } = this.#context;
    const { allowErrors } = this.#options;
    const old = this.#compatibleWith;
    let suggestsUpgrade = false;
    let suggestsE = false;
    const suggest = () => {
      if (allowErrors) return;
      const context = this.#context;
      const goFlag = this.#goVersion === mainGoVersion(context) ? '' : ` -go=${this.#goVersion}`;
      const isDefault = old === priorGoVersion(this.#goVersion);
      const compatFlag = isDefault ? '' : ` -compat=${old}`;
      report.note('');
      if (suggestsUpgrade) {
        const [description, flag] = suggestsE
          ? [', leaving some packages unresolved', ' -e']
          : ['', ''];
        report.note(
          `To upgrade to the versions selected by go ${old}${description}:\n\tgo mod tidy${flag} -go=${old} && go mod tidy${flag} -go=${this.#goVersion}${compatFlag}`,
        );
      } else if (suggestsE) {
        report.note(
          `To proceed despite packages unresolved in go ${old}:\n\tgo mod tidy -e${goFlag}${compatFlag}`,
        );
      }
      report.note(
        `If reproducibility with go ${old} is not needed:\n\tgo mod tidy${goFlag} -compat=${this.#goVersion}`,
      );
      report.note(
        isGoVersionBefore(this.#context.goVersion, '1.26')
          ? 'For other options, see:\n\thttps://golang.org/doc/modules/pruning'
          : "For information about 'go mod tidy' compatibility, see:\n\thttps://go.dev/ref/mod#graph-pruning",
      );
    };

    const graph = await requirements.loadGraph();
    if (graph.error) {
      this.#error(graph.error, `go: error loading go ${old} module graph: ${graph.error.message}`);
      suggest();
      return;
    }
    const mismatches = new Map<
      LoadedPackage,
      { module: ModuleVersion | undefined; error: unknown }
    >();
    await Promise.all(
      this.packages.map(async (each) => {
        if (!each.module && !each.error) return;
        let module: ModuleVersion | undefined;
        let error: unknown;
        try {
          ({ module } = await resolveImport(this.#context, each.path, requirements, graph));
        } catch (caught) {
          error = caught;
        }
        const isSame =
          module && each.module ? isSameModule(module, each.module) : module === each.module;
        if (!isSame) mismatches.set(each, { module, error });
      }),
    );
    const isLowered = () =>
      this.requirements.roots.some(({ path, version }) => graph.selected(path) !== version);
    if (mismatches.size === 0) {
      const odd = this.requirements.roots.find(
        ({ path, version }) => graph.selected(path) !== version,
      );
      if (odd) {
        throw new ModloadError(
          'ERR_MODLOAD_INTERNAL',
          `internal error: failed to diagnose selected-version mismatch for module ${odd.path}: go ${this.#goVersion} selects ${odd.version}, but go ${old} selects ${graph.selected(odd.path)}\n\tPlease report this at https://golang.org/issue.`,
        );
      }
      return;
    }
    for (const each of this.packages) {
      const mismatch = mismatches.get(each);
      if (!mismatch || each.testOf) continue;
      const { module, error } = mismatch;
      if (error) {
        const from = `${each.stackText} loaded from ${moduleKey(each.module!)},\n\tbut go ${old} would fail to locate it`;
        if (findCause(error, MissingPackageError)) {
          const { path } = each.module!;
          this.#error(
            undefined,
            `${from} in ${moduleKey({ path, version: graph.selected(path) })}`,
          );
        } else {
          if (findCause(error, AmbiguousImportError)) suggestsUpgrade ||= false;
          this.#error(undefined, `${from}:\n\t${messageOf(error)}`);
        }
        suggestsE = true;
        suggestsUpgrade ||= isLowered();
      } else if (each.error) {
        suggestsUpgrade = true;
        this.#error(
          undefined,
          `${each.path} failed to load from any module,\n\tbut go ${old} would load it from ${moduleKey(module!)}`,
        );
      } else {
        suggestsUpgrade = true;
        this.#error(
          undefined,
          `${each.stackText} loaded from ${moduleKey(each.module!)},\n\tbut go ${old} would select ${module!.version}`,
        );
      }
    }
    suggest();
    report.throwIfFailed();
  }
}

/** Returns what a package of the Go tree means by an import path: the copy in the tree's vendor directory, or itself. */
export function standardVendor(
  { files, main, goRoot }: LoadContext,
  importer: string,
  path: string,
  vendorsInGoRoot: boolean,
): string {
  if (isStandardImportPath(path)) return path;
  const source = join(goRoot, 'src');
  const copy = (vendor: string) => {
    const vendored = `${vendor}/${path}`;
    return files.isDirectory(join(source, vendored)) ? vendored : path;
  };
  if (importer === 'cmd' || importer.startsWith('cmd/')) {
    return vendorsInGoRoot && main.contains('cmd') ? path : copy('cmd/vendor');
  }
  const isVendored = importer === 'vendor' || importer.startsWith('vendor/');
  return vendorsInGoRoot && main.contains('std') && !isVendored ? path : copy('vendor');
}

const toolsOf = (modules: readonly MainModule[]) =>
  modules.flatMap(({ goMod }) => goMod?.tool.map(({ path }) => path) ?? []);

/** What loading by patterns gives, with all that tidying needs besides. */
export interface LoadResult {
  readonly loaded: LoadedPackages;
  /** The release that go.mod is to name, when it was tidied. */
  readonly goVersion: string;
  /** The requirements as an older release sees them, where it must be able to load them too. */
  readonly compatible: Requirements | undefined;
}

/** Loads the packages that patterns name, and all that they need. */
export async function loadPackages(
  context: LoadContext,
  requirements: Requirements,
  options: LoadOptions,
  patterns: readonly string[],
): Promise<LoadResult> {
  const { report, main } = context;
  const cleaned = cleanPatterns(patterns);
  const matches = cleaned.map((pattern) => new Match(pattern));
  const loader = new Loader(context, requirements, options, cleaned.includes('all'));
  const modules = main.list.filter(
    ({ path }) => !options.mainModule || options.mainModule.path === path,
  );

  const update = async (match: Match, current: Requirements, isFinal: boolean): Promise<void> => {
    if (match.isLocal) {
      if (!match.directories) await matchDirectories(context, match, modules, current);
      match.packages = [];
      for (const directory of match.directories!) {
        try {
          match.packages.push(await resolveDirectory(context, directory, current));
        } catch (error) {
          if (!match.isLiteral && error instanceof PseudoPackageError) continue;
          if (!main.hasRoot) throw context.missingRoot();
          if (isFinal) match.addError(error);
        }
      }
    } else if (match.isLiteral) {
      match.packages = [match.pattern];
    } else if (match.pattern.includes('...')) {
      match.errors = [];
      const graph = await current.loadGraph();
      if (graph.error) match.errors.push(graph.error);
      await matchPackages(context, match, {
        tags: options.tags,
        includeStandard: true,
        modules: graph.buildList,
      });
    } else if (match.pattern === 'all') {
      if (isFinal) {
        match.packages = loader.all;
      } else {
        match.errors = [];
        await matchPackages(context, match, {
          tags: options.tags,
          includeStandard: false,
          modules: modules.map(({ path }) => ({ path, version: '' })),
        });
        match.packages.push(...toolsOf(modules));
      }
    } else if (match.pattern === 'tool') {
      match.packages = toolsOf(modules);
    } else if (match.pattern === 'work') {
      match.errors = [];
      await matchPackages(context, match, {
        tags: options.tags,
        includeStandard: false,
        modules: main.versions,
      });
    } else if (match.packages.length === 0) {
      matchStandard(context, match);
    }
  };

  await loader.load(async (current) => {
    for (const match of matches) await update(match, current, false);
    return matches.flatMap((match) => match.packages);
  });
  for (const match of matches) await update(match, loader.requirements, true);
  if (!options.silencePackageErrors) {
    for (const error of matches.flatMap((match) => match.errors)) {
      if (options.allowErrors) report.warning(error.message);
      else report.error(error);
    }
  }
  report.throwIfFailed();
  if (!options.silenceUnmatched) {
    for (const { pattern, packages, errors } of matches) {
      if (packages.length === 0 && errors.length === 0) {
        report.note(`go: warning: ${JSON.stringify(pattern)} matched no packages`);
      }
    }
  }

  let compatible: Requirements | undefined;
  if (options.tidy) {
    const pruning = pruningFor(loader.compatibleWith);
    if (pruning !== loader.requirements.pruning) {
      compatible = loader.requirements.with({ pruning });
      await loader.checkCompatibility(compatible);
    }
  }
  return {
    loaded: new LoadedPackages(loader.requirements, loader.packages, loader.byPath, matches),
    goVersion: loader.goVersion,
    compatible,
  };
}

/** Loads what the named Go files import. */
export async function loadImports(
  context: LoadContext,
  requirements: Requirements,
  tags: BuildTags,
  imports: readonly string[],
): Promise<LoadedPackages> {
  const options = { tags, resolveMissing: true, silencePackageErrors: true };
  const loader = new Loader(context, requirements, options, false);
  await loader.load(() => Promise.resolve(imports));
  return new LoadedPackages(loader.requirements, loader.packages, loader.byPath, []);
}
