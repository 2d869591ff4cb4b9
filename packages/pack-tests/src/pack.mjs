// Makes tarballs of packages, as they are and as later releases.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Packs a package as for publishing, and returns the path of the tarball. */
export function pack(source, destination) {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: source,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(output.slice(output.indexOf('[\n')));
  return join(destination, filename.replace('@', '').replace('/', '-'));
}

/** Unpacks a tarball, and returns the folder of the package. */
export function unpack(tarball, destination) {
  execFileSync('tar', ['--extract', '--gzip', '--file', tarball, '--directory', destination]);
  return join(destination, 'package');
}

/** Makes a tarball of the same package as another release, which depends on that release of its siblings. */
export function repack(tarball, version, destination) {
  const folder = mkdtempSync(join(tmpdir(), 'libvirt-repack-'));
  try {
    const unpacked = unpack(tarball, folder);
    const file = join(unpacked, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    manifest.version = version;
    for (const pins of [manifest.dependencies ?? {}, manifest.peerDependencies ?? {}]) {
      for (const name of Object.keys(pins)) if (name.startsWith('@libvirt/')) pins[name] = version;
    }
    delete manifest.scripts;
    writeFileSync(file, JSON.stringify(manifest));
    return pack(unpacked, destination);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
