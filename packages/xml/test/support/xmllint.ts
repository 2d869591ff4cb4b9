import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const whyNoXmllint =
  spawnSync('xmllint', ['--version']).status === 0
    ? undefined
    : 'xmllint is not installed: sudo apt-get install libxml2-utils';

/** Files that an independent validator accepts and rejects; others are not well-formed. */
export function xmllint(
  schema: string,
  files: readonly string[],
): { readonly accepted: ReadonlySet<string>; readonly rejected: ReadonlySet<string> } {
  const folder = mkdtempSync(join(tmpdir(), 'libvirt-xmllint-'));
  try {
    const path = join(folder, 'schema.rng');
    writeFileSync(path, schema);
    const { error, stderr } = spawnSync('xmllint', ['--noout', '--relaxng', path, ...files], {
      encoding: 'utf8',
      maxBuffer: Infinity,
    });
    if (error) throw error;
    const matching = (end: string) =>
      new Set(
        stderr
          .split('\n')
          .filter((line) => line.endsWith(end))
          .map((line) => line.slice(0, -end.length)),
      );
    const result = { accepted: matching(' validates'), rejected: matching(' fails to validate') };
    if (files.length > 0 && result.accepted.size + result.rejected.size === 0) {
      throw new Error(`xmllint: ${stderr.slice(0, 2000)}`);
    }
    return result;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
