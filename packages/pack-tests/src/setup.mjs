// Packs and publishes every public package, once for all tests.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPackages } from '../../../scripts/packages.mjs';
import { isPublished } from '../../../scripts/release.mjs';
import { pack } from './pack.mjs';
import { startRegistry } from './registry.mjs';

export default async function setup({ provide }) {
  const folder = mkdtempSync(join(tmpdir(), 'libvirt-packed-'));
  const registry = await startRegistry();
  const packages = listPackages()
    .filter(isPublished)
    .map(({ folder: source, manifest }) => ({ source, manifest, tarball: pack(source, folder) }));
  for (const { tarball } of packages) registry.publish(tarball);
  provide('packages', packages);
  provide('registry', registry.url);
  return async () => {
    await registry.stop();
    rmSync(folder, { recursive: true });
  };
}
