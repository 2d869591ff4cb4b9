import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { hostArchitecture, hostSystem } from '../base/environment.js';
import { isGoVersionBefore } from '../module/goversion.js';
import { quote } from '../base/quote.js';
import { findRoots, findWork } from '../modload/state.js';
import type { Command, Invocation } from './command.js';
import { CommandError } from './host.js';
import { encodeJson } from './go-values.js';

const writable = new Set(
  (
    'AR CC CGO_CFLAGS CGO_CFLAGS_ALLOW CGO_CFLAGS_DISALLOW CGO_CPPFLAGS CGO_CPPFLAGS_ALLOW ' +
    'CGO_CPPFLAGS_DISALLOW CGO_CXXFLAGS CGO_CXXFLAGS_ALLOW CGO_CXXFLAGS_DISALLOW CGO_ENABLED CGO_FFLAGS ' +
    'CGO_FFLAGS_ALLOW CGO_FFLAGS_DISALLOW CGO_LDFLAGS CGO_LDFLAGS_ALLOW CGO_LDFLAGS_DISALLOW CXX FC GCCGO ' +
    'GO111MODULE GO386 GOAMD64 GOARCH GOARM GOBIN GOCACHE GOENV GOEXE GOEXPERIMENT GOFLAGS GOGCCFLAGS ' +
    'GOHOSTARCH GOHOSTOS GOINSECURE GOMIPS GOMIPS64 GOMODCACHE GONOPROXY GONOSUMDB GOOS GOPATH GOPPC64 ' +
    'GOPRIVATE GOPROXY GOROOT GOSUMDB GOTMPDIR GOTOOLCHAIN GOTOOLDIR GOVCS GOWASM GOWORK GO_EXTLINK_ENABLED PKG_CONFIG'
  ).split(' '),
);

const architectureVariables: Readonly<Record<string, readonly [string, string]>> = {
  '386': ['GO386', 'sse2'],
  amd64: ['GOAMD64', 'v1'],
  arm: ['GOARM', '7'],
  mips: ['GOMIPS', 'hardfloat'],
  mipsle: ['GOMIPS', 'hardfloat'],
  mips64: ['GOMIPS64', 'hardfloat'],
  mips64le: ['GOMIPS64', 'hardfloat'],
  ppc64: ['GOPPC64', 'power8'],
  ppc64le: ['GOPPC64', 'power8'],
  wasm: ['GOWASM', ''],
};

/** The variables in the order in which Go prints them. What only a compiler needs is what was given. */
async function variables(invocation: Invocation): Promise<Map<string, string>> {
  const { environment } = invocation;
  const { GOARCH, GOOS, GOROOT, HOME } = environment;
  const get = (name: string, otherwise = '') => environment.get(name) || otherwise;
  const [name, value] = architectureVariables[GOARCH] ?? [];
  const settings = await invocation.settings();
  const workFile = findWork(settings);
  const { root } = findRoots(settings, { ignoreWorkspace: true });
  return new Map([
    ['GO111MODULE', environment.GO111MODULE],
    ['GOARCH', GOARCH],
    ['GOBIN', environment.GOBIN],
    [
      'GOCACHE',
      get('GOCACHE', HOME && join(get('XDG_CACHE_HOME', join(HOME, '.cache')), 'go-build')),
    ],
    ['GOENV', environment.GOENV],
    ['GOEXE', GOOS === 'windows' ? '.exe' : ''],
    ['GOEXPERIMENT', get('GOEXPERIMENT')],
    ['GOFLAGS', environment.GOFLAGS],
    ['GOHOSTARCH', hostArchitecture],
    ['GOHOSTOS', hostSystem],
    ['GOINSECURE', environment.GOINSECURE],
    ['GOMODCACHE', environment.GOMODCACHE],
    ['GONOPROXY', environment.GONOPROXY],
    ['GONOSUMDB', environment.GONOSUMDB],
    ['GOOS', GOOS],
    ['GOPATH', environment.GOPATH],
    ['GOPRIVATE', environment.GOPRIVATE],
    ['GOPROXY', environment.GOPROXY],
    ['GOROOT', GOROOT],
    ['GOSUMDB', environment.GOSUMDB],
    ['GOTMPDIR', environment.GOTMPDIR],
    ...(isGoVersionBefore(invocation.release.version, '1.21')
      ? []
      : [['GOTOOLCHAIN', environment.GOTOOLCHAIN] as const]),
    ['GOTOOLDIR', GOROOT && join(GOROOT, `pkg/tool/${hostSystem}_${hostArchitecture}`)],
    ['GOVCS', environment.GOVCS],
    ['GOVERSION', `go${invocation.release.version}`],
    ['GCCGO', get('GCCGO', 'gccgo')],
    ...(name === undefined ? [] : [[name, get(name, value)] as const]),
    ['AR', get('AR', 'ar')],
    ['CC', get('CC', 'gcc')],
    ['CXX', get('CXX', 'g++')],
    ['CGO_ENABLED', environment.CGO_ENABLED],
    ['GOMOD', goModOf(invocation, root && (settings.goModFile ?? join(root, 'go.mod')))],
    ['GOWORK', environment.GOWORK === 'off' ? 'off' : workFile],
    ['CGO_CFLAGS', get('CGO_CFLAGS', '-g -O2')],
    ['CGO_CPPFLAGS', get('CGO_CPPFLAGS')],
    ['CGO_CXXFLAGS', get('CGO_CXXFLAGS', '-g -O2')],
    ['CGO_FFLAGS', get('CGO_FFLAGS', '-g -O2')],
    ['CGO_LDFLAGS', get('CGO_LDFLAGS', '-g -O2')],
    ['PKG_CONFIG', get('PKG_CONFIG', 'pkg-config')],
  ]);
}

/** The go.mod in use; the null device where there is none, nothing where modules are not used. */
function goModOf({ environment: { GO111MODULE } }: Invocation, file: string): string {
  if (GO111MODULE === 'off') return '';
  return file || (GO111MODULE === 'auto' ? '' : '/dev/null');
}

function checkAssignment(key: string, value: string): void {
  const fail = (text: string): never => {
    throw new CommandError(`go: ${text}`);
  };
  if (/^(GOEXE|GOGCCFLAGS|GOHOSTARCH|GOHOSTOS|GOMOD|GOWORK|GOTOOLDIR|GOVERSION)$/.test(key)) {
    fail(`${key} cannot be modified`);
  }
  if (key === 'GOENV') fail(`${key} can only be set using the OS environment`);
  if (!writable.has(key)) fail(`unknown go command variable ${key}`);
  if (key === 'GO111MODULE' && !/^(|auto|on|off)$/.test(value)) {
    fail(`invalid ${key} value ${quote(value)}`);
  }
  if (key === 'GOPATH' && value.startsWith('~')) {
    fail(`GOPATH entry cannot start with shell metacharacter '~': ${quote(value)}`);
  }
  if ((key === 'GOPATH' || key === 'GOMODCACHE') && value !== '' && !isAbsolute(value)) {
    fail(`${key} entry is relative; must be absolute path: ${quote(value)}`);
  }
  if (key === 'GOTMPDIR' && value !== '' && !isAbsolute(value)) {
    fail('GOTMPDIR must be an absolute path');
  }
  if (value.includes('\0')) fail(`invalid NUL in ${key}=... value`);
  if (/[\v\r\n]/.test(value)) fail(`invalid newline in ${key}=... value`);
}

const keyOf = (line: string) => /^([A-Z][^=]*)=/.exec(line)?.[1];

/** Writes the file of `go env -w`: one line a key, blocks of them sorted, all else as it was. */
function updateFile(
  { environment }: Invocation,
  add: ReadonlyMap<string, string>,
  remove: ReadonlySet<string>,
): void {
  const file = environment.GOENV;
  if (file === '') throw new CommandError('go: cannot find go env config: GOENV=off');
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    if (add.size === 0)
      throw new CommandError(`go: reading go env config: open ${file}: no such file or directory`);
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const last = new Map(lines.map((line, index) => [keyOf(line), index]));
  const kept = lines.flatMap((line, index) => {
    const key = keyOf(line);
    if (key === undefined) return [line];
    if (last.get(key) !== index || remove.has(key)) return [];
    return [add.has(key) ? `${key}=${add.get(key)}` : line];
  });
  for (const [key, value] of add) if (!last.has(key)) kept.push(`${key}=${value}`);

  const sorted: string[] = [];
  let block: string[] = [];
  for (const line of [...kept, undefined]) {
    if (line !== undefined && keyOf(line) !== undefined) {
      block.push(line);
      continue;
    }
    sorted.push(...block.sort((a, b) => (keyOf(a)! < keyOf(b)! ? -1 : 1)));
    block = [];
    if (line !== undefined) sorted.push(line);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, sorted.map((line) => `${line}\n`).join(''));
}

function assign(invocation: Invocation): number {
  if (invocation.args.length === 0) throw new CommandError('go: no KEY=VALUE arguments given');
  const add = new Map<string, string>();
  for (const argument of invocation.args) {
    const equals = argument.indexOf('=');
    if (equals < 0) {
      throw new CommandError(`go: arguments must be KEY=VALUE: invalid argument: ${argument}`);
    }
    const key = argument.slice(0, equals);
    const value = argument.slice(equals + 1);
    checkAssignment(key, value);
    if (add.has(key)) throw new CommandError(`go: multiple values for key: ${key}`);
    add.set(key, value);
    const given = invocation.host.env[key];
    if (given && given !== value) {
      invocation.complain(
        `warning: go env -w ${key}=... does not override conflicting OS environment variable`,
      );
    }
  }
  updateFile(invocation, add, new Set());
  return 0;
}

function unassign(invocation: Invocation): number {
  if (invocation.args.length === 0) throw new CommandError("go: 'go env -u' requires an argument");
  for (const key of invocation.args) checkAssignment(key, '');
  updateFile(invocation, new Map(), new Set(invocation.args));
  return 0;
}

/** `go env`. */
export const env: Command = {
  usage: 'go env [-json] [-u] [-w] [var ...]',
  flags: { json: 'boolean', u: 'boolean', w: 'boolean' },
  async run(invocation) {
    for (const [one, other] of [
      ['json', 'u'],
      ['json', 'w'],
      ['u', 'w'],
    ] as const) {
      if (invocation.has(one) && invocation.has(other)) {
        throw new CommandError(`go: cannot use -${one} with -${other}`);
      }
    }
    if (invocation.has('w')) return assign(invocation);
    if (invocation.has('u')) return unassign(invocation);
    const all = await variables(invocation);
    const names = invocation.args.length > 0 ? invocation.args : [...all.keys()];
    if (invocation.has('json')) {
      invocation.print(
        `${encodeJson(new Map(names.map((name) => [name, all.get(name) ?? ''])))}\n`,
      );
    } else if (invocation.args.length > 0) {
      for (const name of names) invocation.print(`${all.get(name) ?? ''}\n`);
    } else {
      const isOld = isGoVersionBefore(invocation.release.version, '1.21');
      const quoted = (text = '') => (isOld ? `"${text}"` : `'${text.replaceAll("'", `'\\''`)}'`);
      for (const name of names) invocation.print(`${name}=${quoted(all.get(name))}\n`);
    }
    return 0;
  },
};
