// Finds libvirt's client library on this machine.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const isMac = process.platform === 'darwin';
const fileName = isMac ? 'libvirt.0.dylib' : 'libvirt.so.0';

const usualFolders = isMac
  ? ['/opt/homebrew/lib', '/usr/local/lib']
  : ['/usr/local/lib', '/usr/lib64', '/usr/lib', '/lib64', '/lib'];

/** Asks ldconfig, whose folder is often missing from an ordinary user's PATH. */
function askLinker() {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const { stdout } = spawnSync('ldconfig', ['-p'], { env, encoding: 'utf8' });
  const line = stdout?.split('\n').find((entry) => entry.trim().startsWith(`${fileName} `));
  return line?.split(' => ')[1];
}

/** Returns the path of the library, or undefined if there is none. */
export function findLibvirt() {
  const { LD_LIBRARY_PATH, DYLD_LIBRARY_PATH } = process.env;
  const asked = (isMac ? DYLD_LIBRARY_PATH : LD_LIBRARY_PATH)?.split(delimiter) ?? [];
  const inFolder = (folder) => join(folder, fileName);
  return (
    asked.filter(Boolean).map(inFolder).find(existsSync) ??
    (isMac ? undefined : askLinker()) ??
    usualFolders.map(inFolder).find(existsSync)
  );
}

/** Describes Node.js and libvirt: test results are cached by them. */
export function describeHost() {
  const library = findLibvirt();
  if (library === undefined) return `node ${process.version}, no libvirt`;
  const file = realpathSync(library);
  return `node ${process.version}, ${file} of ${statSync(file).mtime.toISOString()}`;
}
