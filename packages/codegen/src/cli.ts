import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkDescriptions } from './descriptions/index.js';
import { emitDeclarations, emitHandles, emitSymbols, emitTable } from './emit/cpp.js';
import {
  emitConstants,
  emitMacros,
  emitPartConstants,
  emitRawFunctions,
} from './emit/typescript.js';
import { formatFacts, PARTS, versionNumber, type Facts } from './facts.js';
import { importFacts } from './import.js';
import { news } from './news.js';
import { emitCalls, emitProtocol } from './protocol/emit.js';
import { formatProtocolFacts, type ProtocolFacts } from './protocol/facts.js';
import { importProtocol } from './protocol/import.js';
import { writtenCalls } from './protocol/written.js';
import { formatSchemaFacts, type SchemaFacts } from './schema/facts.js';
import { generateSchemas } from './schema/generate.js';
import { importSchemas } from './schema/import.js';
import { schemaNews } from './schema/news.js';
import { Shapes } from './shapes.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const api = join(root, 'native/api');
const schemas = join(root, 'packages/codegen/schemas');
const protocols = join(root, 'packages/codegen/protocol');

const USAGE = `Usage: codegen <command>

  import [directory]   write the facts of the API description in a directory
                       (default: /usr/share/libvirt/api) to native/api
  import-schemas <release> [directory]
                       write the facts of the XML schemas in a directory (default:
                       /usr/share/libvirt/schemas) to packages/codegen/schemas
  import-protocol <release> <directory>
                       write the facts of the protocol's files in libvirt's sources
                       to packages/codegen/protocol
  generate             write the generated files from the newest facts
  check                fail if generating would change a file
  uncovered            list the functions that have no raw function yet
  coverage [directory] fail if a part of the C API, in that description or in
                       native/api, is neither exposed nor listed as an exception
  exercised            print which public methods no test runs on a real machine,
                       and fail if unexercised.json does not list the same
  news [from] [to]     list what a release adds to an older one (default: the
                       newest two), in its API and its schemas`;

const INSTALLED = '/usr/share/libvirt/api';
const INSTALLED_SCHEMAS = '/usr/share/libvirt/schemas';

/** Returns the facts of all releases in native/api, oldest first. */
function allFacts(): Facts[] {
  return readAll<Facts>(api);
}

function allSchemaFacts(): SchemaFacts[] {
  return readAll<SchemaFacts>(schemas);
}

function readAll<T extends { readonly version: string }>(folder: string): T[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T)
    .sort((a, b) => versionNumber(a.version) - versionNumber(b.version));
}

/** Returns the facts of the newest protocol that is known. */
function newestProtocol(): ProtocolFacts {
  const newest = readAll<ProtocolFacts>(protocols).at(-1);
  if (!newest) throw new Error('packages/codegen/protocol has no facts');
  return newest;
}

/** Returns the facts of the newest release, from which the files are generated. */
function newestFacts(): Facts {
  const newest = allFacts().at(-1);
  if (!newest) throw new Error('native/api has no facts: run "npm run codegen -- import" first');
  return newest;
}

/** Returns the text of every generated file, by its path in the repository. */
export function generatedFiles(
  facts: Facts,
  schemaFacts: readonly SchemaFacts[],
  protocol: ProtocolFacts,
): ReadonlyMap<string, string> {
  checkDescriptions(facts);
  const shapes = new Shapes(facts);
  const written = writtenCalls(root);
  return new Map([
    ['native/src/generated/declarations.h', emitDeclarations(facts)],
    ['native/src/generated/symbols.h', emitSymbols(facts)],
    ['native/src/generated/handles.h', emitHandles(facts, shapes)],
    ['native/src/generated/table.cc', emitTable(facts, shapes, 'libvirt')],
    ...PARTS.map(
      (part) => [`native/src/generated/${part}_table.cc`, emitTable(facts, shapes, part)] as const,
    ),
    ['native/lib/generated/raw.ts', emitRawFunctions(facts, shapes)],
    ['packages/core/src/generated/constants.ts', emitConstants(facts)],
    ['packages/core/src/generated/parameters.ts', emitMacros(facts)],
    ['packages/qemu/src/generated/constants.ts', emitPartConstants(facts, 'qemu')],
    ...generateSchemas(schemaFacts),
    ['packages/admin/src/generated/constants.ts', emitPartConstants(facts, 'admin')],
    ['packages/admin/src/generated/parameters.ts', emitMacros(facts, 'admin')],
    ['packages/remote/src/generated/protocol.ts', emitProtocol(facts, shapes, protocol, written)],
    ['packages/remote/src/generated/calls.ts', emitCalls(facts, shapes, protocol, written)],
  ]);
}

function generate(): void {
  const files = generatedFiles(newestFacts(), allSchemaFacts(), newestProtocol());
  for (const [path, text] of files) write(join(root, path), text);
}

function check(): void {
  const changed = [...generatedFiles(newestFacts(), allSchemaFacts(), newestProtocol())]
    .filter(([path, text]) => read(join(root, path)) !== text)
    .map(([path]) => path);
  if (changed.length > 0) {
    throw new Error(`not up to date, run "npm run generate": ${changed.join(', ')}`);
  }
}

function importFrom(directory: string): void {
  const facts = importFacts(directory);
  const path = join(api, `libvirt-${facts.version}.json`);
  write(path, formatFacts(facts));
  console.log(`wrote ${relative(root, path)}: ${facts.functions.length} functions`);
}

function importSchemasFrom(release: string | undefined, directory: string): void {
  if (!/^\d+\.\d+\.\d+$/.test(release ?? '')) {
    throw new Error('import-schemas needs the release that the schemas are of, such as 12.8.0');
  }
  const facts = importSchemas(directory, release!);
  const path = join(schemas, `${facts.version}.json`);
  write(path, formatSchemaFacts(facts));
  console.log(`wrote ${relative(root, path)}: ${Object.keys(facts.schemas).length} schemas`);
}

function importProtocolFrom(release: string | undefined, directory: string | undefined): void {
  if (!/^\d+\.\d+\.\d+$/.test(release ?? '') || directory === undefined) {
    throw new Error(
      'import-protocol needs a release, such as 11.3.0, and the folder of its sources',
    );
  }
  const facts = importProtocol(directory, release!);
  const path = join(protocols, `${facts.version}.json`);
  write(path, formatProtocolFacts(facts));
  const count = facts.programs.reduce((sum, { procedures }) => sum + procedures.length, 0);
  console.log(`wrote ${relative(root, path)}: ${count} procedures`);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function write(path: string, text: string): void {
  if (read(path) === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function coverage(directory: string): Promise<void> {
  // Imported here, because loading the compiler is slow and other commands do not need it.
  const { reportCoverage } = await import('./coverage/index.js');
  if (!reportCoverage(root, allFacts(), directory)) process.exitCode = 1;
}

async function exercised(): Promise<void> {
  const { reportExercised } = await import('./coverage/exercised.js');
  if (!reportExercised(root)) process.exitCode = 1;
}

function printNews(from: string | undefined, to: string | undefined): void {
  const pick = <T extends { readonly version: string }>(all: readonly T[], where: string) => {
    const find = (version: string | undefined, otherwise: number) => {
      const found =
        version === undefined ? all.at(otherwise) : all.find((f) => f.version === version);
      if (!found) throw new Error(`${where} has no facts of ${version ?? 'two releases'}`);
      return found;
    };
    return [find(from, -2), find(to, -1)] as const;
  };
  for (const line of news(...pick(allFacts(), 'native/api'))) console.log(line);
  const kept = pick(allSchemaFacts(), 'packages/codegen/schemas');
  for (const line of schemaNews(...kept)) console.log(line);
}

const [command, ...given] = process.argv.slice(2);
const commands: Readonly<Record<string, () => void | Promise<void>>> = {
  import: () => importFrom(given[0] ?? INSTALLED),
  'import-schemas': () => importSchemasFrom(given[0], given[1] ?? INSTALLED_SCHEMAS),
  'import-protocol': () => importProtocolFrom(given[0], given[1]),
  generate,
  check,
  uncovered: () => console.log(new Shapes(newestFacts()).uncovered().join('\n')),
  coverage: () => coverage(given[0] ?? INSTALLED),
  exercised,
  news: () => printNews(given[0], given[1]),
};
const run = commands[command ?? ''];
if (run) {
  try {
    await run();
  } catch (error) {
    console.error(`codegen: ${(error as Error).message}`);
    process.exitCode = 1;
  }
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
