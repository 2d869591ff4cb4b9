import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, StepError } from '../../scripts/steps.mjs';

/**
 * Builds the binaries that would be published, unless a script that started this one has. Builds
 * that follow, of this process and those that it starts, leave them as they are.
 */
export function provideBinaries() {
  if (process.env.LIBVIRT_ADDON) return;
  const { status } = spawnSync(process.execPath, [join(root, 'native/scripts/prebuildify.mjs')], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new StepError('There are no binaries to publish.');
  process.env.LIBVIRT_ADDON = new Date().toISOString();
}
