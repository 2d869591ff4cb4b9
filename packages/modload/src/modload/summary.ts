import { isAbsolute, join } from 'node:path';
import { nameError, ModloadError, ModuleError, messageOf } from '../base/errors.js';
import { shortPath, type FileTree } from '../base/files.js';
import type { GoSum } from '../modfetch/checksums.js';
import type { ModuleSource } from '../modfetch/source.js';
import type { ModulesText } from '../modfile/modulestxt.js';
import { isGoVersionBefore } from '../module/goversion.js';
import type { Environment } from '../base/environment.js';
import { checkGoLine } from './go-line.js';
import type { MainModules } from './main-modules.js';
import type { Mode } from './mode.js';
import { scanGoMod } from '../modfile/scan.js';
import { moduleKey, ModuleTable, type ModuleVersion } from '../module/module.js';
import { isValid } from '../module/semver.js';

/**
 * How much of a module graph a go.mod brings in: everything that its requirements require, or only
 * these themselves (`pruned`, since its go line says 1.17), or what the modules of a workspace need.
 */
export type Pruning = 'pruned' | 'unpruned' | 'workspace';

/** From this release on go.mod names every module that its packages need. */
export const pruningRelease = '1.17';

/** How a go.mod with this go line is loaded. */
export function pruningFor(goVersion: string): 'pruned' | 'unpruned' {
  return isGoVersionBefore(goVersion, pruningRelease) ? 'unpruned' : 'pruned';
}

/** Versions that their author retracted. */
export interface Retraction {
  readonly low: string;
  readonly high: string;
  readonly rationale: string;
}

/** What the go.mod of a required module says. */
export interface Summary {
  readonly path: string;
  /** Its go line; empty if there is none. */
  readonly goVersion: string;
  readonly pruning: 'pruned' | 'unpruned';
  readonly require: readonly ModuleVersion[];
  readonly retract: readonly Retraction[];
  readonly deprecated: string;
}

/** The go.sum has no line for a go.mod or a module that is needed. */
export class MissingSumError extends ModloadError {
  static {
    nameError(this, 'MissingSumError');
  }

  /** Created by this package. */
  constructor(suggestion = '') {
    super('ERR_MODLOAD_MISSING_SUM', `missing go.sum entry${suggestion}`);
  }
}

/** The part of a load context that reading the go.mod files of dependencies needs. */
export interface SummaryContext {
  readonly main: MainModules;
  readonly mode: Mode;
  readonly goSum: GoSum;
  readonly source: ModuleSource;
  readonly files: FileTree;
  readonly directory: string;
  readonly vendor: ModulesText | undefined;
  readonly goVersion: string;
  readonly environment: Environment;
}

/** The go.mod files of required modules, each read once. */
export class Summaries {
  readonly #context: SummaryContext;
  // By the object that stands for a module: a key of text would have to be made for each question.
  readonly #raw = new Map<ModuleVersion, Summary | Promise<Summary>>();
  readonly #seen = new Map<ModuleVersion, Summary | Promise<Summary>>();
  readonly #goVersions = new Map<string, string>();
  readonly #table = new ModuleTable();

  constructor(context: SummaryContext) {
    this.#context = context;
  }

  /** The one object for a module: the same for the same path and version. */
  intern(module: ModuleVersion): ModuleVersion {
    return this.#table.get(module);
  }

  /** The go line of a module as far as it is known by now. */
  knownGoVersion(module: ModuleVersion): string | undefined {
    return this.#goVersions.get(moduleKey(module));
  }

  /** Notes the go line of a module that was found elsewhere, as in vendor/modules.txt. */
  noteGoVersion(module: ModuleVersion, goVersion: string): void {
    this.#goVersions.set(moduleKey(module), goVersion);
  }

  /**
   * Returns what a module requires as the main module sees it: with replacements, checked against go.sum, and
   * without the versions that are excluded.
   */
  read(module: ModuleVersion): Summary | Promise<Summary> {
    const key = this.intern(module);
    let summary = this.#seen.get(key);
    if (summary === undefined) {
      summary = this.#read(key);
      this.#seen.set(key, summary);
      if (summary instanceof Promise) {
        summary.then(
          (value) => this.#seen.set(key, value),
          () => undefined,
        );
      }
    }
    return summary;
  }

  #read(module: ModuleVersion): Summary | Promise<Summary> {
    const { vendor, main, mode, goSum } = this.#context;
    if (vendor) {
      const isKnown = vendor.version(module.path) === module.version;
      return {
        path: module.path,
        goVersion: '',
        pruning: 'pruned',
        require: isKnown ? vendor.vendored : [],
        retract: [],
        deprecated: '',
      };
    }
    const actual = main.resolve(module);
    if (actual.version !== '' && main.hasRoot && mode.kind === 'readonly' && !main.isWorkspace) {
      if (!goSum.has({ path: actual.path, version: `${actual.version}/go.mod` })) {
        const what = isGoVersionBefore(this.#context.goVersion, '1.21') ? '' : ' for go.mod file';
        const suggestion = `${what}; to add it:\n\tgo mod download ${module.path}`;
        return Promise.reject(ModuleError.of(actual, new MissingSumError(suggestion)));
      }
    }
    const raw = actual === module ? this.#rawOf(module) : this.raw(actual);
    return raw instanceof Promise
      ? raw.then((summary) => this.#adapt(module, actual, summary))
      : this.#adapt(module, actual, raw);
  }

  #adapt(module: ModuleVersion, actual: ModuleVersion, summary: Summary): Summary {
    const { main } = this.#context;
    checkGoLine(this.#context, moduleKey(module), summary.goVersion);
    if (actual.version !== '') {
      if (summary.path === '') {
        throw ModuleError.of(
          actual,
          new ModloadError('ERR_MODLOAD_MOD_FILE', 'parsing go.mod: missing module line'),
        );
      }
      if (summary.path !== module.path && summary.path !== actual.path) {
        throw ModuleError.of(
          actual,
          new ModloadError(
            'ERR_MODLOAD_MOD_FILE',
            `parsing go.mod:\n\tmodule declares its path as: ${summary.path}\n\t        but was required as: ${module.path}`,
          ),
        );
      }
    }
    if (!main.hasExclusions || !summary.require.some((each) => main.isExcluded(each))) {
      return summary;
    }
    const require = summary.require.flatMap((each) => {
      const meant = main.meaning(each);
      return meant === undefined ? [] : [this.intern(meant)];
    });
    return { ...summary, require };
  }

  /** Returns what the go.mod of a module says, or that of a directory, when there is no version. */
  raw(module: ModuleVersion): Summary | Promise<Summary> {
    return this.#rawOf(this.intern(module));
  }

  /** As {@link Summaries.raw}, for the one object that stands for a module. */
  #rawOf(module: ModuleVersion): Summary | Promise<Summary> {
    let summary = this.#raw.get(module);
    if (summary === undefined) {
      summary = this.#readRaw(module);
      this.#raw.set(module, summary);
      if (summary instanceof Promise) {
        summary.then(
          (value) => this.#raw.set(module, value),
          () => undefined,
        );
      }
    }
    return summary;
  }

  #readRaw(module: ModuleVersion): Summary | Promise<Summary> {
    if (module.version === '') {
      try {
        const { name, text } = this.#readDirectory(module);
        return this.#parse(module, shortPath(name, this.#context.directory), text);
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(messageOf(error)));
      }
    }
    const cached = this.#context.source.goModIfCached?.(module);
    if (cached !== undefined) return this.#parse(module, 'go.mod', cached);
    if (!isValid(module.version)) {
      const text = `internal error: ${moduleKey(module)}: unexpected invalid semantic version`;
      return Promise.reject(new ModloadError('ERR_MODLOAD_INVALID_VERSION', text));
    }
    return this.#context.source.goMod(module).then((text) => this.#parse(module, 'go.mod', text));
  }

  #readDirectory(module: ModuleVersion): { name: string; text: string } {
    const { main, files, directory } = this.#context;
    const own = main.isWorkspace ? main.get(module.path)?.directory : undefined;
    const root =
      own ?? (isAbsolute(module.path) ? module.path : join(main.replacementRoot, module.path));
    const name = join(root, 'go.mod');
    try {
      return { name, text: files.read(name) };
    } catch (error) {
      const reason = `reading ${shortPath(name, directory)}: ${readFailure(error, name)}`;
      throw ModuleError.of(module, new ModloadError('ERR_MODLOAD_NOT_FOUND', reason, error));
    }
  }

  #parse(module: ModuleVersion, name: string, text: string): Summary {
    let file;
    try {
      file = scanGoMod('go.mod', text, this.#table);
    } catch (error) {
      const reason = `parsing ${name}: ${messageOf(error)}`;
      throw ModuleError.of(module, new ModloadError('ERR_MODLOAD_MOD_FILE', reason, error));
    }
    if (file.goVersion !== '') this.#goVersions.set(moduleKey(module), file.goVersion);
    return {
      path: file.path,
      goVersion: file.goVersion,
      pruning: file.goVersion === '' ? 'unpruned' : pruningFor(file.goVersion),
      require: file.require,
      retract: file.retract,
      deprecated: file.deprecated,
    };
  }
}

/** Returns what the system says about a file that cannot be read, in Go's words. */
export function readFailure(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return `open ${path}: no such file or directory`;
    case 'EISDIR':
      return `read ${path}: is a directory`;
    case 'ENOTDIR':
      return `open ${path}: not a directory`;
    case 'EACCES':
      return `open ${path}: permission denied`;
    default:
      return messageOf(error);
  }
}
