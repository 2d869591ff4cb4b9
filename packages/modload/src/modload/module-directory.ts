import { isAbsolute, join } from 'node:path';
import { ModloadError, ModuleError } from '../base/errors.js';
import type { FileTree } from '../base/files.js';
import type { GoSum } from '../modfetch/checksums.js';
import type { ModuleSource } from '../modfetch/source.js';
import { moduleKey, type ModuleVersion } from '../module/module.js';
import { hasPathPrefix, isStandardImportPath } from '../module/pattern.js';
import type { MainModules } from './main-modules.js';
import type { Mode } from './mode.js';
import { MissingSumError } from './summary.js';

/** The part of a load context that locating modules needs. */
export interface DirectoryContext {
  readonly main: MainModules;
  readonly mode: Mode;
  readonly goSum: GoSum;
  readonly source: ModuleSource;
  readonly files: FileTree;
}

/** Finds the directories of modules, each once. */
export class ModuleDirectories {
  readonly #context: DirectoryContext;
  readonly #found = new Map<string, Promise<ModuleDirectory>>();

  constructor(context: DirectoryContext) {
    this.#context = context;
  }

  /**
   * The directory of a module: its own, that of its replacement, or one in the module cache, where it is
   * downloaded to.
   */
  find(module: ModuleVersion, needsSum = true): Promise<ModuleDirectory> {
    const key = `${moduleKey(module)} ${needsSum}`;
    let found = this.#found.get(key);
    if (!found) {
      found = this.#find(module, needsSum);
      found.catch(() => undefined);
      this.#found.set(key, found);
    }
    return found;
  }

  async #find(module: ModuleVersion, needsSum: boolean): Promise<ModuleDirectory> {
    const { main, mode, goSum, source, files } = this.#context;
    if (module.version === '') {
      const directory = main.get(module.path)?.directory;
      if (directory) return { directory, isLocal: true };
    }
    let actual = module;
    const replacement = main.replacement(module);
    if (replacement) {
      if (replacement.version === '') {
        const directory = replacementDirectory(this.#context, replacement);
        if (!files.isDirectory(directory) && !files.isFile(directory)) {
          const reason = `replacement directory ${replacement.path} does not exist`;
          throw ModuleError.of(module, new ModloadError('ERR_MODLOAD_NOT_FOUND', reason));
        }
        return { directory, isLocal: true };
      }
      actual = replacement;
    }
    if (main.hasRoot && mode.kind === 'readonly' && !main.isWorkspace && needsSum) {
      if (!goSum.has(actual)) throw ModuleError.of(actual, new MissingSumError());
    }
    return { directory: await source.download(actual), isLocal: false };
  }
}

/** Where a module is. */
export interface ModuleDirectory {
  readonly directory: string;
  /** Whether it is no part of the module cache: then other modules may lie within. */
  readonly isLocal: boolean;
}

/** The directory that stands in a module's place. */
export function replacementDirectory(
  { main }: Pick<DirectoryContext, 'main'>,
  { path }: ModuleVersion,
): string {
  return isAbsolute(path) ? path : join(main.replacementRoot, path);
}

/**
 * The directory that a package would have in a module, and whether there are Go files in it; nothing
 * when its path is none below that of the module, or another module lies in between.
 */
export function findInModule(
  { files }: Pick<DirectoryContext, 'files'>,
  importPath: string,
  modulePath: string,
  root: string,
  isLocal: boolean,
): { directory: string; hasGoFiles: boolean } | undefined {
  let directory: string;
  if (importPath === modulePath) directory = root;
  else if (modulePath === '') directory = join(root, importPath);
  else if (hasPathPrefix(importPath, modulePath)) {
    directory = join(root, importPath.slice(modulePath.length + 1));
  } else return undefined;

  if (isLocal) {
    for (let each = directory; each !== root && each.length > root.length;) {
      if (files.isFile(join(each, 'go.mod'))) return undefined;
      const parent = join(each, '..');
      if (parent === each) break;
      each = parent;
    }
  }
  return { directory, hasGoFiles: files.hasGoFiles(directory) };
}

/** Returns whether the standard library has a package. */
export function isStandard(
  { files, goRoot }: { readonly files: FileTree; readonly goRoot: string },
  path: string,
): boolean {
  return isStandardImportPath(path) && files.isDirectory(join(goRoot, 'src', path));
}
