/**
 * What works without a file system, processes or a network: versions, paths, go.mod and the files around
 * it, the selection of versions, and queries over a source in memory. It imports no module of Node.js.
 */

export * from './errors.js';
export * as semver from './semver.js';
export * as mvs from './mvs.js';
export * from './module.js';
export * from './goversion.js';
export * from './pseudo.js';
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
  type Godebug,
  type GoDirective,
  type Replace,
  type ToolchainDirective,
  type VersionFixer,
} from './modfile/arguments.js';
export {
  FileSyntax,
  type CommentBlock,
  type Comments,
  type Line,
  type LineBlock,
  type Statement,
} from './modfile/syntax.js';
export * from './source/constraint.js';
export * from './source/imports.js';
export * from './pattern.js';
export { isStandardPackage, standardPackages } from './stdlib.js';
export * from './policy.js';
export * from './memory.js';
export { query, NoPatchBaseError, type AllowsVersion } from './query.js';
export * from './consumable.js';
export type { ModuleSource } from './fetch/source.js';
export type { Origin, RevInfo, VersionList, VersionRepo } from './fetch/repo.js';
