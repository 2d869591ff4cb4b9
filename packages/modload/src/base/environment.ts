import { readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { firstText } from './text.js';

/** The variables of a process, as `process.env` gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Go's environment variables, with defaults applied. Names are Go's. */
export interface Environment {
  readonly GO111MODULE: string;
  readonly GOARCH: string;
  readonly GOBIN: string;
  /** The file of `go env -w`, or empty if there is none. */
  readonly GOENV: string;
  readonly GOFLAGS: string;
  readonly GOINSECURE: string;
  readonly GOMODCACHE: string;
  readonly GONOPROXY: string;
  readonly GONOSUMDB: string;
  readonly GOOS: string;
  readonly GOPATH: string;
  readonly GOPRIVATE: string;
  readonly GOPROXY: string;
  /** The Go tree whose standard library is used; empty unless one is asked for. */
  readonly GOROOT: string;
  readonly GOSUMDB: string;
  readonly GOTMPDIR: string;
  readonly GOTOOLCHAIN: string;
  readonly GOVCS: string;
  readonly GOWORK: string;
  readonly CGO_ENABLED: string;
  readonly HOME: string;
  /** The directory for temporary files. */
  readonly temporary: string;
  /** Everything that was given, for the programs that are started. */
  readonly variables: Variables;
  /** The value of any variable, from the process or else from the file of `go env -w`. */
  get(name: string): string;
  /** Returns the same environment with other values for some variables. */
  with(overrides: Readonly<Record<string, string>>): Environment;
}

const architectures: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  ppc64: 'ppc64le',
  mipsel: 'mipsle',
  loong64: 'loong64',
};

/** Go's name for the processor of this machine. */
export const hostArchitecture = architectures[process.arch] ?? process.arch;

/** Go's name for the operating system of this machine. */
export const hostSystem =
  process.platform === 'win32'
    ? 'windows'
    : process.platform === 'sunos'
      ? 'solaris'
      : process.platform;

function configurationDirectory(variables: Variables, home: string): string {
  switch (process.platform) {
    case 'win32':
      return variables['AppData'] ?? variables['APPDATA'] ?? '';
    case 'darwin':
      return home && join(home, 'Library/Application Support');
    default:
      return firstText(variables['XDG_CONFIG_HOME'], home && join(home, '.config'));
  }
}

function environmentFile(variables: Variables, home: string): string {
  const chosen = variables['GOENV'];
  if (chosen) return chosen === 'off' ? '' : chosen;
  const directory = configurationDirectory(variables, home);
  return directory && join(directory, 'go/env');
}

/** The assignments of a file of `go env -w`; whatever is no assignment is passed over. */
function readAssignments(file: string): Map<string, string> {
  const assignments = new Map<string, string>();
  if (!file) return assignments;
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return assignments;
  }
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0 && /^[A-Z]/.test(line)) {
      assignments.set(line.slice(0, equals), line.slice(equals + 1));
    }
  }
  return assignments;
}

/**
 * Resolves Go's environment: the given variables, over the file of `go env -w`, over the defaults.
 * A Go tree that is installed is not looked for.
 */
export function resolveEnvironment(
  variables: Variables = process.env,
  overrides: Partial<Record<string, string>> = {},
): Environment {
  const home =
    variables['HOME'] ?? (variables === process.env ? homedir() : (variables['USERPROFILE'] ?? ''));
  const file = environmentFile(variables, home);
  let stored: Map<string, string> | undefined;
  const get = (name: string) =>
    overrides[name] ??
    (firstText(variables[name]) || ((stored ??= readAssignments(file)).get(name) ?? ''));

  const goPath = get('GOPATH') || defaultGoPath(home, variables['GOROOT'] ?? '');
  const goPrivate = get('GOPRIVATE');
  const system = get('GOOS') || hostSystem;
  const architecture = get('GOARCH') || hostArchitecture;
  const isNative = system === hostSystem && architecture === hostArchitecture;
  const firstPath = goPath.split(delimiter)[0] ?? '';

  return {
    GO111MODULE: get('GO111MODULE'),
    GOARCH: architecture,
    GOBIN: get('GOBIN'),
    GOENV: file,
    GOFLAGS: get('GOFLAGS'),
    GOINSECURE: get('GOINSECURE'),
    GOMODCACHE: get('GOMODCACHE') || (firstPath && join(firstPath, 'pkg/mod')),
    GONOPROXY: get('GONOPROXY') || goPrivate,
    GONOSUMDB: get('GONOSUMDB') || goPrivate,
    GOOS: system,
    GOPATH: goPath,
    GOPRIVATE: goPrivate,
    GOPROXY: get('GOPROXY') || 'https://proxy.golang.org,direct',
    GOROOT: trimSlash(get('GOROOT')),
    GOSUMDB: get('GOSUMDB') || 'sum.golang.org',
    GOTMPDIR: get('GOTMPDIR'),
    GOTOOLCHAIN: get('GOTOOLCHAIN') || 'auto',
    GOVCS: get('GOVCS'),
    GOWORK: get('GOWORK'),
    CGO_ENABLED: get('CGO_ENABLED') || (isNative ? '1' : '0'),
    HOME: home,
    temporary: firstText(variables['TMPDIR'], tmpdir()),
    variables,
    get,
    with: (more) => resolveEnvironment(variables, { ...overrides, ...more }),
  };
}

function defaultGoPath(home: string, goRoot: string): string {
  if (!home) return '';
  const path = join(home, 'go');
  return path === trimSlash(goRoot) ? '' : path;
}

function trimSlash(directory: string): string {
  return directory.length > 1 ? directory.replace(/\/+$/, '') : directory;
}

/** The build tags that a release stands for: `go1.1` up to its own. */
export function releaseTags(goVersion: string): string[] {
  const minor = Number(/^1\.(\d+)/.exec(goVersion)?.[1] ?? 0);
  return Array.from({ length: minor }, (_, index) => `go1.${index + 1}`);
}

/** Returns the language version before that of the given release, or the same where there is none. */
export function priorGoVersion(goVersion: string): string {
  const minor = Number(/^1\.(\d+)/.exec(goVersion)?.[1] ?? 0);
  return minor > 1 ? `1.${minor - 1}` : goVersion;
}
