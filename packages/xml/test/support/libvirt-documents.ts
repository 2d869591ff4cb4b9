import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** libvirt's own test documents, by the schema that they belong to. */
export interface LibvirtDocuments {
  readonly folder: string;
  readonly files: ReadonlyMap<string, readonly string[]>;
}

const script = fileURLToPath(new URL('../../scripts/libvirt-sources.mjs', import.meta.url));

/** The releases whose documents are read. */
export const releases = ['9.0.0', '11.3.0'] as const;

/** Where the sources are, or why they are not there. */
function findSources(release: string): { readonly folder: string } | { readonly why: string } {
  const command = [script, release];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status === 0) return { folder: stdout.trim() };
  return { why: `libvirt ${release}'s sources are not there: ${stderr.trim()}` };
}

/** The documents of a release, or why they are not there. */
export function findDocuments(
  release: string,
):
  | { readonly documents: LibvirtDocuments }
  | { readonly documents: undefined; readonly why: string } {
  const sources = findSources(release);
  if ('why' in sources) return { documents: undefined, why: sources.why };
  return { documents: readDocuments(sources.folder) };
}

/**
 * The documents that libvirt's own test of its schemas reads, as that test lists them: a table of
 * folders and files for each schema.
 */
function readDocuments(folder: string): LibvirtDocuments {
  const test = readFileSync(join(folder, 'tests/virschematest.c'), 'utf8');
  const tables = new Map(
    [...test.matchAll(/testSchemaEntry (\w+)\[\] = \{(.*?)\n\};/gs)].map(
      ([, name = '', body = '']) => [name, body],
    ),
  );
  const files = new Map<string, readonly string[]>();
  for (const [, schema = '', table = ''] of test.matchAll(
    /DO_TEST\(SCHEMAS_PATH "([\w-]+)\.rng", (\w+)\)/g,
  )) {
    const entries = tables
      .get(table)!
      .matchAll(/\.\s*(dir|file) = "([^"]+)"(?:,\s*\.dirRegex = "([^"]+)")?/g);
    files.set(
      schema,
      [...entries].flatMap(([, kind, path = '', pattern = '']) => {
        const full = join(folder, path);
        if (kind === 'file') return [full];
        const matching = new RegExp(pattern);
        return readdirSync(full)
          .filter((name) => name.endsWith('.xml') && matching.test(name))
          .sort()
          .map((name) => join(full, name));
      }),
    );
  }
  return { folder, files };
}
