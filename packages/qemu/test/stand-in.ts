import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Builds a libvirt-qemu.so.0 without a QEMU. A command returns itself and the other arguments,
 * `"refuse"` an error like QEMU's, files are returned as duplicates, and `fire STOP` emits an event.
 * @param libvirt Path of the libvirt.so.0 to link beside it.
 * @returns The directory that contains it.
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
typedef void (*callback)(void *, void *, const char *, long long, unsigned, const char *, void *);
static struct registration {
  int is_used;
  void *connection;
  char *event;
  callback call;
  void *opaque;
  void (*release)(void *);
  unsigned flags;
} registrations[16];
int virConnectDomainQemuMonitorEventRegister(void *connection, void *domain, const char *event,
                                             callback call, void *opaque, void (*release)(void *),
                                             unsigned flags) {
  (void)domain;
  for (int index = 0; index < 16; ++index) {
    if (registrations[index].is_used) continue;
    registrations[index] = (struct registration){
        1, connection, event ? strdup(event) : NULL, call, opaque, release, flags};
    return index;
  }
  return -1;
}
int virConnectDomainQemuMonitorEventDeregister(void *connection, int index) {
  (void)connection;
  registrations[index].is_used = 0;
  free(registrations[index].event);
  registrations[index].release(registrations[index].opaque);
  return 0;
}
static void fire(void *domain, const char *event) {
  for (int index = 0; index < 16; ++index) {
    struct registration *each = &registrations[index];
    if (!each->is_used) continue;
    if (each->event && (each->flags & 2 ? strcasecmp : strcmp)(each->event, event)) continue;
    each->call(each->connection, domain, event, 12345678901LL, 42,
               index % 2 ? NULL : "{\"is\":\"first\"}", each->opaque);
  }
}
int virDomainQemuMonitorCommand(void *domain, const char *command, char **result, unsigned flags) {
  if (strncmp(command, "fire ", 5) == 0) fire(domain, command + 5);
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
