/**
 * Go's module loader: opens a module or workspace, and lists, queries, changes and downloads modules as the
 * `go` command does. It has no global state and prints nothing.
 */

export {
  initModule,
  initWorkspace,
  Module,
  openModule,
  syncWorkspace,
  useModules,
  type CallOptions,
  type ListPackagesResult,
  type ModuleDownloadResult,
  type OpenOptions,
  type QueryOptions,
  type TidyResult,
} from './open-module.js';
export type { ModuleEdit, FileChange } from './modload/commit.js';

export type { Download } from './commands/download.js';
export { formatExplanation, type Explanation } from './commands/explain.js';
export {
  showChange,
  type GetOptions,
  type GetResult,
  type RequirementChange,
} from './commands/get.js';
export {
  formatGraph,
  graphEdges,
  selectedEdges,
  type GraphEdge,
  type GraphFormat,
} from './commands/graph.js';
export type { InitResult } from './commands/init.js';
export type { LoadPackagesOptions, LoadPackagesResult } from './commands/load.js';
export type { PlannedTag } from './commands/planned-tree.js';
export type { TidyOptions } from './commands/tidy.js';
export type { VendorOptions, VendorResult } from './commands/vendor.js';
export type { VerifyProblem } from './commands/verify.js';
export type { Reason, WhyOptions } from './commands/why.js';
export type { WorkEdit } from './commands/work.js';
export type { Importer, ResolvedImport } from './modload/import.js';
export {
  showModuleInfo,
  type ItemError,
  type ListOptions,
  type ModuleInfo,
} from './modload/list-modules.js';
export type { DescribeOptions, PackageDescription } from './modload/list-packages.js';
export type { LoadedPackage } from './modload/load-packages.js';
export type { ModuleGraph, PackageUse } from './modload/requirements.js';

export { GoModDirtyError, type Mode } from './modload/mode.js';
export { DisallowedError, ExcludedError, RetractedError } from './modload/disallowed.js';
export { ImplicitRequirementError, ImportSumError, InvalidImportError } from './modload/import.js';
export { VersionConflictError, type VersionConflict } from './modload/edit-requirements.js';
export { PackageError } from './modload/list-packages.js';
export { NoModuleError } from './modload/main-modules.js';
export { MatchError, type Match } from './modload/match.js';
export { MainModuleQueryError } from './modload/module-query.js';
export { PackageNotInModuleError, type NotInModule } from './modload/not-in-module.js';
export { MissingSumError } from './modload/summary.js';
export { ReportedError } from './base/report.js';

export type { LoadEvent, LoadListener } from './base/report.js';
export {
  releaseTags,
  resolveEnvironment,
  type Environment,
  type Variables,
} from './base/environment.js';
export * as files from './base/file-trees.js';
export type { FileEntry, FileTree } from './base/files.js';
export * as buildinfo from './modload/buildinfo.js';
export { GoSum, type GoSumOptions, type SumFile, type SumMode } from './modfetch/checksums.js';
export type { Position, Positions, SourceDirectory } from './imports/directory.js';
export { hash1, hashDirectory, hashGoMod, hashZip } from './modfetch/dirhash.js';
export { createModuleSource, type SourceOptions } from './modfetch/source.js';
export * from './pure.js';
