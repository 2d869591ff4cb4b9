/** Returns whether a pattern stands for a set of packages by a word: `std`, `cmd`, `all`, `work` or `tool`. */
export function isMetaPackage(pattern: string): boolean {
  return /^(?:std|cmd|all|work|tool)$/.test(pattern);
}

/** Returns whether a pattern names one package or directory. */
export function isLiteral(pattern: string): boolean {
  return !pattern.includes('...') && !isMetaPackage(pattern);
}

/** Returns whether a path is relative: `.`, `..`, or begins with `./` or `../`. */
export function isRelativePath(path: string): boolean {
  return /^\.{1,2}(?:\/|$)/.test(path);
}

/** Returns whether an import path begins like one of the standard library: without a dot before its first slash. */
export function isStandardImportPath(path: string): boolean {
  return !path.split('/', 1)[0]!.includes('.');
}

/** Returns whether a path is another one, or begins with it and a slash. */
export function hasPathPrefix(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return (
    path.length === prefix.length || prefix.endsWith('/') || path.charAt(prefix.length) === '/'
  );
}

const mark = '\0';

/** Makes elements named `vendor` what `...` does not stand for, but the last one. */
function markVendor(path: string): string {
  if (!path.includes('vendor')) return path;
  return path.replace(/(^|\/)vendor(?=\/)/g, `$1${mark}`);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/**
 * Makes a test of names from a pattern in which `...` stands for any text. At the end `/...` also stands
 * for nothing; `...` does not reach into `vendor` directories.
 */
export function matchPattern(pattern: string): (name: string) => boolean {
  if (pattern.includes(mark)) return () => false;
  const marked = markVendor(pattern);
  let body = marked;
  let tail = '';
  if (marked === `${mark}/...` || marked.endsWith(`/${mark}/...`)) {
    body = marked.slice(0, -`/${mark}/...`.length);
    tail = `(?:/vendor|/${mark}/[^${mark}]*)`;
  } else if (marked.endsWith('/...')) {
    body = marked.slice(0, -'/...'.length);
    tail = `(?:/[^${mark}]*)?`;
  }
  const parts = body.split('...').map(escape);
  const expression = new RegExp(`^${parts.join(`[^${mark}]*`)}${tail}$`, 's');
  return (name) => !name.includes(mark) && expression.test(markVendor(name));
}

/** Makes a test of directories from a pattern: whether what they hold may fit. */
export function treeCanMatchPattern(pattern: string): (name: string) => boolean {
  const dots = pattern.indexOf('...');
  const prefix = dots < 0 ? pattern : pattern.slice(0, dots);
  return (name) =>
    (name.length <= prefix.length && hasPathPrefix(prefix, name)) ||
    (dots >= 0 && name.startsWith(prefix));
}

/**
 * The shortest path that leads to the same place: without empty elements, `.`, and elements that a
 * `..` takes back. The empty path gives `.`.
 */
export function cleanSlashPath(path: string): string {
  const isRooted = path.startsWith('/');
  const elements: string[] = [];
  for (const element of path.split('/')) {
    if (element === '' || element === '.') continue;
    if (element === '..' && elements.length > 0 && elements.at(-1) !== '..') elements.pop();
    else if (element !== '..' || !isRooted) elements.push(element);
  }
  const clean = elements.join('/');
  return isRooted ? `/${clean}` : clean === '' ? '.' : clean;
}

/** Patterns as they were given on a command line, with clean paths; `.` when there is none. */
export function cleanPatterns(patterns: readonly string[]): string[] {
  if (patterns.length === 0) return ['.'];
  return patterns.map((pattern) => {
    const isPath = isRelativePath(pattern) || pattern.startsWith('/');
    const at = isPath ? -1 : pattern.indexOf('@');
    const path = at < 0 ? pattern : pattern.slice(0, at);
    const version = at < 0 ? '' : pattern.slice(at);
    if (!path.startsWith('./')) return cleanSlashPath(path) + version;
    const clean = cleanSlashPath(path);
    return (clean === '.' ? '.' : `./${clean}`) + version;
  });
}
