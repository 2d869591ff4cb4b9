// Builds the binaries that are published, for Linux with glibc: in a tree of an old Debian, so that
// they run wherever its C library or a newer one is. Other systems build on themselves, with
// "npm run build:addon -w native".
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkPrebuilds } from './check-prebuilds.mjs';
import { nodeInTree, provideTree, runInTree } from './debian-tree.mjs';
import { prepare } from '../../scripts/setup.mjs';
import { main, root, log, StepError } from '../../scripts/steps.mjs';

const USAGE = `Usage: npm run prebuildify -- [options]

  --arch x64|arm64   build for this architecture alone (may be given more than once)
  --without-qemu     leave out what @libvirt/qemu calls
  --without-lxc      leave out what @libvirt/lxc calls
  --without-admin    leave out what @libvirt/admin calls
  --out DIRECTORY    where to put prebuilds/ (default: the repository; never for a binary
                     that lacks something)`;

/** How the tree's compilers build for an architecture. */
const toolchains = {
  x64: { CC: 'gcc', CXX: 'g++', PREBUILD_STRIP_BIN: 'strip' },
  arm64: {
    CC: 'aarch64-linux-gnu-gcc',
    CXX: 'aarch64-linux-gnu-g++',
    PREBUILD_STRIP_BIN: 'aarch64-linux-gnu-strip',
  },
};

const buildTree = {
  suite: 'bullseye',
  packages: ['g++', 'g++-aarch64-linux-gnu', 'make', 'python3'],
  architecture: 'x64',
};

function parse() {
  const isArchitecture = (name) => Object.hasOwn(toolchains, name);
  try {
    const { values } = parseArgs({
      options: {
        arch: { type: 'string', multiple: true, default: Object.keys(toolchains) },
        'without-qemu': { type: 'boolean', default: false },
        'without-lxc': { type: 'boolean', default: false },
        'without-admin': { type: 'boolean', default: false },
        out: { type: 'string' },
      },
    });
    const tags = ['without-qemu', 'without-lxc', 'without-admin'].filter((tag) => values[tag]);
    if (!values.arch.every(isArchitecture)) throw new Error(`--arch is one of x64, arm64`);
    if (tags.length > 0 && values.out === undefined) throw new Error(`--${tags[0]} needs --out`);
    return { architectures: values.arch, tags, out: resolve(values.out ?? root) };
  } catch (error) {
    throw new StepError(`${error.message}\n\n${USAGE}`);
  }
}

/** Node.js and its headers, which are installed beside each other. */
function findNode() {
  const headers = resolve(process.execPath, '../../include/node');
  if (existsSync(join(headers, 'common.gypi'))) return { program: process.execPath, headers };
  throw new StepError(`The headers of Node.js are not in ${headers}: install it with them.`);
}

/** Builds for one architecture, from a copy of the sources, and returns the new binary's path. */
function build(tree, architecture, tags, out) {
  const { program, headers } = findNode();
  mkdirSync(join(tree, 'build'), { recursive: true });
  const copy = mkdtempSync(join(tree, 'build/'));
  const inTree = join('/', relative(tree, copy));
  try {
    const isLeftOut = (path) => ['build', 'dist', 'prebuilds'].includes(basename(path));
    cpSync(join(root, 'native'), join(copy, 'native'), {
      recursive: true,
      filter: (path) => dirname(path) !== join(root, 'native') || !isLeftOut(path),
    });
    const { status } = runInTree(
      tree,
      {
        [nodeInTree]: program,
        // Where a Node.js in that folder has them.
        [join(dirname(nodeInTree), '../include/node')]: headers,
        [join(inTree, 'node_modules')]: join(root, 'node_modules'),
      },
      ['node', join(inTree, 'native/scripts/build-addon.mjs'), ...tags.map((tag) => `--${tag}`)],
      { env: { ...toolchains[architecture], PREBUILD_ARCH: architecture, HOME: '/root' } },
    );
    if (status !== 0) throw new StepError(`Building for ${architecture} failed.`);
    cpSync(join(copy, 'prebuilds'), join(out, 'prebuilds'), { recursive: true });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return join(out, 'prebuilds', `linux-${architecture}`, 'libvirt.glibc.node');
}

await main(() => {
  const { architectures, tags, out } = parse();
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new StepError('The published binaries for Linux are built on Linux with x64.');
  }
  prepare();
  const tree = provideTree('prebuild', buildTree);
  const files = architectures.map((architecture) => {
    log(`Building for linux-${architecture} ...`);
    return build(tree, architecture, tags, out);
  });
  checkPrebuilds(files, { tags, isPublished: true });
});
