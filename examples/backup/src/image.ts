// What qemu-img does with images.
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

async function qemuImg(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('qemu-img', args);
}

/** Says on which image an increment builds, both in one folder. */
export async function rebase(file: string, base: string): Promise<void> {
  await promisify(execFile)('qemu-img', ['rebase', '-u', '-F', 'qcow2', '-b', base, file], {
    cwd: dirname(file),
  });
}

/** Fails if the structure of an image is damaged. */
export const check = (file: string): Promise<void> => qemuImg('check', '-q', '-f', 'qcow2', file);

/** Writes an image, with all those on which it builds, into one that needs no other. */
export const flatten = (file: string, target: string): Promise<void> =>
  qemuImg('convert', '-f', 'qcow2', '-O', 'qcow2', file, target);
