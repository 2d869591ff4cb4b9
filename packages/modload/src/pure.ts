/**
 * The part of the API that needs neither a file system nor processes nor a network: versions, paths, go.mod
 * and the files around it, version selection, and queries over modules in memory. It imports no module of
 * Node.js and runs in browsers and workers.
 */

export {
  AmbiguousImportError,
  ChecksumError,
  ImportMissingError,
  InvalidPathError,
  InvalidVersionError,
  LoadLoopError,
  LookupDisabledError,
  ModFileError,
  ModloadError,
  ModuleError,
  NoMatchingVersionError,
  NotFoundError,
  QueryError,
  RequireError,
  VcsError,
  type ErrorCode,
  type ModFileProblem,
} from './base/errors.js';
export * as imports from './imports/index.js';
export * as modfile from './modfile/index.js';
export type { DirectiveFile } from './modfile/directive-file.js';
export type {
  Exclude as ExcludeDirective,
  Godebug as GodebugDirective,
  GoDirective,
  PathDirective,
  Replace as ReplaceDirective,
  ToolchainDirective,
} from './modfile/directives.js';
export type {
  GoMod,
  ModuleDirective,
  Require as RequireDirective,
  Requirement,
  Retract as RetractDirective,
  VersionInterval,
} from './modfile/gomod.js';
export type { GoWork, Use as UseDirective } from './modfile/gowork.js';
export type {
  CommentBlock,
  Comments,
  FileSyntax,
  Line as SyntaxLine,
  LineBlock,
  Statement,
} from './modfile/syntax.js';
export * as module from './module/index.js';
export type { ModuleVersion } from './module/module.js';
export * as mvs from './mvs.js';
export type { BuildListError, Graph, VersionComparison } from './mvs.js';
export * as semver from './module/semver.js';

export {
  consumable,
  formatConsumability,
  type Consumability,
  type ConsumableOptions,
  type Remedy,
} from './commands/consumable.js';
export type { PlannedTree } from './commands/planned-tag.js';
export { MemorySource, type MemoryModules, type MemoryVersion } from './modfetch/memory.js';
export type { Origin, RevInfo, VersionList, VersionRepo } from './modfetch/repo.js';
export type { Lookup, ModuleSource } from './modfetch/source.js';
export type { Semantics } from './modload/policy.js';
export {
  NoPatchBaseError,
  query as queryVersion,
  type AllowsVersion,
} from './modload/version-query.js';
