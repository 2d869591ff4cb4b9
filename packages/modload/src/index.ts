/**
 * Go's module loader: main modules, module graphs, versions, packages, and what the `go` command makes
 * of them. Nothing is global, nothing is printed.
 */

export { openModule, Module } from './session.js';
export type { LoadPackagesOptions, LoadPackagesResult, OpenOptions } from './session.js';
export { ModuleEdit, type FileChange } from './commit.js';
export {
  resolveEnvironment,
  releaseTags,
  type Environment,
  type Variables,
} from './environment.js';
export { disk, overlay, type FileEntry, type FileTree } from './files.js';
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
} from './mainmodule.js';
export {
  ModuleGraph,
  Requirements,
  requirementSource,
  type PackageUse,
  type RootUpdate,
} from './requirements.js';
export type { LoadContext, Mode } from './context.js';
export { GoModDirtyError } from './context.js';
export { Report, ReportedError, type LoadEvent, type LoadListener } from './report.js';
export {
  Summaries,
  MissingSumError,
  type Pruning,
  type Retraction,
  type Summary,
} from './summary.js';
export {
  ImplicitRequirementError,
  ImportSumError,
  InvalidImportError,
  MissingPackageError,
  ModuleDirectories,
  type Importer,
  type ModuleDirectory,
  type ResolvedImport,
} from './resolve.js';
export { DisallowedError, ExcludedError, RetractedError, type Allowed } from './allowed.js';
export {
  isRevisionQuery,
  MainModuleQueryError,
  PackageNotInModuleError,
  type PatternResult,
  type QueryResult,
  type Selected,
} from './queries.js';
export { LoadedPackage, LoadedPackages, type LoadOptions } from './loader.js';
export { Match, MatchError } from './match.js';
export {
  LoadState,
  type FoundRoots,
  type ModeDefaults,
  type RootSearch,
  type Settings,
} from './state.js';
export { showModuleInfo, type ListOptions, type ListResult, type ModuleInfo } from './list.js';
export { showChange, type GetOptions, type GetResult, type RequirementChange } from './get.js';
export { VersionConflictError, type VersionConflict } from './edit.js';
export type { TidyOptions, TidyResult } from './tidy.js';
export { vendor, VendorResult, type VendorOptions } from './vendor.js';
export type { Damage } from './verify.js';
export type { Reason, WhyOptions } from './why.js';
export type { Download, DownloadResult } from './download.js';
export { formatExplanation, type Explanation } from './explain.js';
export {
  formatGraph,
  graphEdges,
  selectedEdges,
  type GraphEdge,
  type GraphFormat,
} from './graph.js';
export {
  describePackages,
  PackageDescription,
  PackageError,
  type DescribeOptions,
  type DescribeResult,
} from './packages.js';
export { initModule, type InitResult } from './init.js';
export { initWorkspace, syncWorkspace, useModules, type WorkEdit } from './work.js';
export {
  moduleInfoData,
  moduleInfoProgram,
  packageBuildInfo,
  type BuiltModule,
} from './buildinfo.js';
export { GoSum, type GoSumOptions } from './checksums.js';
export { hash1, hashDirectory, hashGoMod, hashZip } from './dirhash.js';
export { createModuleSource, GoModuleSource, type SourceOptions } from './fetch/source.js';
export * from './pure.js';
