import { dirname, join } from 'node:path';
import { cleanPath, type FileTree } from '../base/files.js';

/** Finds the nearest directory with a go.mod, from a directory upwards; empty if there is none. */
export function findModuleRoot(directory: string, files: FileTree): string {
  return findUpwards(cleanPath(directory), (each) => files.isFile(join(each, 'go.mod')));
}

/** Finds the nearest go.work, from a directory upwards. The Go tree's own is none. */
export function findWorkFile(directory: string, files: FileTree, goRoot: string): string {
  let isPastRoot = false;
  const found = findUpwards(cleanPath(directory), (each) => {
    if (isPastRoot) return false;
    if (files.isFile(join(each, 'go.work'))) return true;
    isPastRoot = dirname(each) === goRoot;
    return false;
  });
  return found && join(found, 'go.work');
}

/** Finds the nearest directory upwards for which `matches` holds; empty if there is none. */
export function findUpwards(directory: string, matches: (directory: string) => boolean): string {
  for (;;) {
    if (matches(directory)) return directory;
    const parent = dirname(directory);
    if (parent === directory) return '';
    directory = parent;
  }
}
