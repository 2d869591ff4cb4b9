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

/** Where the sources are, or why they are not there. */
function findSources(): { readonly folder: string } | { readonly why: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status === 0) return { folder: stdout.trim() };
  return { why: `libvirt's sources are not there: ${stderr.trim()}` };
}

const sources = findSources();

export const whyNoDocuments = 'why' in sources ? sources.why : undefined;

/**
 * The documents that libvirt's own test of its schemas reads, as that test lists them: a table of
 * folders and files for each schema.
 */
export function libvirtDocuments(): LibvirtDocuments {
  if ('why' in sources) throw new Error(sources.why);
  const { folder } = sources;
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
