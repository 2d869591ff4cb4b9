import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { versionNumber, type Facts } from '../src/facts.js';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Returns the committed facts of all releases, oldest first. */
export function committedFacts(): Facts[] {
  const folder = `${root}native/api`;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Facts)
    .sort((a, b) => versionNumber(a.version) - versionNumber(b.version));
}

/** Returns the facts from which the files are generated. */
export function newestFacts(): Facts {
  return committedFacts().at(-1)!;
}
