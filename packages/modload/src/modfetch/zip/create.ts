import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { codeOf, messageOf, ModloadError } from '../../base/errors.js';
import { quote } from '../../base/quote.js';
import type { ModuleVersion } from '../../module/module.js';
import {
  demandModule,
  demandValid,
  listDirectory,
  rootOf,
  sortOut,
  type ModuleFile,
} from './rules.js';

/**
 * Writes the zip file of a module from the files of its tree; files that do not belong into it are left
 * out. Rejects when a name or size breaks a rule for modules.
 */
export async function createZip(
  destination: string,
  module: ModuleVersion,
  files: Iterable<ModuleFile>,
): Promise<void> {
  try {
    demandModule(module);
    const { checked, kept } = sortOut([...files]);
    demandValid(checked);
    const { ZipFile } = await import('yazl');
    const zip = new ZipFile();
    const written = pipeline(zip.outputStream, createWriteStream(destination));
    // Files are awaited first; a failure of the stream meanwhile is not an unhandled rejection.
    written.catch(() => undefined);
    const prefix = rootOf(module);
    for (const file of kept) {
      const data = await file.read();
      if (data.length > file.size) {
        throw new ModloadError(
          'ERR_MODLOAD_ZIP',
          `file ${quote(file.path)} is larger than declared size`,
        );
      }
      zip.addBuffer(data, prefix + file.path, { mtime: epoch, mode: 0o100644 });
    }
    zip.end();
    await written;
  } catch (error) {
    throw new ModloadError(
      codeOf(error, 'ERR_MODLOAD_ZIP'),
      `create zip: ${messageOf(error)}`,
      error,
    );
  }
}

/** The earliest time that a zip file can store. */
const epoch = new Date('1980-01-01T00:00:00Z');

/** Like {@link createZip}, with the files of a directory. */
export function createZipFromDirectory(
  destination: string,
  module: ModuleVersion,
  directory: string,
): Promise<void> {
  return createZip(destination, module, listDirectory(directory).files);
}
