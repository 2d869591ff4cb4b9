import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Builds a libvirt-lxc.so.0 whose containers are the host itself: entering one does nothing. It needs
 * neither containers nor the right to enter one. The function that the environment variable
 * STAND_IN_REFUSES names fails.
 * @param libvirt Path of the libvirt.so.0 to link beside it.
 * @returns The directory that contains it.
 */
export function buildLibvirtLxc(libvirt: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'libvirt-lxc-stand-in-'));
  const source = join(directory, 'libvirt-lxc.c');
  symlinkSync(libvirt, join(directory, 'libvirt.so.0'));
  writeFileSync(source, PROGRAM);
  execFileSync('cc', ['-shared', '-fPIC', '-o', join(directory, 'libvirt-lxc.so.0'), source]);
  return directory;
}

const PROGRAM = String.raw`#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
static int answer(const char *name) {
  const char *refused = getenv("STAND_IN_REFUSES");
  return refused && strcmp(refused, name) == 0 ? -1 : 0;
}
int virDomainLxcOpenNamespace(void *domain, int **files, unsigned flags) {
  (void)domain, (void)flags;
  if (answer(__func__)) return -1;
  *files = malloc(2 * sizeof(int));
  (*files)[0] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  (*files)[1] = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
  return 2;
}
int virDomainLxcEnterNamespace(void *domain, unsigned count, int *files, unsigned *old_count,
                               int **old, unsigned flags) {
  (void)domain, (void)count, (void)files, (void)old_count, (void)old, (void)flags;
  return answer(__func__);
}
int virDomainLxcEnterSecurityLabel(void *model, void *label, void *old, unsigned flags) {
  (void)model, (void)label, (void)old, (void)flags;
  return answer(__func__);
}
int virDomainLxcEnterCGroup(void *domain, unsigned flags) {
  (void)domain, (void)flags;
  return answer(__func__);
}
`;
