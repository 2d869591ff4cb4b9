import type { GoSum } from '../modfetch/checksums.js';
import type { Environment } from '../base/environment.js';
import type { ModuleSource } from '../modfetch/source.js';
import type { FileTree } from '../base/files.js';
import type { MainModules } from './main-modules.js';
import type { Policy } from './policy.js';
import type { Mode } from './mode.js';
import type { ModuleDirectories } from './module-directory.js';
import type { Report } from '../base/report.js';
import type { BuildTags } from '../imports/constraint.js';
import type { Summaries } from './summary.js';
import type { ModulesText } from '../modfile/modulestxt.js';

/** Everything that Go's loader keeps in package variables, for one operation. */
export interface LoadContext {
  readonly environment: Environment;
  readonly files: FileTree;
  /** The directory in which the loader was started; relative paths start there. */
  readonly directory: string;
  readonly source: ModuleSource;
  readonly goSum: GoSum;
  /** Where go.sum is, or go.work.sum; empty if none is kept. */
  readonly goSumFile: string;
  readonly policy: Policy;
  readonly report: Report;
  readonly main: MainModules;
  readonly mode: Mode;
  /** The modules of the vendor directory, when that is in use. */
  readonly vendor: ModulesText | undefined;
  readonly summaries: Summaries;
  readonly directories: ModuleDirectories;
  /** Whether modules are looked up for missing imports although there is no module. */
  readonly allowMissingImports: boolean;
  /** The newest release whose go.mod is understood in full. */
  readonly goVersion: string;
  /** The Go tree of the standard library: GOROOT, or one that only this package knows. */
  readonly goRoot: string;
  /** The build tags: they decide which files of a package count. */
  readonly buildTags: BuildTags;
  /** Why there is no module to work in. */
  missingRoot(): Error;
}

/** Returns whether go.mod must name everything that is needed, since it must not be changed. */
export function mustBeComplete({ mode, main }: LoadContext): boolean {
  return mode.kind !== 'mod' && !main.isWorkspace;
}
