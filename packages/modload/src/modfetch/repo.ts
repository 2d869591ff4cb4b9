import { ModloadError, NotFoundError } from '../base/errors.js';
import { autoQuote } from '../modfile/directives.js';
import { isPseudoVersion } from '../module/pseudo.js';

/** The origin of a repository's answer, as Go records it; names are Go's. */
export interface Origin {
  readonly VCS?: string;
  readonly URL?: string;
  readonly Subdir?: string;
  /** The prefix of the tags that were considered. */
  readonly TagPrefix?: string;
  /** A hash of these tags. */
  readonly TagSum?: string;
  readonly Ref?: string;
  readonly Hash?: string;
  /** A hash of all references, recorded with the absence of a revision. */
  readonly RepoSum?: string;
}

/** One revision of a module. */
export interface RevInfo {
  /** The version that names it. */
  readonly version: string;
  /** When it was committed, as RFC 3339; absent where that is unknown. */
  readonly time?: string;
  /** Its full name in the repository: a commit hash. */
  readonly name?: string;
  /** The part of the name that pseudo-versions have. */
  readonly short?: string;
  readonly origin?: Origin;
}

/** The tagged versions of a module. */
export interface VersionList {
  /** Ordered. There are no pseudo-versions among them. */
  readonly list: string[];
  readonly origin?: Origin;
}

/** Lists and resolves the versions of one module. */
export interface VersionRepo {
  readonly modulePath: string;
  /** Lists the tagged versions that begin with a prefix. */
  versions(prefix: string): Promise<VersionList>;
  /** Finds what a version, commit hash, tag or branch names. Rejects if there is no such revision. */
  stat(revision: string): Promise<RevInfo>;
  /** The newest revision; asked where there are no tagged versions. */
  latest(): Promise<RevInfo>;
  /** Rejects unless an answer of this origin is still what one would get. */
  checkReuse?(origin: Origin | undefined): Promise<void>;
}

/** All that exists of one module: its versions, their go.mod files and content. */
export interface Repo extends VersionRepo {
  /** The go.mod of a canonical version. */
  goMod(version: string): Promise<Uint8Array>;
  /** Writes the zip file of a canonical version to a file. */
  zip(version: string, destination: string): Promise<void>;
}

/** A repository of which nothing can be had: each call rejects with the same error. */
export function failingRepo(modulePath: string, error: unknown): Repo {
  // Created per call: a rejected promise that is never awaited would be an unhandled rejection.
  const fail = (): Promise<never> =>
    Promise.reject(error instanceof Error ? error : new Error(String(error)));
  return {
    modulePath,
    versions: fail,
    stat: fail,
    latest: fail,
    checkReuse: fail,
    goMod: fail,
    zip: fail,
  };
}

/** The error for a module without a single commit. */
export const noCommits = () => new NotFoundError('no commits');

/** The go.mod that a module without one is taken to have. */
export function legacyGoMod(modulePath: string): string {
  return `module ${autoQuote(modulePath)}\n`;
}

const zeroTime = '0001-01-01T00:00:00Z';

/** The time as Go writes it: without needless zeros, `Z` for UTC; `undefined` if it is no time. */
function normalizeTime(time: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/.exec(time);
  if (match === null || Number.isNaN(Date.parse(`${match[1]!}${match[3]!}`))) return undefined;
  const fraction = (match[2] ?? '').slice(0, 9).replace(/0+$/, '');
  const zone = match[3] === '+00:00' ? 'Z' : match[3]!;
  return match[1]! + (fraction && `.${fraction}`) + zone;
}

/** The moment that a revision was committed; `undefined` if that is unknown. */
export function timeOf({ time }: RevInfo): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

const originNames = ['VCS', 'URL', 'Subdir', 'TagPrefix', 'TagSum', 'Ref', 'Hash', 'RepoSum'];

function readOrigin(value: unknown): Origin | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const origin: Record<string, string> = {};
  for (const name of originNames) {
    const member = (value as Record<string, unknown>)[name];
    if (typeof member === 'string' && member !== '') origin[name] = member;
  }
  return origin;
}

/**
 * Reads the text of an `.info` file.
 *
 * @throws {ModloadError} if it is no such text.
 */
export function parseInfo(text: string): RevInfo {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ModloadError('ERR_MODLOAD_PROXY_RESPONSE', jsonProblem(text), error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const noun = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
    if (noun === 'null') return { version: '' };
    const shown = noun === 'boolean' ? 'bool' : noun;
    throw new ModloadError(
      'ERR_MODLOAD_PROXY_RESPONSE',
      `json: cannot unmarshal ${shown} into Go value of type modfetch.RevInfo`,
    );
  }
  // Go does not mind the case of names.
  const members = new Map(Object.entries(value).map(([name, each]) => [name.toLowerCase(), each]));
  const version: unknown = members.get('version') ?? '';
  if (typeof version !== 'string') {
    throw new ModloadError(
      'ERR_MODLOAD_PROXY_RESPONSE',
      `json: cannot unmarshal ${typeof version} into Go struct field RevInfo.Version of type string`,
    );
  }
  const written: unknown = members.get('time') ?? zeroTime;
  const time = typeof written === 'string' ? normalizeTime(written) : undefined;
  if (time === undefined) {
    const shown = JSON.stringify(JSON.stringify(written));
    throw new ModloadError(
      'ERR_MODLOAD_PROXY_RESPONSE',
      `parsing time ${shown} as "\\"2006-01-02T15:04:05Z07:00\\"": cannot parse ${shown} as "\\""`,
    );
  }
  const origin = readOrigin(members.get('origin'));
  return {
    version,
    ...(time !== zeroTime && { time }),
    ...(origin !== undefined && { origin }),
  };
}

/** Returns Go's message for text that is not JSON. */
function jsonProblem(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || /^[[{][^\]}]*$/.test(trimmed)) return 'unexpected end of JSON input';
  const first = String.fromCodePoint(trimmed.codePointAt(0)!);
  if (!/[[{"\-0-9tfn]/.test(first)) {
    return `invalid character '${first}' looking for beginning of value`;
  }
  return 'invalid JSON';
}

/** The text of an `.info` file, byte for byte as Go writes it. */
export function formatInfo({ version, time = zeroTime, origin }: RevInfo): string {
  const value: Record<string, unknown> = { Version: version, Time: time };
  if (origin !== undefined) {
    const kept: Record<string, string> = {};
    for (const name of originNames) {
      const member = (origin as Record<string, string>)[name];
      if (member) kept[name] = member;
    }
    value['Origin'] = kept;
  }
  return escapeHtml(JSON.stringify(value));
}

/** Escapes in JSON what Go's encoder does. */
function escapeHtml(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Returns the part of an origin that stays valid when the answer is cached under its version. */
export function lastingInfo(info: RevInfo): RevInfo {
  const { version, time, origin } = info;
  if (origin === undefined) return info;
  const forgotten = isPseudoVersion(version)
    ? ['TagPrefix', 'TagSum', 'Ref']
    : ['TagPrefix', 'TagSum'];
  const kept = Object.fromEntries(
    Object.entries(origin).filter(([name]) => !forgotten.includes(name)),
  );
  return {
    version,
    ...(time !== undefined && { time }),
    origin: kept,
  };
}

/** Returns whether an origin says anything that can be seen to have changed. */
function isCheckable({ TagSum, Ref, Hash, RepoSum }: Origin): boolean {
  return Boolean(TagSum ?? Ref ?? Hash ?? RepoSum);
}

/** Merges the origins of two answers. */
export function mergeOrigins(
  first: Origin | undefined,
  second: Origin | undefined,
): Origin | undefined {
  if (first === undefined || (second !== undefined && !isCheckable(second))) {
    return first === undefined || isCheckable(first) ? second : first;
  }
  if (second === undefined || !isCheckable(first)) return first;
  const { VCS = '', URL = '', Subdir } = first;
  const uncheckable: Origin = { VCS, URL, ...(Subdir !== undefined && { Subdir }) };
  let merged = first;
  const { TagSum, TagPrefix, Hash, Ref } = second;
  if (TagSum) {
    const differs = first.TagSum && (first.TagSum !== TagSum || first.TagPrefix !== TagPrefix);
    if (differs) return uncheckable;
    merged = { ...merged, TagSum, ...(TagPrefix !== undefined && { TagPrefix }) };
  }
  if (Hash) {
    if (first.Hash && (first.Hash !== Hash || first.Ref !== Ref)) return uncheckable;
    merged = { ...merged, Hash, ...(Ref !== undefined && { Ref }) };
  }
  return merged;
}

/** Returns whether a text names a revision by its hash alone. */
export function isAllHex(revision: string): boolean {
  return /^[0-9a-f]*$/.test(revision);
}

/** The part of a commit hash that pseudo-versions have. */
export function shortenHash(revision: string): string {
  return revision.length === 40 && isAllHex(revision) ? revision.slice(0, 12) : revision;
}
