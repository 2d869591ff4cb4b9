// Builds the addon: the packed binary for the repository's prebuilds/, or with --dev an incremental
// build/Release/libvirt.node, or with --watched build/Debug/libvirt.node, which watches its memory.
// With --without-qemu, --without-lxc or --without-admin the functions of these libraries are left
// out; with --poll its event loop waits as on other systems than Linux.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where Node.js is installed with its headers beside it, so that none are downloaded. */
function nodeDirectory() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/common.gypi')) ? prefix : undefined;
}

/** The part of the binary's name for the C library that it needs, as the loader looks for it. */
function libc() {
  if (process.platform !== 'linux') return process.platform;
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/** The build tags, as gyp takes them. */
function defines() {
  const tags = ['without-qemu', 'without-lxc', 'without-admin', 'poll'];
  const given = tags.filter((tag) => process.argv.includes(`--${tag}`));
  return [process.env.GYP_DEFINES ?? '', ...given.map((tag) => `${tag.replace('-', '_')}=1`)].join(
    ' ',
  );
}

function run(program, ...programArguments) {
  const script = createRequire(import.meta.url).resolve(program);
  const nodedir = process.env.npm_config_nodedir ?? nodeDirectory();
  const { status } = spawnSync(process.execPath, [script, ...programArguments], {
    cwd: native,
    stdio: 'inherit',
    env: {
      JOBS: 'max',
      ...process.env,
      ...(nodedir && { npm_config_nodedir: nodedir }),
      GYP_DEFINES: defines(),
    },
  });
  if (status !== 0) process.exit(1);
}

if (process.argv.includes('--dev')) {
  // Configuring costs a moment, finds new files, and recompiles nothing that has not changed.
  run('node-gyp/bin/node-gyp.js', 'configure', 'build');
} else if (process.argv.includes('--watched')) {
  run('node-gyp/bin/node-gyp.js', 'configure', 'build', '--debug');
} else if (process.env.LIBVIRT_ADDON) {
  console.log('The binary in prebuilds/ stays as it is.');
} else {
  run(
    'prebuildify/bin.js',
    '--target',
    process.versions.node,
    '--napi',
    '--strip',
    '--tag-libc',
    libc(),
    '--name',
    'libvirt',
    '--out',
    '..',
  );
}
