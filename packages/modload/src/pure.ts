/**
 * What works without a file system, processes or a network: versions, paths, go.mod and the files around
 * it, the selection of versions, and queries over a source in memory. It imports no module of Node.js.
 */

export * from './base/errors.js';
export * as semver from './module/semver.js';
export * as mvs from './mvs.js';
export * from './module/module.js';
export * from './module/goversion.js';
export * from './module/pseudo.js';
export * from './modfile/gomod.js';
export * from './modfile/gowork.js';
export * from './modfile/gosum.js';
export * from './modfile/modulestxt.js';
export * from './modfile/scan.js';
export {
  autoQuote,
  checkCanonicalVersion,
  isDirectoryPath,
  isToolchain,
  mustQuote,
  type Exclude,
  type Godebug,
  type PathDirective,
  type GoDirective,
  type Replace,
  type ToolchainDirective,
  type VersionFixer,
} from './modfile/directives.js';
export {
  FileSyntax,
  type CommentBlock,
  type Comments,
  type Line,
  type LineBlock,
  type Statement,
} from './modfile/syntax.js';
export * from './imports/constraint.js';
export * from './imports/header.js';
export * from './module/pattern.js';
export { isStandardPackage, standardPackages } from './imports/stdlib.js';
export * from './modload/policy.js';
export * from './modfetch/memory.js';
export { query, NoPatchBaseError, type AllowsVersion } from './modload/version-query.js';
export * from './commands/consumable.js';
export type { ModuleSource } from './modfetch/source.js';
export type { Origin, RevInfo, VersionList, VersionRepo } from './modfetch/repo.js';
