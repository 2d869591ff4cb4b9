import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Makes the image of a disk from which cloud-init configures a machine (its NoCloud data source). */
export async function makeSeed(hostname: string, userData: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'seed-'));
  try {
    // JSON is YAML. cloud-init runs once for each instance-id.
    const metaData = { 'instance-id': `${hostname}-${Date.now()}`, 'local-hostname': hostname };
    await writeFile(join(folder, 'meta-data'), JSON.stringify(metaData));
    await writeFile(join(folder, 'user-data'), userData);
    const options = ['-quiet', '-volid', 'cidata', '-joliet', '-rock'];
    const files = ['user-data', 'meta-data'];
    await promisify(execFile)('xorrisofs', [...options, '-output', 'seed.iso', ...files], {
      cwd: folder,
    });
    return await readFile(join(folder, 'seed.iso'));
  } finally {
    await rm(folder, { recursive: true });
  }
}
