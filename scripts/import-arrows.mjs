// An ESLint rule that keeps the arrows between the rooms of this repository:
// codegen -> (data) -> native -> core -> {qemu, lxc, demo}.
import { join, relative, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the sources of each room may import besides their own files and Node.js itself. */
const rooms = {
  native: [],
  'packages/codegen': ['fast-xml-parser', 'typescript'],
  'packages/core': ['@libvirt/native'],
  'packages/qemu': ['@libvirt/core', '@libvirt/core/internal'],
  'packages/lxc': ['@libvirt/core', '@libvirt/core/internal'],
  'packages/demo': ['@libvirt/core'],
  'packages/modload': ['smol-toml', 'yaml', 'yauzl', 'yazl'],
  'packages/bench': [
    '@libvirt/core',
    '@libvirt/modload',
    '@libvirt/modload/pure',
    '@libvirt/testing',
    'yazl',
  ],
  'packages/testing': [],
};

const isInside = (folder, file) => !relative(folder, file).startsWith('..');
const roomOf = (file) => Object.keys(rooms).find((room) => isInside(join(root, room), file));

/** Says why `file` may not import `specifier`, or nothing when it may. */
function objection(file, specifier) {
  const room = roomOf(file);
  if (room === undefined || specifier.startsWith('node:')) return;

  const isSource = ['src', 'lib'].some((folder) => isInside(join(root, room, folder), file));
  if (specifier.startsWith('.')) {
    const target = resolve(dirname(file), specifier);
    if (isInside(join(root, room), target)) return;
    if (!isSource && roomOf(target) === undefined) return;
    return `'${specifier}' leaves ${room}: import a package by its name.`;
  }

  if (rooms[room].includes(specifier)) return;
  if (isSource) return `The sources of ${room} may not import '${specifier}'.`;

  // Tests and configurations use any tool, and see their own package as its users do.
  if (specifier === '@libvirt/testing') return;
  const itself = `@libvirt/${room.replace('packages/', '')}`;
  if (!specifier.startsWith('@libvirt/') || `${specifier}/`.startsWith(`${itself}/`)) return;
  return `${room} may not import '${specifier}'.`;
}

const rule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const check = ({ source }) => {
      const message = source?.value && objection(context.filename, source.value);
      if (message) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
      TSImportType: check,
    };
  },
};

export default { rules: { 'import-arrows': rule } };
