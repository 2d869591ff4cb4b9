import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { versionNumber, type Facts } from '../src/facts.js';

/** The repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The committed facts of all releases, oldest first. */
export function committedFacts(): Facts[] {
  const folder = `${root}native/api`;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Facts)
    .sort((a, b) => versionNumber(a.version) - versionNumber(b.version));
}

/** Those that the generated files are made of. */
export function newestFacts(): Facts {
  return committedFacts().at(-1)!;
}
