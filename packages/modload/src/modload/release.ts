/**
 * Chooses the Go release to act as.
 *
 * The release of the commands (their rules and their words, the newest go line that they understand) is what is
 * asked for: by an option, by GOTOOLCHAIN, by the Go tree in GOROOT; else the newest that is known. The standard
 * library and the build constraints are those of the same release, unless none is asked for: then the go or toolchain
 * line of go.work or go.mod says which. An installed Go changes nothing.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../base/environment.js';
import { ModloadError } from '../base/errors.js';
import { cleanPath, type FileTree } from '../base/files.js';
import { firstText } from '../base/text.js';
import { newestRelease, oldestRelease } from '../imports/generated/platforms.js';
import { standardRoot } from '../imports/standard-tree.js';
import { compareGoVersions, isGoVersion, languageVersion } from '../module/goversion.js';
import { findModuleRoot, findWorkFile } from './roots.js';

/** The Go release to act as, and why. */
export interface Release {
  /** The release whose commands are followed, such as `1.27.3`; before 1.21 the language version, such as `1.19`. */
  readonly version: string;
  /** The release of the standard library and the build constraints, such as `1.24`. */
  readonly library: string;
  /** The directory of its standard library: GOROOT, or one that only this package knows. */
  readonly root: string;
  /** Why this version: `GOTOOLCHAIN`, for instance. */
  readonly reason: string;
  /** Why this library, such as `go line of /m/go.mod`. */
  readonly libraryReason: string;
}

/** What the release depends on. */
export interface ReleaseSearch {
  readonly environment: Environment;
  readonly files: FileTree;
  readonly directory: string;
  /** The release that the caller asks for. */
  readonly goVersion?: string | undefined;
  /** Where that was asked for. */
  readonly option?: string;
}

/** Returns the version of a Go tree; `undefined` if it has none. */
function versionOfTree(root: string): string | undefined {
  try {
    const version = readFileSync(join(root, 'VERSION'), 'utf8');
    return /^go(\d+\.\d+\S*)/.exec(version)?.[1];
  } catch {
    return undefined;
  }
}

/** The name under which a release counts: until 1.21 its language version, with which its go lines are compared. */
const nameOf = (version: string) =>
  compareGoVersions(version, '1.21') < 0 ? languageVersion(version) : version;

/** Returns whether a release understands a go line. A release without a patch number stands for its newest patch. */
export function understandsGo(release: string, goLine: string): boolean {
  const isExact = release !== languageVersion(release);
  return compareGoVersions(isExact ? goLine : languageVersion(goLine), release) <= 0;
}

/**
 * Checks that a release is known.
 *
 * @throws {ModloadError} `ERR_MODLOAD_ARGUMENT` if it is not.
 */
function checkKnown(version: string, name: string): string {
  const quoted = JSON.stringify(version);
  if (!isGoVersion(version)) {
    throw new ModloadError(
      'ERR_MODLOAD_ARGUMENT',
      `${name} ${quoted} is not a Go version such as 1.24 or 1.24.3`,
    );
  }
  const language = languageVersion(version);
  const newest = languageVersion(newestRelease);
  if (compareGoVersions(language, oldestRelease) < 0 || compareGoVersions(language, newest) > 0) {
    throw new ModloadError(
      'ERR_MODLOAD_ARGUMENT',
      `${name} ${quoted} is not known: it must be from ${oldestRelease} to ${newest}`,
    );
  }
  return version;
}

/** Returns what GOTOOLCHAIN asks for: a version, and whether a go line may ask for a newer one. */
function parseToolchain(name: string): { version: string; mayChange: boolean } {
  const [, version = '', suffix = ''] =
    /^(?:(?:go([0-9][^+]*)|local)(?:\+(auto|path))?|auto|path)$/.exec(name) ?? [];
  if (!/^(?:(?:go[0-9][^+]*|local)(?:\+(?:auto|path))?|auto|path)$/.test(name)) {
    throw new ModloadError(
      'ERR_MODLOAD_ENVIRONMENT',
      `invalid GOTOOLCHAIN ${JSON.stringify(name)}`,
    );
  }
  return { version, mayChange: suffix !== '' || /^(auto|path)$/.test(name) };
}

/** The newer of the go and toolchain lines of go.work or go.mod, and where it is. */
function readLine({ environment, files, directory }: ReleaseSearch): [version: string, by: string] {
  const { GOWORK } = environment;
  const work =
    GOWORK === 'off'
      ? ''
      : GOWORK === '' || GOWORK === 'auto'
        ? findWorkFile(directory, files, environment.GOROOT)
        : GOWORK;
  const root = work === '' ? findModuleRoot(cleanPath(directory), files) : '';
  const file = firstText(work, root && join(root, 'go.mod'));
  let text;
  try {
    text = file && files.read(file);
  } catch {
    // It is reported where it is read for its requirements.
    return ['', ''];
  }
  const valid = (version: string) => (isGoVersion(version) ? version : '');
  const go = valid(/^[ \t]*go[ \t]+([0-9][\w.]*)/m.exec(text)?.[1] ?? '');
  const toolchain = valid(/^[ \t]*toolchain[ \t]+go([0-9][\w.]*)/m.exec(text)?.[1] ?? '');
  return compareGoVersions(toolchain, go) > 0
    ? [toolchain, `toolchain line of ${file}`]
    : [go, go && `go line of ${file}`];
}

/**
 * Chooses the Go release to act as.
 *
 * @throws {ModloadError} if the release that is asked for is malformed or not known.
 */
export function chooseRelease(search: ReleaseSearch): Release {
  const { environment, goVersion, option = 'goVersion' } = search;
  const { GOROOT } = environment;
  const treeVersion = GOROOT && versionOfTree(GOROOT);
  const tree = treeVersion ? nameOf(treeVersion) : '';
  const rootOf = (version: string) =>
    GOROOT && (!tree || languageVersion(version) === languageVersion(tree)) ? GOROOT : standardRoot;
  const all = (version: string, reason: string): Release => ({
    version,
    library: version,
    root: rootOf(version),
    reason,
    libraryReason: reason,
  });

  if (goVersion !== undefined) return all(nameOf(checkKnown(goVersion, option)), option);
  const toolchain = parseToolchain(environment.GOTOOLCHAIN);
  if (toolchain.version && !toolchain.mayChange) {
    return all(nameOf(checkKnown(toolchain.version, 'GOTOOLCHAIN')), 'GOTOOLCHAIN');
  }
  if (GOROOT) return all(tree || newestRelease, 'GOROOT');
  const newest = 'the newest release that is known';
  const base = toolchain.version
    ? all(nameOf(checkKnown(toolchain.version, 'GOTOOLCHAIN')), 'GOTOOLCHAIN')
    : all(newestRelease, newest);
  if (environment.GOTOOLCHAIN === 'local') return base;
  const [line, by] = readLine(search);
  if (line === '' || !understandsGo(newestRelease, languageVersion(line))) return base;
  if (toolchain.version) {
    return compareGoVersions(line, toolchain.version) > 0 ? all(nameOf(line), by) : base;
  }
  const version = compareGoVersions(line, newestRelease) > 0 ? line : newestRelease;
  return {
    version,
    library: nameOf(line),
    root: standardRoot,
    reason: base.reason,
    libraryReason: by,
  };
}
