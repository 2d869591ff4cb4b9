import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SchemaFacts } from './facts.js';
import { mergeSchemas } from './merge.js';
import { readSchema } from './read.js';
import { readSchemaFile } from './xml.js';

/** Reads all schemas of a folder that describe documents; the others are included by those. */
export function importSchemas(directory: string, version: string): SchemaFacts {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.rng'))
    .filter((name) =>
      readSchemaFile(join(directory, name)).children.some((child) => child.name === 'start'),
    )
    .sort();
  if (files.length === 0) throw new Error(`${directory} holds no RelaxNG schema of a document`);
  const schemas = new Map(
    files.map((name) => [basename(name, '.rng'), readSchema(join(directory, name))]),
  );
  return { version, ...mergeSchemas(schemas) };
}
