import type { GoMod } from '../modfile/gomod.js';
import { isGoVersionBefore } from '../module/goversion.js';

/**
 * Returns whether the `ignore` lines of a go.mod pass over a directory. A path that begins with `./` means one
 * directory of the module, any other path every directory with this name.
 *
 * @param goMod - the go.mod file of the module.
 * @param directory - the directory, with slashes, relative to the module's root; empty for the root.
 * @param release - the Go release; before 1.25 no line is an `ignore` line.
 */
export function isIgnored(goMod: GoMod | undefined, directory: string, release: string): boolean {
  if (!goMod || goMod.ignore.length === 0 || directory === '') return false;
  if (isGoVersionBefore(release, '1.25')) return false;
  const whole = `/${directory}/`;
  return goMod.ignore.some(({ path }) => {
    const pattern = `/${path.replace(/^\.\//, '').replace(/^\/+|\/+$/g, '')}/`;
    return path.startsWith('./') ? whole.startsWith(pattern) : whole.includes(pattern);
  });
}
