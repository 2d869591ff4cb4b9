// Checks that prebuilt binaries load on every supported system and export nothing unexpected.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setup } from '../../scripts/setup.mjs';
import { main, root, StepError } from '../../scripts/steps.mjs';

/** Every binary of a release. */
export const published = [
  'linux-x64/libvirt.glibc.node',
  'linux-arm64/libvirt.glibc.node',
  'linux-x64/libvirt.musl.node',
  'linux-arm64/libvirt.musl.node',
];

const MAX_BYTES = 1_600_000;

/** The newest glibc that a published binary may need: what Node.js itself needs since 18. */
const MAX_GLIBC = '2.28';

const ENTRY_POINTS = [
  'libvirt_native_version',
  'napi_register_module_v1',
  'node_api_module_get_api_version_v1',
];

/** The libraries that are part of every system; the first pattern is glibc's, the second musl's. */
const SYSTEM_LIBRARIES = /^(lib(c|m|dl|pthread)\.so\.\d|ld-linux-.*|libc\.(musl-.*\.)?so(\.1)?)$/;

const machines = { x64: 'Advanced Micro Devices X86-64', arm64: 'AArch64' };

/** A name that only a binary with that part holds. */
const parts = { qemu: 'virDomainQemuMonitorCommand', lxc: 'virDomainLxc', admin: 'virAdm' };

const compareVersions = (a, b) => a.localeCompare(b, undefined, { numeric: true });

function ask(program, ...programArguments) {
  const { error, status, stdout, stderr } = spawnSync(program, programArguments, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error?.code === 'ENOENT') throw new StepError(`${program} is not installed (binutils).`);
  if (status !== 0) throw new StepError(`${programArguments.at(-1)}: ${stderr.trim()}`);
  return stdout;
}

/** Reads the properties of an ELF file. */
function inspectElf(file) {
  const readelf = (option) => ask('readelf', '--wide', option, file);
  const dynamic = readelf('--dynamic');
  const symbols = readelf('--dyn-syms')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([number]) => /^\d+:$/.test(number));
  const versions = [...readelf('--version-info').matchAll(/Name: GLIBC_([\d.]+)/g)];
  return {
    machine: /^\s*Machine:\s*(.*)$/m.exec(readelf('--file-header'))[1],
    isStripped: !/\s\.(symtab|debug_\w+)\s/.test(readelf('--sections')),
    staysLoaded: /\(FLAGS_1\).*\bNODELETE\b/.test(dynamic),
    needed: [...dynamic.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name),
    exported: symbols
      .filter(([, , , , binding, , section]) => binding !== 'LOCAL' && section !== 'UND')
      .map((columns) => columns[7]),
    glibc: versions
      .map(([, version]) => version)
      .sort(compareVersions)
      .at(-1),
  };
}

/** Problems of a binary for Linux; `false` for each check that passes. */
function checkElf(file, { isPublished }) {
  const [, architecture] = basename(dirname(file)).split('-');
  const elf = inspectElf(file);
  const isMusl = basename(file).includes('.musl.');
  const foreign = elf.needed.filter((name) => !SYSTEM_LIBRARIES.test(name));
  const surplus = elf.exported.filter((name) => !ENTRY_POINTS.includes(name));
  const missing = ENTRY_POINTS.filter((name) => !elf.exported.includes(name));
  return [
    elf.machine !== machines[architecture] && `is made for ${elf.machine}`,
    !elf.isStripped && 'is not stripped',
    !elf.staysLoaded && 'may be unloaded: it lacks -z nodelete',
    foreign.length > 0 && `needs ${foreign.join(', ')}`,
    surplus.length > 0 && `exports ${surplus.slice(0, 5).join(', ')}`,
    missing.length > 0 && `does not export ${missing.join(', ')}`,
    isMusl && elf.glibc !== undefined && `is for musl and needs glibc ${elf.glibc}`,
    isPublished &&
      !isMusl &&
      compareVersions(elf.glibc ?? '0', MAX_GLIBC) > 0 &&
      `needs glibc ${elf.glibc}, and ${MAX_GLIBC} is to be enough`,
  ];
}

/** Problems of a binary for macOS; only macOS has the tools to inspect it. */
function checkMachO(file) {
  if (process.platform !== 'darwin') return [];
  const [, architecture] = basename(dirname(file)).split('-');
  const machine = ask('lipo', '-archs', file).trim();
  const exported = ask('nm', '-gjU', file).trim().split('\n');
  const surplus = exported.filter((name) => !ENTRY_POINTS.includes(name.replace(/^_/, '')));
  const needed = ask('otool', '-L', file).split('\n').slice(1);
  const foreign = needed.map((line) => line.trim().split(' ')[0]).filter((path) => path !== '');
  return [
    machine !== { x64: 'x86_64', arm64: 'arm64' }[architecture] && `is made for ${machine}`,
    surplus.length > 0 && `exports ${surplus.slice(0, 5).join(', ')}`,
    foreign.some((path) => path.includes('libvirt.0')) && 'needs libvirt',
  ];
}

/**
 * Returns the problems of a binary.
 * @param options isPublished: also check what only a release needs; tags: the build options that left parts out
 */
export function findProblems(file, { isPublished = false, tags = [] } = {}) {
  const bytes = readFileSync(file);
  const isElf = bytes.subarray(1, 4).toString() === 'ELF';
  const isLinux = basename(dirname(file)).startsWith('linux-');
  if (isLinux !== isElf) return ['is no binary for its platform'];
  const hasPart = Object.entries(parts).map(([part, name]) => [part, bytes.includes(name)]);
  return [
    bytes.length > MAX_BYTES && `has ${bytes.length} bytes, and ${MAX_BYTES} are to be enough`,
    ...hasPart.map(([part, has]) =>
      tags.includes(`without-${part}`) ? has && `has ${part}` : !has && `lacks ${part}`,
    ),
    ...(isElf ? checkElf(file, { isPublished }) : checkMachO(file)),
  ].filter(Boolean);
}

/** Checks binaries, prints their properties or problems, and throws if one has a problem. */
export function checkPrebuilds(files, options) {
  let isGood = true;
  for (const file of files) {
    const found = findProblems(file, options);
    if (found.length > 0) isGood = false;
    console.log(`${relative(root, file)}: ${found.join('; ') || describe(file)}`);
  }
  if (!isGood) throw new StepError('prebuilt binary check failed');
}

function describe(file) {
  const bytes = readFileSync(file).length;
  if (!basename(dirname(file)).startsWith('linux-')) return `${bytes} bytes`;
  return `${bytes} bytes, glibc ${inspectElf(file).glibc ?? 'not needed'}`;
}

function listBinaries(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true });
  return files.filter((name) => name.endsWith('.node')).map((name) => join(folder, name));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    const isPublished = process.argv.includes('--published');
    const folder = join(root, 'prebuilds');
    if (!isPublished && listBinaries(folder).length === 0) await setup('--filter=@libvirt/native');
    const files = listBinaries(folder);
    if (files.length === 0) throw new StepError('There is no binary: npm run prebuildify');
    const names = files.map((file) => relative(folder, file));
    const missing = isPublished ? published.filter((name) => !names.includes(name)) : [];
    const surplus = names.filter((name) => !published.includes(name));
    if (missing.length > 0) throw new StepError(`There is no ${missing.join(', ')}.`);
    if (surplus.length > 0) throw new StepError(`unexpected file ${surplus.join(', ')}`);
    checkPrebuilds(files, { isPublished });
  });
}
