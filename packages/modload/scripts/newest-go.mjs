// The newest Go, whose scripts tests run and with which they compare. Debian's unstable release has it:
// fetched from this machine's Debian mirror and checked by apt, unpacked once, and kept in the cache.
// Prints its GOROOT.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findMirror } from '../../../native/scripts/debian-tree.mjs';
import { cacheFolder } from '../../../scripts/cache.mjs';
import { main, run, StepError } from '../../../scripts/steps.mjs';

const VERSION = '1.27';
const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Fetches packages of Debian's unstable release with lists of their own, as any user may. */
function download(mirror, folder, packages) {
  const sources = join(folder, 'sources.list');
  writeFileSync(sources, `deb [signed-by=${KEYS}] ${mirror} sid main\n`);
  for (const name of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, name), { recursive: true });
  const options = [
    `Dir::Etc::SourceList=${sources}`,
    'Dir::Etc::SourceParts=-',
    `Dir::State::Lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    // Otherwise apt downloads as a user who may not write here.
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
  ].flatMap((option) => ['-o', option]);
  run('apt-get', [...options, 'update', '-qq']);
  run('sh', [
    '-c',
    'cd "$1" && shift && apt-get "$@"',
    'sh',
    folder,
    ...options,
    'download',
    '-qq',
    ...packages,
  ]);
}

export function newestGo() {
  const folder = cacheFolder('go', VERSION);
  const root = join(folder, `usr/lib/go-${VERSION}`);
  if (existsSync(folder)) return root;
  const mirror = existsSync(KEYS) ? findMirror() : undefined;
  if (mirror === undefined)
    throw new StepError(`Go ${VERSION} comes from a Debian mirror, and this machine knows none.`);
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}.`);
  try {
    const packages = [`golang-${VERSION}-go`, `golang-${VERSION}-src`];
    download(mirror, unfinished, packages);
    const tree = join(unfinished, 'tree');
    for (const file of readdirSync(unfinished).filter((name) => name.endsWith('.deb')))
      run('dpkg-deb', ['--extract', join(unfinished, file), tree]);
    // Another run may have been first.
    if (!existsSync(folder)) renameSync(tree, folder);
  } finally {
    rmSync(unfinished, { recursive: true });
  }
  return root;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => console.log(newestGo()));
}
