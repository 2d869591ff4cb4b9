interface Parts {
  readonly major: number;
  readonly minor: number;
  /** -1 for the language itself, which comes before its first release. */
  readonly patch: number;
  /** `beta`, `rc` or an empty string, and its number. */
  readonly kind: string;
  readonly number: number;
}

function parse(version: string): Parts | undefined {
  const match = /^([1-9][0-9]*)\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)|([a-z]+)([0-9]+))?$/.exec(
    version,
  );
  if (match === null) return undefined;
  const [, major, minor, patch, kind = '', number = '0'] = match;
  // Before 1.21 the first release had the name of the language.
  const first = Number(major) === 1 && Number(minor) < 21 && kind === '' ? 0 : -1;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? first : Number(patch),
    kind,
    number: Number(number),
  };
}

/** Returns whether a language version or a release may stand in a `go` directive: `1.19`, `1.22.3`, `1.21rc1`. */
export function isGoVersion(version: string): boolean {
  return /^[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?$/.test(version);
}

/**
 * Compares Go versions: `1.21` comes before `1.21rc1`, which comes before `1.21.0`. Returns -1, 0 or 1. What is
 * no version comes before every version.
 */
export function compareGoVersions(a: string, b: string): number {
  const left = parse(a);
  const right = parse(b);
  if (left === undefined || right === undefined) {
    return left === right ? 0 : left === undefined ? -1 : 1;
  }
  const order = left.major - right.major || left.minor - right.minor || left.patch - right.patch;
  if (order !== 0) return Math.sign(order);
  if (left.kind !== right.kind) return left.kind < right.kind ? -1 : 1;
  return Math.sign(left.number - right.number);
}

/** The language that a release speaks: that of `1.22.3` is `1.22`. */
export function languageVersion(version: string): string {
  return /^[1-9][0-9]*\.[0-9]+/.exec(version)?.[0] ?? version;
}

/** Returns whether one Go version comes before another. */
export function isGoVersionBefore(version: string, release: string): boolean {
  return compareGoVersions(version, release) < 0;
}
