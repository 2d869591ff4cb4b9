/**
 * Go's module loader: main modules, module graphs, versions, packages, and what the `go` command makes
 * of them. Nothing is global, nothing is printed.
 */

export { openModule, Module } from './open-module.js';
export type { LoadPackagesOptions, LoadPackagesResult, OpenOptions } from './open-module.js';
export { ModuleEdit, type FileChange } from './modload/commit.js';
export {
  resolveEnvironment,
  releaseTags,
  type Environment,
  type Variables,
} from './base/environment.js';
export { disk, overlay, type FileEntry, type FileTree } from './base/files.js';
export {
  findLegacyFile,
  findModulePath,
  findModuleRoot,
  findWorkFile,
  GoModIndex,
  MainModules,
  NoModuleError,
  type MainModule,
  type ModulePathSearch,
  type Replacement,
  type Workspace,
} from './modload/main-modules.js';
export {
  ModuleGraph,
  Requirements,
  requirementSource,
  type PackageUse,
  type RootUpdate,
} from './modload/requirements.js';
export type { LoadContext } from './modload/context.js';
export type { Mode } from './modload/mode.js';
export { GoModDirtyError } from './modload/mode.js';
export { Report, ReportedError, type LoadEvent, type LoadListener } from './base/report.js';
export {
  Summaries,
  MissingSumError,
  type Pruning,
  type Retraction,
  type Summary,
} from './modload/summary.js';
export {
  ImplicitRequirementError,
  ImportSumError,
  InvalidImportError,
  MissingPackageError,
  type Importer,
  type ResolvedImport,
} from './modload/import.js';
export { ModuleDirectories, type ModuleDirectory } from './modload/module-directory.js';
export {
  DisallowedError,
  ExcludedError,
  RetractedError,
  type Allowed,
} from './modload/disallowed.js';
export {
  isRevisionQuery,
  MainModuleQueryError,
  type PatternResult,
  type QueryResult,
  type Selected,
} from './modload/module-query.js';
export { PackageNotInModuleError } from './modload/not-in-module.js';
export { LoadedPackage, LoadedPackages, type LoadOptions } from './modload/load-packages.js';
export { Match, MatchError } from './modload/match.js';
export {
  LoadState,
  type FoundRoots,
  type ModeDefaults,
  type RootSearch,
  type Settings,
} from './modload/state.js';
export {
  showModuleInfo,
  type ListOptions,
  type ListResult,
  type ModuleInfo,
} from './modload/list-modules.js';
export {
  showChange,
  type GetOptions,
  type GetResult,
  type RequirementChange,
} from './commands/get.js';
export { VersionConflictError, type VersionConflict } from './modload/edit-requirements.js';
export type { TidyOptions, TidyResult } from './commands/tidy.js';
export { vendor, VendorResult, type VendorOptions } from './commands/vendor.js';
export type { Damage } from './commands/verify.js';
export type { Reason, WhyOptions } from './commands/why.js';
export type { Download, DownloadResult } from './commands/download.js';
export { formatExplanation, type Explanation } from './commands/explain.js';
export {
  formatGraph,
  graphEdges,
  selectedEdges,
  type GraphEdge,
  type GraphFormat,
} from './commands/graph.js';
export {
  describePackages,
  PackageDescription,
  PackageError,
  type DescribeOptions,
  type DescribeResult,
} from './modload/list-packages.js';
export { initModule, type InitResult } from './commands/init.js';
export { initWorkspace, syncWorkspace, useModules, type WorkEdit } from './commands/work.js';
export {
  moduleInfoData,
  moduleInfoProgram,
  packageBuildInfo,
  type BuiltModule,
} from './modload/buildinfo.js';
export { GoSum, type GoSumOptions } from './modfetch/checksums.js';
export { hash1, hashDirectory, hashGoMod, hashZip } from './modfetch/dirhash.js';
export { createModuleSource, GoModuleSource, type SourceOptions } from './modfetch/source.js';
export * from './pure.js';
