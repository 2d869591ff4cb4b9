import { ModFileError } from '../base/errors.js';
import { compareModules, type ModuleVersion } from '../module/module.js';

/** The hash of a tree with nothing but an empty go.mod, which Go once wrote by mistake. */
const emptyGoMod = 'h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=';

/** The hashes of a go.sum file, by `path version`, where the version may end with `/go.mod`. */
export type SumTable = Map<string, string[]>;

/** The key of a module in a {@link SumTable}. */
export function sumKey({ path, version }: ModuleVersion): string {
  return `${path} ${version}`;
}

/** The module of a key. */
export function sumModule(key: string): ModuleVersion {
  const space = key.indexOf(' ');
  return { path: key.slice(0, space), version: key.slice(space + 1) };
}

const ordinaryLine = /^(\S+ \S+) (\S+)$/;

/**
 * Reads a go.sum file.
 *
 * @param file - its name, as errors show it.
 * @param data - its text.
 * @param table - where to add what it says.
 * @throws {ModFileError} at the first line that is not a module, a version and a hash.
 */
export function parseGoSum(file: string, data: string, table: SumTable = new Map()): SumTable {
  let line = 0;
  for (let start = 0; start < data.length;) {
    line++;
    let end = data.indexOf('\n', start);
    if (end < 0) end = data.length;
    const text = data.slice(start, end);
    start = end + 1;
    const match = ordinaryLine.exec(text);
    let [, key = '', hash = ''] = match ?? [];
    if (match === null) {
      const words = text.split(/\s+/).filter((word) => word !== '');
      if (words.length === 0) continue;
      if (words.length !== 3) {
        const reason = `wrong number of fields ${words.length}`;
        throw new ModFileError([{ file, line, column: 0, reason }]);
      }
      key = words.slice(0, 2).join(' ');
      hash = words[2]!;
    }
    if (hash === emptyGoMod) continue;
    const hashes = table.get(key);
    if (hashes === undefined) table.set(key, [hash]);
    else hashes.push(hash);
  }
  return table;
}

/** Writes a go.sum file: one line per hash, by module and version. */
export function formatGoSum(table: SumTable): string {
  const modules = [...table.keys()].map(sumModule).sort(compareModules);
  return modules
    .map((module) => {
      const key = sumKey(module);
      const hashes = [...new Set(table.get(key))].sort();
      return hashes.map((hash) => `${key} ${hash}\n`).join('');
    })
    .join('');
}
