import { quote } from './quote.js';

/** What kind of failure an error of this package tells of. */
export type ErrorCode =
  | 'MOD_FILE'
  | 'INVALID_PATH'
  | 'INVALID_VERSION'
  | 'MODULE'
  | 'QUERY'
  | 'NO_MATCHING_VERSION'
  | 'IMPORT_MISSING'
  | 'AMBIGUOUS_IMPORT'
  | 'REQUIRE'
  | 'CHECKSUM'
  | 'LOOKUP_DISABLED'
  | 'NOT_FOUND'
  | 'VCS'
  | 'LOAD_LOOP'
  | 'INVALID';

/** Any failure that this package reports; `code` tells its kind. */
export class ModloadError extends Error {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ModloadError' });
  }

  /** The kind of failure. */
  readonly code: ErrorCode;

  /** Made by this package; `cause` is the error that led to this one. */
  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One thing that is wrong with a go.mod, go.work or similar file. */
export interface ModFileProblem {
  /** The file as it was named to the parser. */
  readonly file: string;
  /** Its line, from 1; 0 when the whole file is meant. */
  readonly line: number;
  /** The character of the line, from 1; 0 when the whole line is meant. */
  readonly column: number;
  /** What is wrong, without the place. */
  readonly reason: string;
}

function showProblem({ file, line, column, reason }: ModFileProblem): string {
  if (column > 1) return `${file}:${line}:${column}: ${reason}`;
  if (line > 0) return `${file}:${line}: ${reason}`;
  return file === '' ? reason : `${file}: ${reason}`;
}

/** A go.mod, go.work or similar file cannot be understood. The message has one line per problem. */
export class ModFileError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ModFileError' });
  }

  /** Everything that was found wrong, at least one. */
  readonly problems: readonly ModFileProblem[];

  /** Made by this package from what was found. */
  constructor(problems: readonly ModFileProblem[], cause?: unknown) {
    super('MOD_FILE', problems.map(showProblem).join('\n'), cause);
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
    Object.defineProperty(this.prototype, 'name', { value: 'InvalidPathError' });
  }

  /** What the path was to be. */
  readonly kind: 'module' | 'import' | 'file';
  /** The path. */
  readonly path: string;
  /** The rule that it breaks. */
  readonly reason: string;

  /** Made by this package. */
  constructor(kind: 'module' | 'import' | 'file', path: string, reason: string) {
    super('INVALID_PATH', `malformed ${kind} path ${quote(path)}: ${reason}`);
    this.kind = kind;
    this.path = path;
    this.reason = reason;
  }
}

/** A version breaks a rule for versions, or does not fit its module path. */
export class InvalidVersionError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'InvalidVersionError' });
  }

  /** The version. */
  readonly version: string;
  /** Whether it was to be a pseudo-version. */
  readonly isPseudo: boolean;
  /** The rule that it breaks. */
  readonly reason: string;

  /** Made by this package. */
  constructor(
    version: string,
    reason: string,
    options: { isPseudo?: boolean; cause?: unknown } = {},
  ) {
    const isPseudo = options.isPseudo ?? false;
    super(
      'INVALID_VERSION',
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

/** Something failed for one module; `cause` tells what. */
export class ModuleError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ModuleError' });
  }

  /** The path of the module. */
  readonly path: string;
  /** Its version; empty when none in particular is meant. */
  readonly version: string;

  /** Made by this package. */
  constructor(module: { readonly path: string; readonly version: string }, cause: unknown) {
    super('MODULE', showModuleError(module.path, module.version, cause), cause);
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
    Object.defineProperty(this.prototype, 'name', { value: 'QueryError' });
  }

  /** Made by this package. */
  constructor(message: string, cause?: unknown, code: ErrorCode = 'QUERY') {
    super(code, message, cause);
  }
}

/** No version that exists and is allowed fits a query. */
export class NoMatchingVersionError extends QueryError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'NoMatchingVersionError' });
  }

  /** The query as it was given. */
  readonly query: string;
  /** The version now in use, if the query was relative to one. */
  readonly current: string;

  /** Made by this package. */
  constructor(query: string, current = '') {
    const suffix = current === '' ? '' : ` (current version is ${current})`;
    super(
      `no matching versions for query ${quote(query)}${suffix}`,
      undefined,
      'NO_MATCHING_VERSION',
    );
    this.query = query;
    this.current = current;
  }
}

/** No module of the build provides an imported package. */
export class ImportMissingError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ImportMissingError' });
  }

  /** The package that is missing. */
  readonly importPath: string;
  /** A module that could be added to provide it, when one was found. */
  readonly module: { readonly path: string; readonly version: string } | undefined;

  /** Made by this package. */
  constructor(
    message: string,
    importPath: string,
    module?: { readonly path: string; readonly version: string },
    cause?: unknown,
  ) {
    super('IMPORT_MISSING', message, cause);
    this.importPath = importPath;
    this.module = module;
  }
}

/** Several modules of the build provide the same package. */
export class AmbiguousImportError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'AmbiguousImportError' });
  }

  /** The package. */
  readonly importPath: string;
  /** The modules that provide it, and from which directories. */
  readonly candidates: readonly {
    readonly module: { readonly path: string; readonly version: string };
    readonly directory: string;
  }[];

  /** Made by this package. */
  constructor(message: string, importPath: string, candidates: AmbiguousImportError['candidates']) {
    super('AMBIGUOUS_IMPORT', message);
    this.importPath = importPath;
    this.candidates = candidates;
  }
}

/** The requirements of a module cannot be loaded; `errors` holds everything that failed. */
export class RequireError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'RequireError' });
  }

  /** Everything that failed, at least one. */
  readonly errors: readonly Error[];

  /** Made by this package. */
  constructor(errors: readonly Error[], message = errors.map(messageOf).join('\n')) {
    super('REQUIRE', message, errors[0]);
    this.errors = errors;
  }
}

/** What was downloaded is not what go.sum or the checksum database says. */
export class ChecksumError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ChecksumError' });
  }

  /** Made by this package. */
  constructor(message: string, cause?: unknown) {
    super('CHECKSUM', message, cause);
  }
}

/** A look-up was needed, and the settings forbid it: `GOPROXY=off`, vendor mode, `GOVCS`. */
export class LookupDisabledError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'LookupDisabledError' });
  }

  /** Made by this package. */
  constructor(message: string, cause?: unknown) {
    super('LOOKUP_DISABLED', message, cause);
  }
}

/** A module, version, revision or package does not exist where it was looked for. */
export class NotFoundError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'NotFoundError' });
  }

  /** Made by this package. */
  constructor(message: string, cause?: unknown) {
    super('NOT_FOUND', message, cause);
  }
}

/** Whether an error, or one that led to it, says that something does not exist. */
export function isNotFound(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof NotFoundError || ('code' in each && each.code === 'ENOENT')) return true;
  }
  return false;
}

/** A version-control command failed. */
export class VcsError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'VcsError' });
  }

  /** Made by this package. */
  constructor(message: string, cause?: unknown) {
    super('VCS', message, cause);
  }
}

/** Loading packages does not come to an end. */
export class LoadLoopError extends ModloadError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'LoadLoopError' });
  }

  /** Made by this package. */
  constructor(message: string) {
    super('LOAD_LOOP', message);
  }
}
