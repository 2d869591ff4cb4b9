import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, messageOf, ModloadError } from '../../base/errors.js';
import type { ModuleVersion } from '../../module/module.js';
import { openZip, type ZipArchive } from './format.js';
import { checkArchive, demandValid, rootOf } from './rules.js';

function unzipError(file: string, error: unknown): ModloadError {
  return new ModloadError(
    codeOf(error, 'ERR_MODLOAD_ZIP'),
    `unzip ${file}: ${messageOf(error)}`,
    error,
  );
}

/**
 * Unpacks the zip file of a module into a directory that does not exist or is empty. The files are
 * read-only. Rejects, before anything is written, when a name or size breaks a rule for modules; when the
 * content is not as declared, something may have been written.
 */
export async function extractZip(
  directory: string,
  module: ModuleVersion,
  file: string,
): Promise<void> {
  try {
    if (isOccupied(directory)) {
      throw new ModloadError(
        'ERR_MODLOAD_ZIP',
        `target directory ${directory} exists and is not empty`,
      );
    }
    using zip = await openZip(file);
    demandValid(checkArchive(module, zip));
    await unpack(directory, zip, rootOf(module).length);
  } catch (error) {
    throw unzipError(file, error);
  }
}

function isOccupied(directory: string): boolean {
  try {
    return readdirSync(directory).length > 0;
  } catch {
    return false;
  }
}

/** How many files of a zip file are written at the same time. */
const filesAtOnce = 8;

async function unpack(directory: string, zip: ZipArchive, prefixLength: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  const parents = new Map<string, Promise<unknown>>();
  let next = 0;
  const work = async () => {
    while (next < zip.entries.length) {
      const entry = zip.entries[next++]!;
      const name = entry.name.slice(prefixLength);
      if (name === '' || name.endsWith('/')) continue;
      const target = join(directory, name);
      const parent = dirname(target);
      if (!parents.has(parent)) parents.set(parent, mkdir(parent, { recursive: true }));
      await parents.get(parent);
      await writeFile(target, zip.read(entry), { flag: 'wx', mode: 0o444 });
    }
  };
  const stop = (error: unknown) => {
    next = zip.entries.length;
    throw error;
  };
  const workers = Array.from({ length: filesAtOnce }, () => work().catch(stop));
  // After a failure the caller may remove the directory, so all writers must have ended.
  await Promise.allSettled(workers);
  await Promise.all(workers);
}
