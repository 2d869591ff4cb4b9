/** Errors and their codes. Go: cmd/go/internal/base has no counterpart; errors are spread over packages there. */

import { quote } from './quote.js';

/** What failed, for programs: the `code` of a {@link ModloadError}. */
export type ErrorCode =
  /** Several modules of the build list provide an imported package. */
  | 'ERR_MODLOAD_AMBIGUOUS_IMPORT'
  /** An argument of a call is invalid. */
  | 'ERR_MODLOAD_ARGUMENT'
  /** A download differs from go.sum or from the checksum database: possibly tampered with. */
  | 'ERR_MODLOAD_CHECKSUM'
  /** The checksum database is unreachable, or its answer is not authentic. */
  | 'ERR_MODLOAD_CHECKSUM_DATABASE'
  /** go.mod changed on disk since it was read; run the operation again. */
  | 'ERR_MODLOAD_CONCURRENT_CHANGE'
  /** The repository of an import path cannot be determined from its go-import page. */
  | 'ERR_MODLOAD_DISCOVERY'
  /** A Go environment variable or an option such as `goModFile` is invalid. */
  | 'ERR_MODLOAD_ENVIRONMENT'
  /** go.mod excludes the version. */
  | 'ERR_MODLOAD_EXCLUDED'
  /** A file that is to be created exists. */
  | 'ERR_MODLOAD_EXISTS'
  /** go.mod must change, and may not in this mode; run `tidy()` or open with `mode: 'mod'`. */
  | 'ERR_MODLOAD_GO_MOD_DIRTY'
  /** go.sum must change, and may not in this mode. */
  | 'ERR_MODLOAD_GO_SUM_DIRTY'
  /** go.mod lacks the requirement of a module that is imported directly. */
  | 'ERR_MODLOAD_IMPLICIT_REQUIREMENT'
  /** No module of the build list provides an imported package; `get()` may add one. */
  | 'ERR_MODLOAD_IMPORT_MISSING'
  /** A bug of this package. */
  | 'ERR_MODLOAD_INTERNAL'
  /** A module, import or file path breaks a rule. */
  | 'ERR_MODLOAD_INVALID_PATH'
  /** A version is malformed, or does not fit its module path. */
  | 'ERR_MODLOAD_INVALID_VERSION'
  /** A lock file of an older tool cannot be read. */
  | 'ERR_MODLOAD_LEGACY_LOCK'
  /** Loading packages does not reach a stable result. */
  | 'ERR_MODLOAD_LOAD_LOOP'
  /** A lookup is needed, and the settings forbid it: `GOPROXY=off`, vendor mode, `GOVCS`. */
  | 'ERR_MODLOAD_LOOKUP_DISABLED'
  /** go.sum lacks a line; `tidy()` or `download()` adds it. */
  | 'ERR_MODLOAD_MISSING_SUM'
  /** A module failed for a reason that has no code of its own; see `cause`. */
  | 'ERR_MODLOAD_MODULE'
  /** A go.mod, go.work or similar file cannot be read or parsed. */
  | 'ERR_MODLOAD_MOD_FILE'
  /** A server is unreachable, or answered with an error; trying again may help. */
  | 'ERR_MODLOAD_NETWORK'
  /** A module, version, package, file or page does not exist. */
  | 'ERR_MODLOAD_NOT_FOUND'
  /** A directory holds no Go files that take part in the build. */
  | 'ERR_MODLOAD_NO_GO_FILES'
  /** No allowed version matches a query. */
  | 'ERR_MODLOAD_NO_MATCHING_VERSION'
  /** There is no go.mod in the directory or above it. */
  | 'ERR_MODLOAD_NO_MODULE'
  /** The Go files of a package contradict each other or the rules for packages. */
  | 'ERR_MODLOAD_PACKAGE'
  /** The module exists, and lacks the package. */
  | 'ERR_MODLOAD_PACKAGE_NOT_IN_MODULE'
  /** A pattern, or a directory in its place, names no package. */
  | 'ERR_MODLOAD_PATTERN'
  /** A module proxy sent a malformed answer. */
  | 'ERR_MODLOAD_PROXY_RESPONSE'
  /** A version query is malformed, or does not apply. */
  | 'ERR_MODLOAD_QUERY'
  /** The requirements of a module cannot be loaded; see `errors` or `cause`. */
  | 'ERR_MODLOAD_REQUIRE'
  /** Requirements contradict each other. */
  | 'ERR_MODLOAD_REQUIREMENT_CONFLICT'
  /** The author retracted the version. */
  | 'ERR_MODLOAD_RETRACTED'
  /** A version, tag, branch or commit does not exist. */
  | 'ERR_MODLOAD_UNKNOWN_REVISION'
  /** The module source cannot do this. */
  | 'ERR_MODLOAD_UNSUPPORTED'
  /** A version control command failed. */
  | 'ERR_MODLOAD_VCS'
  /** The vendor directory does not match go.mod; run `vendor()`. */
  | 'ERR_MODLOAD_VENDOR'
  /** A file cannot be written. */
  | 'ERR_MODLOAD_WRITE'
  /** The zip file of a module is damaged, or breaks the rules for such files. */
  | 'ERR_MODLOAD_ZIP';

/** Sets the `name` of an error class, as a non-enumerable property of its prototype. */
export function nameError(errorClass: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(errorClass.prototype, 'name', { value: name, configurable: true });
}

/** The base class of all errors of this package; `code` says what failed. */
export class ModloadError extends Error {
  static {
    nameError(this, 'ModloadError');
  }

  /** What failed. */
  readonly code: ErrorCode;

  /** Created by this package; `cause` is the error that led to this one. */
  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Returns the code of an error that another one wraps, or `fallback` if it has none of this package's. */
export function codeOf(error: unknown, fallback: ErrorCode): ErrorCode {
  return error instanceof ModloadError ? error.code : fallback;
}

/** Returns the message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A problem of a go.mod, go.work or similar file. */
export interface ModFileProblem {
  /** The file as it was named to the parser. */
  readonly file: string;
  /** Its line, from 1; 0 when the whole file is meant. */
  readonly line: number;
  /** The character of the line, from 1; 0 when the whole line is meant. */
  readonly column: number;
  /** What is wrong, without the position. */
  readonly reason: string;
}

function showProblem({ file, line, column, reason }: ModFileProblem): string {
  if (column > 1) return `${file}:${line}:${column}: ${reason}`;
  if (line > 0) return `${file}:${line}: ${reason}`;
  return file === '' ? reason : `${file}: ${reason}`;
}

/** A go.mod, go.work or similar file cannot be parsed. The message has one line per problem. */
export class ModFileError extends ModloadError {
  static {
    nameError(this, 'ModFileError');
  }

  /** The problems, at least one. */
  readonly problems: readonly ModFileProblem[];

  /** Created by this package. */
  constructor(problems: readonly ModFileProblem[], cause?: unknown) {
    super('ERR_MODLOAD_MOD_FILE', problems.map(showProblem).join('\n'), cause);
    this.problems = problems;
  }

  /** The file with the first problem. */
  get file(): string {
    return this.problems[0]!.file;
  }

  /** The line of the first problem, from 1; 0 when the whole file is meant. */
  get line(): number {
    return this.problems[0]!.line;
  }

  /** The character of the first problem in its line, from 1; 0 when the whole line is meant. */
  get column(): number {
    return this.problems[0]!.column;
  }
}

/** A module, import or file path breaks a rule for such paths. */
export class InvalidPathError extends ModloadError {
  static {
    nameError(this, 'InvalidPathError');
  }

  /** The kind of path. */
  readonly kind: 'module' | 'import' | 'file';
  /** The path. */
  readonly path: string;
  /** The rule that it breaks. */
  readonly reason: string;

  /** Created by this package. */
  constructor(kind: 'module' | 'import' | 'file', path: string, reason: string) {
    super('ERR_MODLOAD_INVALID_PATH', `malformed ${kind} path ${quote(path)}: ${reason}`);
    this.kind = kind;
    this.path = path;
    this.reason = reason;
  }
}

/** A version breaks a rule for versions, or does not fit its module path. */
export class InvalidVersionError extends ModloadError {
  static {
    nameError(this, 'InvalidVersionError');
  }

  /** The version. */
  readonly version: string;
  /** Whether it was to be a pseudo-version. */
  readonly isPseudo: boolean;
  /** The rule that it breaks. */
  readonly reason: string;

  /** Created by this package. */
  constructor(
    version: string,
    reason: string,
    options: { isPseudo?: boolean; cause?: unknown } = {},
  ) {
    const isPseudo = options.isPseudo ?? false;
    super(
      isNotFound(options.cause) ? 'ERR_MODLOAD_UNKNOWN_REVISION' : 'ERR_MODLOAD_INVALID_VERSION',
      `${isPseudo ? 'pseudo-version' : 'version'} ${quote(version)} invalid: ${reason}`,
      options.cause,
    );
    this.version = version;
    this.isPseudo = isPseudo;
    this.reason = reason;
  }
}

function showModuleError(path: string, version: string, cause: unknown): string {
  if (cause instanceof InvalidVersionError) {
    const noun = cause.isPseudo ? 'pseudo-version' : 'version';
    return `${path}@${cause.version}: invalid ${noun}: ${cause.reason}`;
  }
  return version === ''
    ? `module ${path}: ${messageOf(cause)}`
    : `${path}@${version}: ${messageOf(cause)}`;
}

/** Something failed for one module; `cause` says what. */
export class ModuleError extends ModloadError {
  static {
    nameError(this, 'ModuleError');
  }

  /** The path of the module. */
  readonly path: string;
  /** Its version; empty when none in particular is meant. */
  readonly version: string;

  /** Created by this package. */
  constructor(module: { readonly path: string; readonly version: string }, cause: unknown) {
    super(
      codeOf(cause, 'ERR_MODLOAD_MODULE'),
      showModuleError(module.path, module.version, cause),
      cause,
    );
    this.path = module.path;
    this.version = module.version;
  }

  /** Names the module in an error, unless the error already does. */
  static of(
    module: { readonly path: string; readonly version: string },
    error: unknown,
  ): ModuleError {
    for (let each = error; each instanceof Error; each = each.cause) {
      if (
        each instanceof ModuleError &&
        each.path === module.path &&
        each.version === module.version &&
        each === error
      ) {
        return each;
      }
    }
    return new ModuleError(module, error);
  }
}

/** A query for a version is malformed, ambiguous, or selects what is not allowed. */
export class QueryError extends ModloadError {
  static {
    nameError(this, 'QueryError');
  }

  /** Created by this package. */
  constructor(message: string, cause?: unknown, code: ErrorCode = 'ERR_MODLOAD_QUERY') {
    super(code, message, cause);
  }
}

/** No version that exists and is allowed fits a query. */
export class NoMatchingVersionError extends QueryError {
  static {
    nameError(this, 'NoMatchingVersionError');
  }

  /** The query as it was given. */
  readonly query: string;
  /** The version now in use, if the query was relative to one. */
  readonly current: string;

  /** Created by this package. */
  constructor(query: string, current = '') {
    const suffix = current === '' ? '' : ` (current version is ${current})`;
    super(
      `no matching versions for query ${quote(query)}${suffix}`,
      undefined,
      'ERR_MODLOAD_NO_MATCHING_VERSION',
    );
    this.query = query;
    this.current = current;
  }
}

/** No module of the build provides an imported package. */
export class ImportMissingError extends ModloadError {
  static {
    nameError(this, 'ImportMissingError');
  }

  /** The package that is missing. */
  readonly importPath: string;
  /** A module that could be added to provide it, when one was found. */
  readonly module: { readonly path: string; readonly version: string } | undefined;

  /** Created by this package. */
  constructor(
    message: string,
    importPath: string,
    module?: { readonly path: string; readonly version: string },
    cause?: unknown,
  ) {
    super('ERR_MODLOAD_IMPORT_MISSING', message, cause);
    this.importPath = importPath;
    this.module = module;
  }
}

/** Several modules of the build provide the same package. */
export class AmbiguousImportError extends ModloadError {
  static {
    nameError(this, 'AmbiguousImportError');
  }

  /** The package. */
  readonly importPath: string;
  /** The modules that provide it, and from which directories. */
  readonly candidates: readonly {
    readonly module: { readonly path: string; readonly version: string };
    readonly directory: string;
  }[];

  /** Created by this package. */
  constructor(message: string, importPath: string, candidates: AmbiguousImportError['candidates']) {
    super('ERR_MODLOAD_AMBIGUOUS_IMPORT', message);
    this.importPath = importPath;
    this.candidates = candidates;
  }
}

/** The requirements of a module cannot be loaded; `errors` holds everything that failed. */
export class RequireError extends ModloadError {
  static {
    nameError(this, 'RequireError');
  }

  /** Everything that failed, at least one. */
  readonly errors: readonly Error[];

  /** Created by this package. */
  constructor(errors: readonly Error[], message = errors.map(messageOf).join('\n')) {
    super(codeOf(errors[0], 'ERR_MODLOAD_REQUIRE'), message, errors[0]);
    this.errors = errors;
  }
}

/** A download differs from go.sum or from the checksum database. */
export class ChecksumError extends ModloadError {
  static {
    nameError(this, 'ChecksumError');
  }

  /** Created by this package. */
  constructor(message: string, cause?: unknown) {
    super('ERR_MODLOAD_CHECKSUM', message, cause);
  }
}

/** A look-up was needed, and the settings forbid it: `GOPROXY=off`, vendor mode, `GOVCS`. */
export class LookupDisabledError extends ModloadError {
  static {
    nameError(this, 'LookupDisabledError');
  }

  /** Created by this package. */
  constructor(message: string, cause?: unknown) {
    super('ERR_MODLOAD_LOOKUP_DISABLED', message, cause);
  }
}

/** A module, version, revision or package does not exist where it was looked for. */
export class NotFoundError extends ModloadError {
  static {
    nameError(this, 'NotFoundError');
  }

  /** Created by this package. */
  constructor(message: string, cause?: unknown) {
    super('ERR_MODLOAD_NOT_FOUND', message, cause);
  }
}

/** Returns whether an error, or one that led to it, says that something does not exist. */
export function isNotFound(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof NotFoundError || ('code' in each && each.code === 'ENOENT')) return true;
  }
  return false;
}

/** A version-control command failed. */
export class VcsError extends ModloadError {
  static {
    nameError(this, 'VcsError');
  }

  /** Created by this package. */
  constructor(message: string, cause?: unknown) {
    super('ERR_MODLOAD_VCS', message, cause);
  }
}

/** Loading packages does not reach a stable result. */
export class LoadLoopError extends ModloadError {
  static {
    nameError(this, 'LoadLoopError');
  }

  /** Created by this package. */
  constructor(message: string) {
    super('ERR_MODLOAD_LOAD_LOOP', message);
  }
}
