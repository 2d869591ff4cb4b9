import type { LoadContext } from '../modload/context.js';
import type { BuildTags } from './constraint.js';
import { goFilesOf, NoGoError, scanDirectory, type FileImports } from './header.js';

/** Import paths that no module provides: C code, and what only exists on App Engine. */
const isElsewhere = (path: string) => /^(C|appengine(_internal)?(\/.*)?)$/.test(path);

/**
 * What the package in a directory imports.
 *
 * @throws {NoGoError} when no file takes part in the build.
 */
export function scanImports(
  { files }: Pick<LoadContext, 'files'>,
  directory: string,
  tags: BuildTags,
): FileImports {
  const { imports, testImports } = scanDirectory(files, directory, tags);
  return {
    imports: imports.filter((path) => !isElsewhere(path)),
    testImports: testImports.filter((path) => !isElsewhere(path)),
  };
}

/** Whether there is a package in a directory, be it one that cannot be read. */
export function hasPackage(
  { files }: Pick<LoadContext, 'files'>,
  directory: string,
  tags: BuildTags,
): boolean {
  try {
    if (goFilesOf(files, directory, tags).length === 0) return false;
    scanDirectory(files, directory, tags);
    return true;
  } catch (error) {
    return !(error instanceof NoGoError);
  }
}
