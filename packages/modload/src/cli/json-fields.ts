// Go's structs as `go list` shows them: names and order are Go's, the properties those of the library.

import { showModuleInfo, type ModuleInfo } from '../modload/list-modules.js';
import type { Field, Shape } from './go-values.js';

const field = (name: string, property: string, type: Field['type'], always = false): Field => ({
  name,
  property,
  type,
  ...(always && { always }),
});

const moduleError: Shape = {
  name: 'modinfo.ModuleError',
  fields: [field('Err', 'message', 'string', true)],
};

/** A module, as `go list -m` shows it. */
export const moduleShape: Shape = {
  name: 'modinfo.ModulePublic',
  fields: [
    field('Path', 'path', 'string'),
    field('Version', 'version', 'string'),
    field('Query', 'query', 'string'),
    field('Versions', 'versions', 'strings'),
    field('Replace', 'replace', { pointer: () => moduleShape }),
    field('Time', 'time', 'time'),
    field('Update', 'update', { pointer: () => moduleShape }),
    field('Main', 'main', 'boolean'),
    field('Indirect', 'indirect', 'boolean'),
    field('Dir', 'directory', 'string'),
    field('GoMod', 'goMod', 'string'),
    field('GoVersion', 'goVersion', 'string'),
    field('Retracted', 'retracted', 'strings'),
    field('Deprecated', 'deprecated', 'string'),
    field('Error', 'error', { pointer: () => moduleError }),
    field('Sum', 'sum', 'string'),
    field('GoModSum', 'goModSum', 'string'),
    field('Origin', 'origin', 'any'),
    field('Reuse', 'reuse', 'boolean'),
  ],
  text: (info: ModuleInfo) => showModuleInfo(info),
};

const packageError: Shape = {
  name: 'load.PackageError',
  fields: [
    field('ImportStack', 'importStack', 'strings', true),
    field('Pos', 'position', 'string', true),
    field('Err', 'reason', 'string', true),
  ],
  text: (error: { message: string }) => error.message,
};

const lists = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([name, property]) => field(name, property, 'strings'));

/** A package, as `go list` shows it. */
export const packageShape: Shape = {
  name: 'load.PackagePublic',
  fields: [
    field('Dir', 'directory', 'string'),
    field('ImportPath', 'importPath', 'string'),
    field('ImportComment', 'importComment', 'string'),
    field('Name', 'name', 'string'),
    field('Doc', 'doc', 'string'),
    field('Target', 'target', 'string'),
    field('Shlib', 'shlib', 'string'),
    field('Root', 'root', 'string'),
    field('ConflictDir', 'conflictDirectory', 'string'),
    field('ForTest', 'forTest', 'string'),
    field('Export', 'export', 'string'),
    field('BuildID', 'buildId', 'string'),
    field('Module', 'module', { pointer: () => moduleShape }),
    field('Match', 'match', 'strings'),
    field('Goroot', 'isInGoRoot', 'boolean'),
    field('Standard', 'isStandard', 'boolean'),
    field('DepOnly', 'isDependencyOnly', 'boolean'),
    field('BinaryOnly', 'isBinaryOnly', 'boolean'),
    field('Incomplete', 'isIncomplete', 'boolean'),
    field('Stale', 'isStale', 'boolean'),
    field('StaleReason', 'staleReason', 'string'),
    ...lists({
      GoFiles: 'goFiles',
      CgoFiles: 'cgoFiles',
      CompiledGoFiles: 'compiledGoFiles',
      IgnoredGoFiles: 'ignoredGoFiles',
      InvalidGoFiles: 'invalidGoFiles',
      IgnoredOtherFiles: 'ignoredOtherFiles',
      CFiles: 'cFiles',
      CXXFiles: 'cxxFiles',
      MFiles: 'mFiles',
      HFiles: 'hFiles',
      FFiles: 'fFiles',
      SFiles: 'sFiles',
      SwigFiles: 'swigFiles',
      SwigCXXFiles: 'swigCxxFiles',
      SysoFiles: 'sysoFiles',
      EmbedPatterns: 'embedPatterns',
      EmbedFiles: 'embedFiles',
      CgoCFLAGS: 'cgoCFlags',
      CgoCPPFLAGS: 'cgoCppFlags',
      CgoCXXFLAGS: 'cgoCxxFlags',
      CgoFFLAGS: 'cgoFFlags',
      CgoLDFLAGS: 'cgoLdFlags',
      CgoPkgConfig: 'cgoPkgConfig',
      Imports: 'imports',
    }),
    field('ImportMap', 'importMap', 'map'),
    field('Deps', 'dependencies', 'strings'),
    field('Error', 'error', { pointer: () => packageError }),
    field('DepsErrors', 'dependencyErrors', { slice: () => packageError }),
    ...lists({
      TestGoFiles: 'testGoFiles',
      TestImports: 'testImports',
      TestEmbedPatterns: 'testEmbedPatterns',
      TestEmbedFiles: 'testEmbedFiles',
      XTestGoFiles: 'externalTestGoFiles',
      XTestImports: 'externalTestImports',
      XTestEmbedPatterns: 'externalTestEmbedPatterns',
      XTestEmbedFiles: 'externalTestEmbedFiles',
    }),
  ],
};

/** What `{{context}}` gives. */
export const contextShape: Shape = {
  name: 'list.Context',
  fields: [
    field('GOARCH', 'architecture', 'string'),
    field('GOOS', 'system', 'string'),
    field('GOROOT', 'goRoot', 'string'),
    field('GOPATH', 'goPath', 'string'),
    field('CgoEnabled', 'cgo', 'boolean'),
    field('UseAllFiles', 'useAllFiles', 'boolean'),
    field('Compiler', 'compiler', 'string'),
    field('BuildTags', 'buildTags', 'strings'),
    field('ToolTags', 'toolTags', 'strings'),
    field('ReleaseTags', 'releaseTags', 'strings'),
    field('InstallSuffix', 'installSuffix', 'string'),
  ],
};

/** A download, as `go mod download -json` shows it. */
export const downloadShape: Shape = {
  name: 'modcmd.moduleJSON',
  fields: [
    field('Path', 'path', 'string'),
    field('Version', 'version', 'string'),
    field('Query', 'query', 'string'),
    field('Error', 'error', 'string'),
    field('Info', 'info', 'string'),
    field('GoMod', 'goMod', 'string'),
    field('Zip', 'zip', 'string'),
    field('Dir', 'directory', 'string'),
    field('Sum', 'sum', 'string'),
    field('GoModSum', 'goModSum', 'string'),
    field('Origin', 'origin', 'any'),
    field('Reuse', 'reuse', 'boolean'),
  ],
};

/** Makes an object of the library's out of what `go list -json` wrote. */
export function fromJson(
  shape: Shape,
  value: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const { name, property, type } of shape.fields) {
    const given = value[name];
    if (given === undefined) continue;
    const isObject = typeof type === 'object' && 'pointer' in type && typeof given === 'object';
    object[property] = isObject
      ? fromJson(type.pointer(), given as Record<string, unknown>)
      : given;
  }
  return object;
}
