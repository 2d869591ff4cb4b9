import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Builds a libvirt-qemu.so.0 without a QEMU behind it. Commands come back as what they return, with
 * what else was given; `"refuse"` is refused as QEMU does, and files come back as copies.
 * @param libvirt the libvirt.so.0 that stands beside it
 * @returns the directory in which it stands
 */
export function buildLibvirtQemu(libvirt: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'libvirt-qemu-stand-in-'));
  const source = join(directory, 'libvirt-qemu.c');
  symlinkSync(libvirt, join(directory, 'libvirt.so.0'));
  writeFileSync(source, PROGRAM);
  execFileSync('cc', ['-shared', '-fPIC', '-o', join(directory, 'libvirt-qemu.so.0'), source]);
  return directory;
}

const PROGRAM = String.raw`#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static char *reply(const char *command, int number, unsigned flags) {
  char *text = NULL;
  if (strstr(command, "refuse"))
    return strdup("{\"id\":\"1\",\"error\":{\"class\":\"GenericError\",\"desc\":\"refused\"}}");
  if (command[0] != '{') return strdup(command);
  if (asprintf(&text, "{\"return\":{\"command\":%s,\"number\":%d,\"flags\":%u},\"id\":\"1\"}",
               command, number, flags) < 0) abort();
  return text;
}
int virDomainQemuMonitorCommand(void *domain, const char *command, char **result, unsigned flags) {
  (void)domain;
  *result = reply(command, 0, flags);
  return 0;
}
int virDomainQemuMonitorCommandWithFiles(void *domain, const char *command, unsigned count,
                                         int *files, unsigned *given_count, int **given,
                                         char **result, unsigned flags) {
  (void)domain;
  *result = reply(command, count, flags);
  *given_count = count;
  *given = malloc(sizeof(int) * count);
  for (unsigned index = 0; index < count; ++index) (*given)[index] = dup(files[index]);
  return 0;
}
char *virDomainQemuAgentCommand(void *domain, const char *command, int timeout, unsigned flags) {
  (void)domain;
  return reply(command, timeout, flags);
}
`;
