import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { versionNumber, type Facts } from '../src/facts.js';
import type { SchemaFacts } from '../src/schema/facts.js';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Returns the committed facts of all releases, oldest first. */
export function committedFacts(): Facts[] {
  return readAll<Facts>('native/api');
}

/** Returns the committed facts of the schemas of all releases, oldest first. */
export function committedSchemaFacts(): SchemaFacts[] {
  return readAll<SchemaFacts>('packages/codegen/schemas');
}

function readAll<T extends { readonly version: string }>(folder: string): T[] {
  return readdirSync(`${root}${folder}`)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(`${root}${folder}/${name}`, 'utf8')) as T)
    .sort((a, b) => versionNumber(a.version) - versionNumber(b.version));
}

/** Returns the facts from which the files are generated. */
export function newestFacts(): Facts {
  return committedFacts().at(-1)!;
}
