// libvirt's sources, whose test documents tests read: fetched once from this machine's Debian mirror,
// checked, and kept in the cache. Takes the release, and prints the folder.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findMirror } from '../../../native/scripts/debian-tree.mjs';
import { cacheFolder } from '../../../scripts/cache.mjs';
import { main, run, StepError } from '../../../scripts/steps.mjs';

/** The releases: Debian 12's and 13's, which one mirror keeps side by side. */
const RELEASES = {
  '9.0.0': 'deca5cff1b7baac297bca9663907c61f71a47183371dc7ac019c107806d5435a',
  '11.3.0': '6bcb0c42c4580436fea262ced56f68a6afe20f7390b1bea2116718cc034a0283',
};

/** What tests read of them. */
const PARTS = ['tests', 'src/network', 'src/nwfilter', 'examples/xml'];

/** Comes with apt, and reaches the mirror as apt does. */
const HELPER = '/usr/lib/apt/apt-helper';

export function libvirtSources(release) {
  const sha256 = RELEASES[release];
  if (sha256 === undefined)
    throw new StepError(`libvirt ${release} is not one of ${Object.keys(RELEASES).join(', ')}.`);
  const folder = cacheFolder('sources', `libvirt-${release}`);
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
    const file = `libvirt_${release}.orig.tar.xz`;
    run(HELPER, [
      'download-file',
      `${mirror.replace(/\/$/, '')}/pool/main/libv/libvirt/${file}`,
      archive,
      `SHA256:${sha256}`,
    ]);
    const parts = PARTS.map((part) => `libvirt-${release}/${part}`);
    run('tar', ['-xJf', archive, '-C', unfinished, ...parts]);
    // Another run may have been first.
    if (!existsSync(folder)) renameSync(join(unfinished, `libvirt-${release}`), folder);
  } finally {
    rmSync(unfinished, { recursive: true });
  }
  return folder;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => console.log(libvirtSources(process.argv[2])));
}
