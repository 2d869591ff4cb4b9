import { checkImportPath, type ModuleVersion } from '../module/module.js';
import * as semver from '../module/semver.js';

/** What vendor/modules.txt says of one module. */
export interface VendoredModule {
  /** The module; without a version where every version is replaced. */
  readonly module: ModuleVersion;
  /** Whether the main module's go.mod requires it itself. */
  isExplicit: boolean;
  /** What takes its place, if anything does; without a version, a directory. */
  replacement: ModuleVersion | undefined;
  /** Its language version, if the file has one. */
  goVersion: string | undefined;
  /** The packages of it that are vendored. */
  readonly packages: string[];
}

/** A vendor/modules.txt file. */
export interface ModulesText {
  /** Every module that it names, in its order. */
  readonly modules: readonly VendoredModule[];
  /** The modules with packages, in their order: those that are part of the build. */
  readonly vendored: readonly ModuleVersion[];
  /** The modules that are replaced, in their order. */
  readonly replaced: readonly ModuleVersion[];
  /** Returns what the file says about a module. */
  find(module: ModuleVersion): VendoredModule | undefined;
  /** The version of a module that the packages come from. */
  version(path: string): string | undefined;
  /** The module that a package comes from. */
  packageModule(importPath: string): ModuleVersion | undefined;
  /** Whether the vendor directory belongs to a workspace. */
  readonly isWorkspace: boolean;
}

function fields(text: string): string[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

function isImportPath(path: string): boolean {
  try {
    checkImportPath(path);
    return true;
  } catch {
    return false;
  }
}

/** Reads a vendor/modules.txt file. What it does not understand, it passes over. */
export function parseModulesText(data: string): ModulesText {
  const modules = new Map<string, VendoredModule>();
  const vendored: ModuleVersion[] = [];
  const replaced: ModuleVersion[] = [];
  const versions = new Map<string, string>();
  const packages = new Map<string, ModuleVersion>();
  let isWorkspace = false;
  let current: VendoredModule | undefined;

  const entry = (module: ModuleVersion) => {
    const key = `${module.path}@${module.version}`;
    let found = modules.get(key);
    if (found === undefined) {
      found = {
        module,
        isExplicit: false,
        replacement: undefined,
        goVersion: undefined,
        packages: [],
      };
      modules.set(key, found);
    }
    return found;
  };

  for (const line of data.split('\n')) {
    if (line.startsWith('# ')) {
      const words = fields(line);
      const [, path, next] = words;
      if (next === undefined) continue;
      const hasVersion = semver.isValid(next);
      if (!hasVersion && next !== '=>') {
        current = undefined;
        continue;
      }
      current = entry({ path: path!, version: hasVersion ? next : '' });
      const [arrow, target, version, ...rest] = words.slice(hasVersion ? 3 : 2);
      if (arrow !== '=>' || target === undefined || rest.length > 0) continue;
      if (version !== undefined && !semver.isValid(version)) continue;
      current.replacement = { path: target, version: version ?? '' };
      replaced.push(current.module);
    } else if (line.startsWith('## ') && current !== undefined) {
      for (const each of line.slice(3).split(';')) {
        const word = each.trim();
        if (word === 'explicit') current.isExplicit = true;
        if (word.startsWith('go ')) current.goVersion = word.slice(3);
      }
    } else if (line.startsWith('## ')) {
      isWorkspace ||= line
        .slice(3)
        .split(';')
        .some((each) => each.trim() === 'workspace');
    } else if (current !== undefined) {
      const [path, ...more] = fields(line);
      if (path === undefined || more.length > 0 || !isImportPath(path)) continue;
      const { module } = current;
      current.packages.push(path);
      packages.set(path, module);
      const version = versions.get(module.path);
      if (version === undefined || semver.compare(version, module.version) < 0) {
        vendored.push(module);
        versions.set(module.path, module.version);
      }
    }
  }

  return {
    modules: [...modules.values()],
    vendored,
    replaced,
    find: (module) => modules.get(`${module.path}@${module.version}`),
    version: (path) => versions.get(path),
    packageModule: (importPath) => packages.get(importPath),
    isWorkspace,
  };
}
