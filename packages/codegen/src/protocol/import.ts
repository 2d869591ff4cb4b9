import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProtocolFacts } from './facts.js';
import { programOf, readDeclarations, type Declarations } from './read.js';

/** The files in libvirt's sources, and the program that each declares, if it does. */
const FILES: readonly { readonly path: string; readonly program?: string }[] = [
  { path: 'src/rpc/virnetprotocol.x' },
  { path: 'src/rpc/virkeepaliveprotocol.x', program: 'keepalive' },
  { path: 'src/remote/remote_protocol.x', program: 'remote' },
  { path: 'src/remote/qemu_protocol.x', program: 'qemu' },
  { path: 'src/remote/lxc_protocol.x', program: 'lxc' },
  { path: 'src/admin/admin_protocol.x', program: 'admin' },
];

/** Constants of libvirt's headers that the files use. */
const OTHERS: Readonly<Record<string, number>> = {
  VIR_UUID_BUFLEN: 16,
  VIR_SECURITY_LABEL_BUFLEN: 4097,
  VIR_SECURITY_MODEL_BUFLEN: 257,
  VIR_SECURITY_DOI_BUFLEN: 257,
  VIR_TYPED_PARAM_INT: 1,
  VIR_TYPED_PARAM_UINT: 2,
  VIR_TYPED_PARAM_LLONG: 3,
  VIR_TYPED_PARAM_ULLONG: 4,
  VIR_TYPED_PARAM_DOUBLE: 5,
  VIR_TYPED_PARAM_BOOLEAN: 6,
  VIR_TYPED_PARAM_STRING: 7,
};

/** Replaces names of constants by their values. */
function resolve(constants: Readonly<Record<string, number | string>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(constants).map(([name, value]) => {
      const number = typeof value === 'string' ? constants[value] : value;
      if (typeof number !== 'number') throw new Error(`${name} is ${value}, which is not known`);
      return [name, number];
    }),
  );
}

/** Returns the facts of the protocol in a folder with libvirt's sources. */
export function importProtocol(sources: string, version: string): ProtocolFacts {
  const merge = <T>(pick: (declared: Declarations) => ReadonlyMap<string, T>) =>
    Object.fromEntries(read.flatMap(({ declared }) => [...pick(declared)]));
  const read = FILES.map(({ path, program }) => {
    const file = join(sources, path);
    if (!existsSync(file)) throw new Error(`${file}: no such file; are these libvirt's sources?`);
    return { program, declared: readDeclarations(readFileSync(file, 'utf8'), path) };
  });
  return {
    version,
    constants: resolve({ ...OTHERS, ...merge(({ constants }) => constants) }),
    typedefs: merge(({ typedefs }) => typedefs),
    structs: merge(({ structs }) => structs),
    unions: merge(({ unions }) => unions),
    programs: read.flatMap(({ program, declared }) =>
      program === undefined ? [] : [programOf(program, declared)],
    ),
  };
}
