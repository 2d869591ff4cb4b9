// libvirt's sources, whose test documents tests read: fetched once from this machine's Debian mirror,
// checked, and kept in the cache. Prints the folder.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findMirror } from '../../../native/scripts/debian-tree.mjs';
import { cacheFolder } from '../../../scripts/cache.mjs';
import { main, run, StepError } from '../../../scripts/steps.mjs';

/** Debian 12's. */
const RELEASE = '9.0.0';
const SHA256 = 'deca5cff1b7baac297bca9663907c61f71a47183371dc7ac019c107806d5435a';

/** What tests read of them. */
const PARTS = ['tests', 'src/network', 'src/nwfilter', 'examples/xml'];

/** Comes with apt, and reaches the mirror as apt does. */
const HELPER = '/usr/lib/apt/apt-helper';

export function libvirtSources() {
  const folder = cacheFolder('sources', `libvirt-${RELEASE}`);
  if (existsSync(folder)) return folder;
  const mirror = existsSync(HELPER) ? findMirror() : undefined;
  if (mirror === undefined)
    throw new StepError(
      "libvirt's sources come from a Debian mirror, and this machine knows none.",
    );
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}.`);
  try {
    const archive = join(unfinished, 'archive.tar.xz');
    const file = `libvirt_${RELEASE}.orig.tar.xz`;
    run(HELPER, [
      'download-file',
      `${mirror.replace(/\/$/, '')}/pool/main/libv/libvirt/${file}`,
      archive,
      `SHA256:${SHA256}`,
    ]);
    const parts = PARTS.map((part) => `libvirt-${RELEASE}/${part}`);
    run('tar', ['-xJf', archive, '-C', unfinished, ...parts]);
    // Another run may have been first.
    if (!existsSync(folder)) renameSync(join(unfinished, `libvirt-${RELEASE}`), folder);
  } finally {
    rmSync(unfinished, { recursive: true });
  }
  return folder;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => console.log(libvirtSources()));
}
