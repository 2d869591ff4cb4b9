import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'packages/remote/src/calls';

/** Returns the raw functions that packages/remote/src/calls defines. */
export function writtenCalls(root: string): ReadonlySet<string> {
  const files = readdirSync(join(root, FOLDER)).map((name) => join(root, FOLDER, name));
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  return new Set(
    texts.flatMap((text) => Array.from(text.matchAll(/^ {2}(vir\w+):/gm), ([, name]) => name!)),
  );
}
