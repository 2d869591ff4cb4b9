// Debian's releases as trees to build and run in, made once and kept in the cache.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../scripts/cache.mjs';
import { run, log, StepError } from '../../scripts/steps.mjs';
import { installFromSystem } from '../../scripts/system-packages.mjs';

/** What Debian calls the architectures that Node.js names. */
const architectures = { x64: 'amd64', arm64: 'arm64' };

/** The mirror that this machine itself installs Debian from; debootstrap knows one otherwise. */
export function findMirror() {
  const { stdout } = spawnSync(
    'apt-get',
    ['indextargets', '--format', '$(LABEL) $(REPO_URI)', 'Created-By: Packages'],
    { encoding: 'utf8' },
  );
  const line = stdout?.split('\n').find((each) => each.startsWith('Debian '));
  return line?.slice('Debian '.length);
}

/** Of a foreign architecture nothing can be configured: packages are merely unpacked. */
function unpack(tree) {
  const archives = join(tree, 'var/cache/apt/archives');
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    run('dpkg-deb', ['--extract', join(archives, file), tree]);
  }
}

/** How this machine reaches its mirrors, and what it believes of them. */
export function aptSettings() {
  const names = ['http', 'https', 'Check-Valid-Until', 'Check-Date'];
  const keys = names.map((name) => `Acquire::${name}`);
  return spawnSync('apt-config', ['dump', ...keys], { encoding: 'utf8' }).stdout ?? '';
}

/** By the tree's own apt, which knows the order of configuration that debootstrap does not. */
function install(tree, packages) {
  writeFileSync(join(tree, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  writeFileSync(join(tree, 'etc/apt/apt.conf.d/machine'), aptSettings());
  const proxies = Object.entries(process.env).filter(([name]) => /_proxy$/i.test(name));
  const env = { DEBIAN_FRONTEND: 'noninteractive', ...Object.fromEntries(proxies) };
  for (const command of [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-qq', '-y', '--no-install-recommends', ...packages],
  ]) {
    if (runInTree(tree, {}, command, { env }).status !== 0) {
      throw new StepError(`"${command.join(' ')}" failed in ${tree}.`);
    }
  }
}

/** Takes away what a new machine does not have: lists of packages, and a ban on starting services. */
function strip(tree) {
  for (const path of ['usr/sbin/policy-rc.d', 'etc/apt/apt.conf.d/machine', 'var/lib/apt/lists']) {
    rmSync(join(tree, path), { recursive: true });
  }
  mkdirSync(join(tree, 'var/lib/apt/lists/partial'), { recursive: true });
}

function make(tree, { suite, packages, architecture, isBare }) {
  if (spawnSync('debootstrap', ['--version']).error) installFromSystem('trees', 'debootstrap');
  const isForeign = architecture !== process.arch;
  const mirror = findMirror();
  run('debootstrap', [
    '--variant=minbase',
    `--arch=${architectures[architecture]}`,
    ...(isForeign ? ['--foreign', `--include=${packages.join(',')}`] : []),
    suite,
    tree,
    ...(mirror ? [mirror] : []),
  ]);
  if (isForeign) unpack(tree);
  else install(tree, packages);
  if (isBare) strip(tree);
  rmSync(join(tree, 'var/cache/apt/archives'), { recursive: true });
  mkdirSync(join(tree, 'var/cache/apt/archives/partial'), { recursive: true });
}

/**
 * The path of a tree with a release and some packages. Of a foreign architecture it is merely
 * unpacked, which is all that an emulator needs.
 * @param name what the tree is for; it is made anew when anything else about it changes
 * @param isBare whether it is to be like a new machine otherwise, and not merely to run something in
 */
export function provideTree(name, { suite, packages, architecture = process.arch, isBare }) {
  const tree = cacheFolder('trees', name);
  const stamp = join(tree, '.made-of');
  const wanted = JSON.stringify({ suite, packages, architecture, isBare });
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return tree;

  if (process.getuid?.() !== 0) throw new StepError('Only root can make a tree of Debian.');
  log(`Making a tree of Debian ${suite} (some minutes, once): ${tree}`);
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(dirname(tree), { recursive: true });
  const partial = `${tree}.${process.pid}`;
  try {
    make(partial, { suite, packages, architecture, isBare });
    writeFileSync(join(partial, '.made-of'), wanted);
    renameSync(partial, tree);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return tree;
}

/** Where Node.js is mounted: not below a folder that a container may have to share. */
export const nodeInTree = '/opt/bin/node';

const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Makes what a file or folder of this machine can be mounted on. */
function makeMountPoint(path, source) {
  if (existsSync(path)) return;
  mkdirSync(statSync(source).isDirectory() ? path : dirname(path), { recursive: true });
  if (!existsSync(path)) writeFileSync(path, '');
}

/**
 * Runs a command inside a tree, in mounts of its own that end with it.
 * @param mounts what of this machine is to be seen there, by its path in the tree
 */
export function runInTree(tree, mounts, command, { env = {}, ...options } = {}) {
  for (const [path, source] of Object.entries(mounts)) makeMountPoint(join(tree, path), source);
  const script = [
    'set -e',
    // A mount of its own, which can be a root.
    `mount --rbind ${quote(tree)} ${quote(tree)}`,
    `mount -t proc proc ${quote(join(tree, 'proc'))}`,
    `mount --rbind /dev ${quote(join(tree, 'dev'))}`,
    ...Object.entries(mounts).map(
      ([path, source]) => `mount --rbind ${quote(source)} ${quote(join(tree, path))}`,
    ),
    // Not merely chroot, after which the kernel makes no user namespaces.
    `cd ${quote(tree)}`,
    'mkdir -p .machine',
    'pivot_root . .machine',
    `exec chroot . sh -c 'umount -l /.machine; exec "$@"' sh "$@"`,
  ].join('\n');
  const path = '/opt/bin:/usr/bin:/bin:/usr/sbin:/sbin';
  return spawnSync('unshare', ['--mount', 'sh', '-c', script, 'sh', ...command], {
    stdio: 'inherit',
    env: { PATH: path, LC_ALL: 'C.UTF-8', ...env },
    ...options,
  });
}
