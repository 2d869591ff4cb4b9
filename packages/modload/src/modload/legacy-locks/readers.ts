import { ModloadError } from '../../base/errors.js';
import type { ModuleVersion } from '../../module/module.js';
import { cleanSlashPath } from '../../module/pattern.js';
import { quote } from '../../base/quote.js';
import * as semver from '../../module/semver.js';

/** The requirements in a lock file of an older tool. Versions are as written: tags or commit hashes. */
export interface LegacyLock {
  /** The modules, or packages of them. */
  readonly require: readonly ModuleVersion[];
  /** From which other place some of them come. */
  readonly replace: readonly { readonly old: ModuleVersion; readonly new: ModuleVersion }[];
}

type Reader = (file: string, data: string) => LegacyLock | Promise<LegacyLock>;

function lockOf(require: readonly ModuleVersion[]): LegacyLock {
  return { require, replace: [] };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The elements of a list in a structure of unknown shape. */
function listOf(value: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  const list = isRecord(value) ? value[name] : undefined;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function textOf(record: Readonly<Record<string, unknown>>, name: string): string {
  const value = record[name];
  return typeof value === 'string' ? value : '';
}

/** Every `path` and `version` of the lines; lines without both are skipped. */
function linesOf(
  data: string,
  read: (line: string) => readonly (string | undefined)[],
): ModuleVersion[] {
  return data.split('\n').flatMap((line) => {
    const [path, version] = read(line);
    return path === undefined || version === undefined ? [] : [{ path, version }];
  });
}

function words(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

function readGlockfile(_file: string, data: string): LegacyLock {
  return lockOf(linesOf(data, words).filter(({ path }) => path !== 'cmd'));
}

function readDependenciesTsv(_file: string, data: string): LegacyLock {
  return lockOf(
    linesOf(data, (line) => {
      const [path, , version] = line.split('\t');
      return [path, version];
    }),
  );
}

function readVendorConf(_file: string, data: string): LegacyLock {
  return lockOf(linesOf(data, (line) => words(line.split('#', 1)[0]!)));
}

/** Makes a reader of a JSON file with a list of modules. */
function jsonReader(list: string, path: string, version: string): Reader {
  return (_file, data) => {
    const value: unknown = JSON.parse(data);
    return lockOf(
      listOf(value, list).map((each) => ({
        path: textOf(each, path),
        version: textOf(each, version),
      })),
    );
  };
}

/** Makes a reader of a YAML file with a list of modules. */
function yamlReader(list: string, path: string, version: string): Reader {
  return async (_file, data) => {
    const { parse } = await import('yaml');
    // A hash may look like a number to YAML: everything is text here.
    const value: unknown = parse(data, { schema: 'failsafe' });
    const modules = listOf(value, list).map((each) => ({
      path: textOf(each, path),
      version: textOf(each, version),
    }));
    return lockOf(modules.filter((each) => each.path !== '' && each.version !== ''));
  };
}

async function readGopkgLock(file: string, data: string): Promise<LegacyLock> {
  const { parse } = await import('smol-toml');
  const require: ModuleVersion[] = [];
  const replace: { old: ModuleVersion; new: ModuleVersion }[] = [];
  for (const project of listOf(parse(data), 'projects')) {
    const path = textOf(project, 'name');
    const tag = textOf(project, 'version');
    const isVersion = semver.isValid(tag) && semver.canonical(tag) === tag;
    const version = isVersion ? tag : textOf(project, 'revision');
    if (path === '' || version === '') {
      throw new ModloadError(
        'ERR_MODLOAD_LEGACY_LOCK',
        `${file}: empty [[projects]] stanza (${path})`,
      );
    }
    require.push({ path, version });
    const source = textOf(project, 'source');
    if (source !== '') {
      replace.push({ old: { path, version }, new: { path: sourcePath(source), version } });
    }
  }
  return { require, replace };
}

/** The import path of a repository's address: `git@host:x/y.git` and `https://host/x/y.git` give `host/x/y`. */
function sourcePath(source: string): string {
  const remote =
    /^[a-zA-Z0-9_]+@([a-zA-Z0-9._-]+):(.*)$/.exec(source) ??
    /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/(?:[^/@]*@)?([^/]+)(.*)$/.exec(source);
  if (remote === null && /[\s\p{Cc}]|^:/u.test(source)) {
    throw new ModloadError('ERR_MODLOAD_LEGACY_LOCK', `${quote(source)} is not a valid URI`);
  }
  const path = remote === null ? source : cleanSlashPath(`${remote[1]!}/${remote[2]!}`);
  return path.replace(/\.git$/, '').replace(/\.hg$/, '');
}

/** The readers by the path of the file in the module. */
export const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['GLOCKFILE', readGlockfile],
  ['Godeps/Godeps.json', jsonReader('Deps', 'ImportPath', 'Rev')],
  ['Gopkg.lock', readGopkgLock],
  ['dependencies.tsv', readDependenciesTsv],
  ['glide.lock', yamlReader('imports', 'name', 'version')],
  ['vendor.conf', readVendorConf],
  ['vendor.yml', yamlReader('vendors', 'path', 'rev')],
  ['vendor/manifest', jsonReader('dependencies', 'importpath', 'revision')],
  ['vendor/vendor.json', jsonReader('package', 'path', 'revision')],
]);
