import { dirname, join } from 'node:path';
import { nameError, ModloadError } from '../base/errors.js';
import type { FileTree } from '../base/files.js';
import { checkFilePath } from '../module/module.js';

/** A pattern of a `//go:embed` line cannot be followed. */
export class EmbedError extends ModloadError {
  static {
    nameError(this, 'EmbedError');
  }

  /** The pattern. */
  readonly pattern: string;

  /** Created by this package. */
  constructor(pattern: string, reason: string) {
    super('ERR_MODLOAD_PACKAGE', `pattern ${pattern}: ${reason}`);
    this.pattern = pattern;
  }
}

function isBadName(name: string): boolean {
  if (/^(|\.bzr|\.hg|\.git|\.svn)$/.test(name)) return true;
  try {
    checkFilePath(name);
    return false;
  } catch {
    return true;
  }
}

function isValidPattern(pattern: string): boolean {
  return (
    pattern !== '' &&
    pattern.split('/').every((element) => element !== '' && element !== '.' && element !== '..')
  );
}

/** A pattern of one path element as a regular expression; `undefined` if it is malformed. */
function elementPattern(element: string): RegExp | undefined {
  let source = '';
  for (let index = 0; index < element.length; index++) {
    const character = element[index]!;
    if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '\\') {
      if (index + 1 >= element.length) return undefined;
      source += `\\${element[++index]!}`.replace(/^\\(\w)$/, '$1');
    } else if (character === '[') {
      const close = /^\[\^?(?:\\.|[^\]\\])+\]/.exec(element.slice(index))?.[0];
      if (close === undefined) return undefined;
      source += close;
      index += close.length - 1;
    } else source += character.replace(/[$()*+.?[\\\]^{|}]/, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    return undefined;
  }
}

function expand(files: FileTree, root: string, pattern: string): string[] | undefined {
  const elements = pattern.split('/').map((element) => ({
    element,
    pattern: elementPattern(element),
    isLiteral: !/[*?[\\]/.test(element),
  }));
  if (elements.some((each) => !each.pattern)) return undefined;
  let found = [''];
  for (const { element, pattern: matcher, isLiteral } of elements) {
    found = found.flatMap((base) => {
      const directory = join(root, base);
      const at = (name: string) => (base ? `${base}/${name}` : name);
      if (isLiteral) return files.kind(join(directory, element)) ? [at(element)] : [];
      if (!files.isDirectory(directory)) return [];
      return files
        .entries(directory)
        .filter(({ name }) => matcher!.test(name))
        .map(({ name }) => at(name));
    });
  }
  return found;
}

/**
 * Finds the files that patterns of `//go:embed` lines mean.
 *
 * @throws {EmbedError} when one means none.
 */
export function resolveEmbeds(
  files: FileTree,
  root: string,
  patterns: readonly string[],
): string[] {
  const all = new Set<string>();
  for (const pattern of patterns) {
    const fail = (reason: string): never => {
      throw new EmbedError(pattern, reason);
    };
    const includesHidden = pattern.startsWith('all:');
    const glob = includesHidden ? pattern.slice('all:'.length) : pattern;
    const matches = isValidPattern(glob) ? expand(files, root, glob) : undefined;
    if (!matches) fail('invalid pattern syntax');
    const list = new Set<string>();
    for (const path of matches!) {
      const kind = files.kind(join(root, path));
      const what = kind === 'directory' ? 'directory' : 'file';
      for (let part = path; part !== '.'; part = dirname(part)) {
        const full = join(root, part);
        if (files.kind(join(full, 'go.mod')) !== undefined) {
          fail(`cannot embed ${what} ${path}: in different module`);
        }
        if (part !== path && files.kind(full) !== 'directory') {
          fail(`cannot embed ${what} ${path}: in non-directory ${part}`);
        }
        const name = part.slice(part.lastIndexOf('/') + 1);
        if (isBadName(name)) {
          fail(
            part === path
              ? `cannot embed ${what} ${path}: invalid name ${name}`
              : `cannot embed ${what} ${path}: in invalid directory ${name}`,
          );
        }
      }
      if (kind === 'file') list.add(path);
      else if (kind === 'directory') {
        const count = list.size;
        addTree(files, root, path, includesHidden, list);
        if (list.size === count) {
          fail(`cannot embed directory ${path}: contains no embeddable files`);
        }
      } else fail(`cannot embed irregular file ${path}`);
    }
    if (list.size === 0) fail('no matching files found');
    for (const path of list) all.add(path);
  }
  return [...all].sort();
}

function addTree(
  files: FileTree,
  root: string,
  path: string,
  includesHidden: boolean,
  list: Set<string>,
): void {
  for (const { name, kind } of files.entries(join(root, path))) {
    if (isBadName(name) || (/^[._]/.test(name) && !includesHidden)) continue;
    const child = `${path}/${name}`;
    if (kind === 'file') list.add(child);
    else if (kind === 'directory' && files.kind(join(root, child, 'go.mod')) === undefined) {
      addTree(files, root, child, includesHidden, list);
    }
  }
}
