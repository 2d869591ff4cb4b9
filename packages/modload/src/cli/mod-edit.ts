import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidPathError, messageOf } from '../base/errors.js';
import { shortPath } from '../base/files.js';
import { isGoVersion, isGoVersionBefore } from '../module/goversion.js';
import { isDirectoryPath, isToolchain, mustQuote } from '../modfile/directives.js';
import { parseGoMod, type GoMod } from '../modfile/gomod.js';
import { parseGoWork, type GoWork } from '../modfile/gowork.js';
import { checkImportPath, type ModuleVersion } from '../module/module.js';
import { quote } from '../base/quote.js';
import { findWork } from '../modload/state.js';
import { readFailure } from '../modload/summary.js';
import { moduleFlags, traceFlags, type Command, type Invocation } from './command.js';
import { CommandError } from './host.js';
import { encodeJson } from './go-values.js';

const fail = (text: string): never => {
  throw new CommandError(text);
};

const isVersionArgument = (text: string) => !mustQuote(text);

function checkPathOf(flag: string, argument: string, path: string): void {
  try {
    checkImportPath(path);
  } catch (error) {
    fail(`go: -${flag}=${argument}: invalid path: ${messageOf(error)}`);
  }
}

function parsePathVersion(flag: string, argument: string): ModuleVersion {
  const at = argument.indexOf('@');
  if (at < 0) fail(`go: -${flag}=${argument}: need path@version`);
  const path = argument.slice(0, at).trim();
  const version = argument.slice(at + 1).trim();
  checkPathOf(flag, argument, path);
  if (!isVersionArgument(version)) {
    fail(`go: -${flag}=${argument}: invalid version ${quote(version)}`);
  }
  return { path, version };
}

function parsePath(flag: string, argument: string): string {
  if (argument.includes('@')) {
    fail(`go: -${flag}=${argument}: need just path, not path@version`);
  }
  checkPathOf(flag, argument, argument);
  return argument;
}

function parseOptionalVersion(
  flag: string,
  whole: string,
  which: 'old' | 'new',
  argument: string,
  mayBeDirectory: boolean,
): ModuleVersion {
  // The name of a directory may have an at sign.
  const at = mayBeDirectory && isDirectoryPath(argument) ? -1 : argument.indexOf('@');
  const path = at < 0 ? argument : argument.slice(0, at).trim();
  const version = at < 0 ? '' : argument.slice(at + 1).trim();
  try {
    checkImportPath(path);
  } catch (error) {
    if (!mayBeDirectory || !isDirectoryPath(path)) {
      fail(`go: -${flag}=${whole}: invalid ${which} path: ${messageOf(error)}`);
    }
  }
  if (path !== argument && !isVersionArgument(version)) {
    fail(`go: -${flag}=${whole}: invalid ${which} version: ${quote(version)}`);
  }
  return { path, version };
}

function parseReplacement(argument: string): { old: ModuleVersion; new: ModuleVersion } {
  const equals = argument.indexOf('=');
  if (equals < 0) fail(`go: -replace=${argument}: need old[@v]=new[@w] (missing =)`);
  const old = argument.slice(0, equals).trim();
  const to = argument.slice(equals + 1).trim();
  if (to.startsWith('>')) {
    fail(`go: -replace=${argument}: separator between old and new is =, not =>`);
  }
  const from = parseOptionalVersion('replace', argument, 'old', old, false);
  const target = parseOptionalVersion('replace', argument, 'new', to, true);
  if (target.path === to && !isDirectoryPath(to)) {
    fail(`go: -replace=${argument}: unversioned new path must be local directory`);
  }
  return { old: from, new: target };
}

function parseInterval(flag: string, argument: string): { low: string; high: string } {
  const bad = (what: string): never =>
    fail(`go: -${flag}=${argument}: invalid ${what}: ${quote(argument)}`);
  if (!argument.startsWith('[')) {
    if (!isVersionArgument(argument)) bad('version');
    return { low: argument, high: argument };
  }
  const [low, high] = argument.endsWith(']') ? argument.slice(1, -1).split(/,(.*)/s) : [];
  if (low === undefined || high === undefined) return bad('version interval');
  if (!isVersionArgument(low.trim()) || !isVersionArgument(high.trim())) bad('version interval');
  return { low: low.trim(), high: high.trim() };
}

type ModEdit = (goMod: GoMod) => void;

/** Reads the flags about runtime settings, which go.mod and go.work share. */
function parseGodebugEdit(
  flag: string,
  argument: string,
): (file: Pick<GoMod, 'addGodebug' | 'dropGodebug'>) => void {
  if (flag === 'dropgodebug') return (file) => file.dropGodebug(argument);
  const [, key, value] = /^([^="'`,]*)=([^"'`,]*)$/.exec(argument) ?? [];
  if (key === undefined || value === undefined) {
    return fail(
      argument.includes('=')
        ? `go: -godebug=${argument}: key and value may not contain quotes or commas`
        : `go: -godebug=${argument}: need key=value`,
    );
  }
  return (file) => file.addGodebug(key, value);
}

/** Sets or, by `none`, removes the go and toolchain lines. */
function editRelease(invocation: Invocation, file: GoMod | GoWork): void {
  const { go, toolchain } = {
    go: invocation.text('go'),
    toolchain: invocation.text('toolchain'),
  };
  if (go === 'none') file.dropGo();
  else if (go) file.addGo(go);
  if (toolchain === 'none') file.dropToolchain();
  else if (toolchain) file.addToolchain(toolchain);
}

/** Reads an editing flag of `go mod edit`. */
function parseModEdit(flag: string, argument: string): ModEdit | undefined {
  switch (flag) {
    case 'require': {
      const { path, version } = parsePathVersion(flag, argument);
      return (goMod) => goMod.addRequire(path, version);
    }
    case 'droprequire': {
      const path = parsePath(flag, argument);
      return (goMod) => goMod.dropRequire(path);
    }
    case 'exclude': {
      const { path, version } = parsePathVersion(flag, argument);
      return (goMod) => goMod.addExclude(path, version);
    }
    case 'dropexclude': {
      const { path, version } = parsePathVersion(flag, argument);
      return (goMod) => goMod.dropExclude(path, version);
    }
    case 'replace': {
      const { old, new: to } = parseReplacement(argument);
      return (goMod) => goMod.addReplace(old.path, old.version, to.path, to.version);
    }
    case 'dropreplace': {
      const { path, version } = parseOptionalVersion(flag, argument, 'old', argument, true);
      return (goMod) => goMod.dropReplace(path, version);
    }
    case 'retract': {
      const interval = parseInterval(flag, argument);
      return (goMod) => goMod.addRetract(interval);
    }
    case 'dropretract': {
      const interval = parseInterval(flag, argument);
      return (goMod) => goMod.dropRetract(interval);
    }
    case 'tool': {
      const path = parsePath(flag, argument);
      return (goMod) => goMod.addTool(path);
    }
    case 'droptool': {
      const path = parsePath(flag, argument);
      return (goMod) => goMod.dropTool(path);
    }
    case 'ignore':
      return (goMod) => goMod.addIgnore(argument);
    case 'dropignore':
      return (goMod) => goMod.dropIgnore(argument);
    case 'godebug':
    case 'dropgodebug':
      return parseGodebugEdit(flag, argument);
    default:
      return undefined;
  }
}

/** The edits that flags ask for, in the order in which they were given. */
function editsOf<File>(
  { given }: Invocation,
  parse: (flag: string, argument: string) => ((file: File) => void) | undefined,
): ((file: File) => void)[] {
  return given.flatMap(({ name, value }) => {
    const edit = parse(name, value);
    if (!edit) return [];
    return (file: File) => {
      try {
        edit(file);
      } catch (error) {
        fail(`go: -${name}=${value}: ${messageOf(error)}`);
      }
    };
  });
}

/** The editing flags of go.mod. */
export const modEditFlags = {
  fmt: 'boolean',
  go: 'text',
  json: 'boolean',
  print: 'boolean',
  module: 'text',
  require: 'each',
  droprequire: 'each',
  exclude: 'each',
  dropexclude: 'each',
  replace: 'each',
  dropreplace: 'each',
  retract: 'each',
  dropretract: 'each',
  toolchain: 'text',
  godebug: 'each',
  dropgodebug: 'each',
  tool: 'each',
  droptool: 'each',
  ignore: 'each',
  dropignore: 'each',
} as const;

function checkRelease(invocation: Invocation): void {
  const release = invocation.text('go');
  const newest = invocation.release.version;
  const isOld = isGoVersionBefore(newest, '1.21');
  if (release && !isGoVersion(release) && (isOld || release !== 'none')) {
    fail(
      isOld
        ? `go mod: invalid -go option; expecting something like "-go ${newest}"`
        : `go mod: invalid -go option ${quote(release)}; expecting something like "-go ${newest}"`,
    );
  }
  const toolchain = invocation.text('toolchain');
  if (toolchain && toolchain !== 'none' && !isToolchain(toolchain)) {
    fail(
      `go mod: invalid -toolchain option ${quote(toolchain)}; expecting something like "-toolchain go${newest}"`,
    );
  }
}

const versionedJson = ({ path, version }: ModuleVersion) => ({
  Path: path,
  Version: version || undefined,
});
/** A text that JSON leaves out when it is empty. */
const orAbsent = (text: string | undefined) => (text === '' ? undefined : text);
/** An empty list is left out since Go 1.27, and was `null` before. */
const listOf = (release: string) => (list: readonly unknown[]) =>
  list.length > 0 ? list : isGoVersionBefore(release, '1.27') ? null : undefined;
/** Lists that are left out when they are empty. */
const orAbsentList = (list: readonly unknown[]) => (list.length > 0 ? list : undefined);
const pathsJson = (list: readonly { readonly path: string }[]) =>
  orAbsentList(list.map(({ path }) => ({ Path: path })));
const godebugJson = (list: GoMod['godebug']) =>
  orAbsentList(list.map(({ key, value }) => ({ Key: key, Value: value })));

function goModJson(goMod: GoMod, release: string): string {
  const { module, go, toolchain, godebug, require, exclude, replace, retract } = goMod;
  const orNull = listOf(release);
  return `${encodeJson({
    Module: { Path: module?.path ?? '', Deprecated: orAbsent(module?.deprecated) },
    Go: orAbsent(go?.version),
    Toolchain: orAbsent(toolchain?.name),
    GoDebug: godebugJson(godebug),
    Require: orNull(
      require.map((each) => ({ ...versionedJson(each), Indirect: each.indirect || undefined })),
    ),
    Exclude: orNull(exclude.map(versionedJson)),
    Replace: orNull(
      replace.map((each) => ({ Old: versionedJson(each.old), New: versionedJson(each.new) })),
    ),
    Retract: orNull(
      retract.map(({ low, high, rationale }) => ({
        Low: low || undefined,
        High: high || undefined,
        Rationale: rationale || undefined,
      })),
    ),
    Tool: pathsJson(goMod.tool),
    Ignore: pathsJson(goMod.ignore),
  })}\n`;
}

function readFile(file: string, shown: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return fail(`go: ${readFailure(error, shown)}`);
  }
}

/** Prints a file, or writes it where it was, unless it changed on disk meanwhile. */
function output(
  invocation: Invocation,
  file: string,
  name: string,
  before: string,
  after: string,
): void {
  if (invocation.has('print')) {
    invocation.print(after);
    return;
  }
  if (readFile(file, file) !== before) fail(`go: ${name} changed during editing; not overwriting`);
  if (after !== before) writeFileSync(file, after);
}

/** `go mod edit`. */
export const edit: Command = {
  usage: 'go mod edit [editing flags] [-fmt|-print|-json] [go.mod]',
  flags: { ...moduleFlags, ...traceFlags, ...modEditFlags },
  async run(invocation) {
    const edits = editsOf(invocation, parseModEdit);
    const { module: path, go: release } = {
      module: invocation.text('module'),
      go: invocation.text('go'),
    };
    const isFormat = ['json', 'print', 'fmt'].some((name) => invocation.has(name));
    const toolchain = invocation.text('toolchain');
    if (!path && !release && !toolchain && !isFormat && edits.length === 0) {
      fail("go: no flags specified (see 'go help mod edit').");
    }
    if (invocation.has('json') && invocation.has('print')) {
      fail('go: cannot use both -json and -print');
    }
    if (invocation.args.length > 1) fail('go: too many arguments');
    let [file] = invocation.args;
    if (file === undefined) {
      const module = await invocation.open({ root: 'need', ignoreWorkspace: true });
      file = module.settings.goModFile ?? join(module.root, 'go.mod');
    }
    if (path) {
      try {
        checkImportPath(path);
        if (
          !isGoVersionBefore(invocation.release.version, '1.21') &&
          /^(go|toolchain)$/.test(path)
        ) {
          throw new InvalidPathError('module', path, 'it stands for Go itself');
        }
      } catch (error) {
        fail(`go: invalid -module: ${messageOf(error)}`);
      }
    }
    checkRelease(invocation);
    const absolute = resolve(invocation.host.cwd, file);
    const before = readFile(absolute, file);
    let goMod: GoMod;
    try {
      goMod = parseGoMod(file, before);
    } catch (error) {
      return fail(
        `go: errors parsing ${shortPath(absolute, invocation.host.cwd)}:\n${messageOf(error)}`,
      );
    }
    if (path) goMod.addModule(path);
    editRelease(invocation, goMod);
    for (const each of edits) each(goMod);
    goMod.sortBlocks();
    goMod.cleanup();
    if (invocation.has('json')) invocation.print(goModJson(goMod, invocation.release.version));
    else output(invocation, absolute, 'go.mod', before, goMod.format());
    return 0;
  },
};

type WorkFileEdit = (goWork: GoWork) => void;

function parseWorkEdit(flag: string, argument: string): WorkFileEdit | undefined {
  switch (flag) {
    case 'use':
      return (goWork) => goWork.addUse(useDirectory(argument));
    case 'dropuse':
      return (goWork) => goWork.dropUse(useDirectory(argument));
    case 'replace': {
      const { old, new: to } = parseReplacement(argument);
      return (goWork) => goWork.addReplace(old.path, old.version, to.path, to.version);
    }
    case 'dropreplace': {
      const { path, version } = parseOptionalVersion(flag, argument, 'old', argument, true);
      return (goWork) => goWork.dropReplace(path, version);
    }
    case 'godebug':
    case 'dropgodebug':
      return parseGodebugEdit(flag, argument);
    default:
      return undefined;
  }
}

function useDirectory(path: string): string {
  return isDirectoryPath(path) ? path : `./${path}`;
}

function modulePathIn(directory: string): string | undefined {
  try {
    const file = join(directory, 'go.mod');
    return parseGoMod(file, readFileSync(file, 'utf8')).module?.path;
  } catch {
    return undefined;
  }
}

function goWorkJson(goWork: GoWork, directory: string, release: string): string {
  const { go, toolchain, godebug, use, replace } = goWork;
  const orNull = listOf(release);
  const modulePath = (path: string) => modulePathIn(resolve(directory, path));
  return `${encodeJson({
    Go: orAbsent(go?.version),
    Toolchain: orAbsent(toolchain?.name),
    Godebug: godebugJson(godebug),
    Use: orNull(use.map(({ path }) => ({ DiskPath: path, ModPath: modulePath(path) }))),
    Replace: orNull(
      replace.map((each) => ({ Old: versionedJson(each.old), New: versionedJson(each.new) })),
    ),
  })}\n`;
}

/** `go work edit`. */
export const workEdit: Command = {
  usage: 'go work edit [editing flags] [go.work]',
  flags: {
    fmt: 'boolean',
    go: 'text',
    json: 'boolean',
    print: 'boolean',
    toolchain: 'text',
    godebug: 'each',
    dropgodebug: 'each',
    use: 'each',
    dropuse: 'each',
    replace: 'each',
    dropreplace: 'each',
  },
  async run(invocation) {
    if (invocation.has('json') && invocation.has('print')) {
      fail('go: cannot use both -json and -print');
    }
    if (invocation.args.length > 1) fail("go: 'go help work edit' accepts at most one argument");
    const settings = await invocation.settings();
    const file = invocation.args[0] ?? findWork(settings);
    checkRelease(invocation);
    if (!file) {
      fail(
        "go: no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment variable)",
      );
    }
    const edits = editsOf(invocation, parseWorkEdit);
    const release = invocation.text('go');
    const isFormat = ['json', 'print', 'fmt'].some((name) => invocation.has(name));
    if (!release && !invocation.text('toolchain') && !isFormat && edits.length === 0) {
      fail("go: no flags specified (see 'go help work edit').");
    }
    const absolute = resolve(invocation.host.cwd, file);
    const before = readFile(absolute, file);
    let goWork: GoWork;
    try {
      goWork = parseGoWork(file, before);
    } catch (error) {
      return fail(
        `go: errors parsing ${shortPath(absolute, invocation.host.cwd)}:\n${messageOf(error)}`,
      );
    }
    editRelease(invocation, goWork);
    for (const each of edits) each(goWork);
    goWork.sortBlocks();
    goWork.cleanup();
    if (invocation.has('json'))
      invocation.print(goWorkJson(goWork, invocation.host.cwd, invocation.release.version));
    else output(invocation, absolute, 'go.work', before, goWork.format());
    return 0;
  },
};
