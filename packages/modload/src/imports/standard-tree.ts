/**
 * Shows the standard library as files below a directory that exists nowhere. Each package has one file for each
 * build constraint under which it imports something, and one with tests if it has nothing else. So everything that
 * reads packages reads these like all others.
 */

import { join, sep } from 'node:path';
import type { FileEntry, FileTree } from '../base/files.js';
import { standardPackage, standardPackages, type StandardPackage } from './standard-library.js';

/** The directory that a {@link StandardTree} has for a Go tree. */
export const standardRoot = join(sep, '$GOROOT');

const source = join(standardRoot, 'src');

/** A file tree with the standard library of a release below {@link standardRoot}. */
export class StandardTree implements FileTree {
  readonly #files: FileTree;
  readonly #release: string;
  readonly #packages = new Map<string, StandardPackage | undefined>();
  #directories: Map<string, Set<string>> | undefined;

  /**
   * @param files - all other files.
   * @param release - the Go release, such as `1.19`.
   */
  constructor(files: FileTree, release: string) {
    this.#files = files;
    this.#release = release;
  }

  /** The path below `src`; `undefined` for all other files. */
  #below(path: string): string | undefined {
    if (!path.startsWith(standardRoot)) return undefined;
    if (path === source) return '';
    return path.startsWith(source + sep)
      ? path.slice(source.length + 1).replaceAll(sep, '/')
      : undefined;
  }

  #package(path: string): StandardPackage | undefined {
    if (this.#packages.has(path)) return this.#packages.get(path);
    const found = standardPackage(path, this.#release);
    this.#packages.set(path, found);
    return found;
  }

  /** The directories below `src`, each with the names of those in it. */
  #tree(): Map<string, Set<string>> {
    if (this.#directories) return this.#directories;
    const directories = new Map([['', new Set<string>()]]);
    for (const path of standardPackages(this.#release)) {
      let parent = '';
      for (const element of path.split('/')) {
        directories.get(parent)!.add(element);
        parent = parent === '' ? element : `${parent}/${element}`;
        if (!directories.has(parent)) directories.set(parent, new Set());
      }
    }
    return (this.#directories = directories);
  }

  /** The text of a file; `undefined` if there is none. */
  #text(below: string): string | undefined {
    if (below.endsWith('/x_test.go')) {
      const found = this.#package(below.slice(0, -'/x_test.go'.length));
      return found?.groups.length === 0 ? `package ${found.name}\n` : undefined;
    }
    const [, path, index] = /^(.*)\/([0-9]+)\.go$/.exec(below) ?? [];
    const found = path === undefined ? undefined : this.#package(path);
    const group = found?.groups[Number(index)];
    if (!group) return undefined;
    const { constraint, imports } = group;
    const lines = imports.map((each) => `import ${JSON.stringify(each)}\n`);
    const condition = constraint && `//go:build ${constraint}\n\n`;
    return `${condition}package ${found.name}\n${lines.join('')}`;
  }

  actual(path: string): string | undefined {
    return this.#files.actual(path);
  }

  isOverlaid(path: string): boolean {
    return this.#files.isOverlaid(path);
  }

  kind(path: string): FileEntry['kind'] | undefined {
    const below = this.#below(path);
    if (below === undefined) return this.#files.kind(path);
    if (this.#tree().has(below)) return 'directory';
    return this.#text(below) === undefined ? undefined : 'file';
  }

  entries(directory: string): readonly FileEntry[] {
    const below = this.#below(directory);
    if (below === undefined) return this.#files.entries(directory);
    const children = [...(this.#tree().get(below) ?? [])].sort();
    const found = this.#package(below);
    const files = found?.groups.map((_, index) => `${index}.go`) ?? [];
    if (found && files.length === 0) files.push('x_test.go');
    return [
      ...files.map((name) => ({ name, kind: 'file' as const })),
      ...children.map((name) => ({ name, kind: 'directory' as const })),
    ];
  }

  read(path: string): string {
    const below = this.#below(path);
    if (below === undefined) return this.#files.read(path);
    const text = this.#text(below);
    if (text !== undefined) return text;
    throw Object.assign(new Error(`open ${path}: no such file or directory`), { code: 'ENOENT' });
  }

  isFile(path: string): boolean {
    return this.#below(path) === undefined ? this.#files.isFile(path) : this.kind(path) === 'file';
  }

  isDirectory(path: string): boolean {
    return this.#below(path) === undefined
      ? this.#files.isDirectory(path)
      : this.kind(path) === 'directory';
  }

  hasGoFiles(directory: string): boolean {
    const below = this.#below(directory);
    return below === undefined
      ? this.#files.hasGoFiles(directory)
      : this.#package(below) !== undefined;
  }
}
