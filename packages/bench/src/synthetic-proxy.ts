import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A module version of a synthetic proxy and what it requires. */
export interface SyntheticModule {
  readonly path: string;
  readonly version: string;
  readonly require: readonly SyntheticRequire[];
}

export interface SyntheticRequire {
  readonly path: string;
  readonly version: string;
}

const VERSIONS = 5;
const REQUIRES = 5;
const someDay = new Date('2020-01-01T00:00:00Z');

/**
 * Makes modules with five versions each. Each version requires five later modules, in a version that
 * need not be the newest, so that nearly all go.mod files have to be read to select a few versions.
 * The same count gives the same modules.
 */
export function syntheticModules(count: number): SyntheticModule[] {
  let state = count;
  const random = (below: number) => {
    // A linear congruential generator (Numerical Recipes), whose upper bits are random enough.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const modules: SyntheticModule[] = [];
  for (let index = 0; index < count; index += 1) {
    for (let version = 0; version < VERSIONS; version += 1) {
      const later = new Set<number>();
      while (later.size < Math.min(REQUIRES, count - index - 1)) {
        later.add(index + 1 + random(count - index - 1));
      }
      const require = [...later].map((other) => ({
        path: modulePath(other),
        version: `v1.${random(VERSIONS)}.0`,
      }));
      modules.push({ path: modulePath(index), version: `v1.${version}.0`, require });
    }
  }
  return modules;
}

/** Returns the requirements of the main module. */
export function mainRequires(count: number): SyntheticRequire[] {
  return Array.from({ length: count / 5 }, (_, index) => ({
    path: modulePath(index),
    version: `v1.${index % VERSIONS}.0`,
  }));
}

/** Writes the files of a module proxy to a folder, for GOPROXY as a file:// URL. */
export async function writeSyntheticProxy(
  folder: string,
  modules: readonly SyntheticModule[],
): Promise<void> {
  for (const { path, version, require } of modules) {
    const versions = join(folder, path, '@v');
    mkdirSync(versions, { recursive: true });
    const goMod = formatGoMod(path, require);
    const list = Array.from({ length: VERSIONS }, (_, index) => `v1.${index}.0\n`);
    writeFileSync(join(versions, 'list'), list.join(''));
    writeFileSync(
      join(versions, `${version}.info`),
      JSON.stringify({ Version: version, Time: '2020-01-01T00:00:00Z' }),
    );
    writeFileSync(join(versions, `${version}.mod`), goMod);
    const files = new Map([
      ['go.mod', goMod],
      ['p.go', 'package p\n'],
    ]);
    await writeZip(join(versions, `${version}.zip`), `${path}@${version}`, files);
  }
}

/** Writes the main module. */
export function writeMainModule(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'go.mod'), formatGoMod('example.com/main', mainRequires(count)));
}

/** Writes the zip of a module with files that compress badly. */
export async function writeLargeZip(file: string, files: number, bytes: number): Promise<void> {
  let state = 1;
  const contents = new Map<string, string>();
  for (let index = 0; index < files; index += 1) {
    let text = '';
    while (text.length < bytes / files) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      text += `${state.toString(36)}\n`;
    }
    contents.set(`folder${index % 50}/file${index}.go`, text);
  }
  await writeZip(file, 'example.com/large@v1.0.0', contents);
}

async function writeZip(
  file: string,
  prefix: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const zip = new ZipFile();
  for (const [name, text] of files) {
    zip.addBuffer(Buffer.from(text), `${prefix}/${name}`, { mtime: someDay });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

function formatGoMod(path: string, require: readonly SyntheticRequire[]): string {
  const lines = require.map((each) => `\t${each.path} ${each.version}\n`);
  return `module ${path}\n${lines.length > 0 ? `\nrequire (\n${lines.join('')})\n` : ''}`;
}

function modulePath(index: number): string {
  return `example.com/group${index % 37}/module${index}`;
}
