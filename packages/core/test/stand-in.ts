import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Facts {
  readonly functions: readonly {
    readonly name: string;
    readonly library: string;
    readonly since: string;
  }[];
}

/**
 * Builds a libvirt.so.0 that exports only the functions of a release, and forwards each call to the
 * installed libvirt.
 * @param release the release that it reports
 * @param own C code of functions that it defines itself, by name
 * @returns its directory
 */
export function buildLibvirt(release: string, own: Readonly<Record<string, string>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'libvirt-stand-in-'));
  const source = join(directory, 'libvirt.c');
  const forwarded = functionsOf(release).filter((name) => !Object.hasOwn(own, name));
  writeFileSync(
    source,
    [program(forwarded, versionNumber(release)), ...Object.values(own)].join('\n'),
  );
  execFileSync('cc', ['-shared', '-fPIC', '-o', join(directory, 'libvirt.so.0'), source, '-ldl']);
  return directory;
}

function functionsOf(release: string): readonly string[] {
  const path = new URL('../../../native/api/libvirt-12.8.0.json', import.meta.url);
  const facts = JSON.parse(readFileSync(path, 'utf8')) as Facts;
  return facts.functions
    .filter((each) => each.library === 'libvirt')
    .filter((each) => versionNumber(each.since) <= versionNumber(release))
    .map((each) => each.name)
    .filter((name) => name !== 'virGetVersion');
}

function program(names: readonly string[], version: number): string {
  const jump: Readonly<Record<string, (offset: number) => string>> = {
    x64: (offset) => `jmp *forward+${offset}(%rip)`,
    arm64: (offset) =>
      `adrp x16, forward+${offset}\\n ldr x16, [x16, #:lo12:forward+${offset}]\\n br x16`,
  };
  const instruction = jump[process.arch];
  if (!instruction) throw new Error(`no way to forward a call is known on ${process.arch}`);
  return `#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
static const char *const names[] = { ${names.map((name) => `"${name}"`).join(', ')} };
__attribute__((used)) static void *forward[${names.length}];
__attribute__((constructor)) static void find(void) {
  void *real = dlopen("libvirt.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!real) abort();
  for (int index = 0; index < ${names.length}; ++index) forward[index] = dlsym(real, names[index]);
}
int virGetVersion(unsigned long *version, const char *type, unsigned long *type_version) {
  (void)type;
  if (type_version) *type_version = ${version};
  *version = ${version};
  return 0;
}
${names
  .map(
    (name, index) =>
      `__asm__(".text\\n.globl ${name}\\n.type ${name}, %function\\n${name}: ${instruction(index * 8)}\\n");`,
  )
  .join('\n')}
`;
}

function versionNumber(release: string): number {
  const [major = 0, minor = 0, micro = 0] = release.split('.').map(Number);
  return major * 1_000_000 + minor * 1_000 + micro;
}
