import { unquote } from '../base/quote.js';

/**
 * The module path that a go.mod gives, even where the rest of the file cannot be understood. Returns the
 * empty string when there is none.
 */
export function readModulePath(goMod: string): string {
  for (const whole of goMod.split('\n')) {
    const comment = whole.indexOf('//');
    const line = (comment < 0 ? whole : whole.slice(0, comment)).trim();
    const path = /^module\s+(.+)$/.exec(line)?.[1];
    if (path === undefined) continue;
    return /^["`]/.test(path) ? (unquote(path) ?? '') : path;
  }
  return '';
}
