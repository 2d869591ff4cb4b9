import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Builds a libvirt-admin.so.0 without a daemon: it keeps the parameters that are set, knows one
 * server with one client, and answers as a newer daemon might. It lacks what came after libvirt 2.0.0,
 * but for the filters.
 * @param libvirt Path of the libvirt.so.0 to link beside it.
 * @returns The directory that contains it.
 */
export function buildLibvirtAdmin(libvirt: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'libvirt-admin-stand-in-'));
  const source = join(directory, 'libvirt-admin.c');
  symlinkSync(libvirt, join(directory, 'libvirt.so.0'));
  writeFileSync(source, PROGRAM);
  execFileSync('cc', ['-shared', '-fPIC', '-o', join(directory, 'libvirt-admin.so.0'), source]);
  return directory;
}

const PROGRAM = String.raw`#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
struct parameter {
  char field[80];
  int type;
  union { int i; unsigned ui; long long l; unsigned long long ul; double d; char b; char *s; } value;
};
static int connection, server, client;
static struct parameter kept[32];
static int kept_count;
static char *filters;
void *virAdmConnectOpen(const char *uri, unsigned flags) {
  (void)flags;
  return uri && strstr(uri, "refuse") ? NULL : &connection;
}
int virAdmConnectClose(void *conn) { return conn != &connection; }
int virAdmConnectIsAlive(void *conn) { return conn == &connection; }
int virAdmConnectGetLoggingFilters(void *conn, char **given, unsigned flags) {
  (void)conn, (void)flags;
  *given = filters ? strdup(filters) : NULL;
  return filters != NULL;
}
int virAdmConnectSetLoggingFilters(void *conn, const char *given, unsigned flags) {
  (void)conn, (void)flags;
  free(filters);
  filters = given ? strdup(given) : NULL;
  return 0;
}
void *virAdmConnectLookupServer(void *conn, const char *name, unsigned flags) {
  (void)conn, (void)name, (void)flags;
  return &server;
}
int virAdmServerFree(void *srv) { return srv == &server ? 0 : -1; }
const char *virAdmServerGetName(void *srv) { return srv == &server ? "virtstandd" : NULL; }
static int give(struct parameter **params, int *count, const struct parameter *from, int length) {
  *params = calloc(length, sizeof(**params));
  for (int index = 0; index < length; ++index) {
    (*params)[index] = from[index];
    if (from[index].type == 7) (*params)[index].value.s = strdup(from[index].value.s);
  }
  *count = length;
  return 0;
}
int virAdmServerSetClientLimits(void *srv, struct parameter *params, int count, unsigned flags) {
  (void)srv, (void)flags;
  memcpy(kept, params, sizeof(*params) * (kept_count = count));
  return 0;
}
int virAdmServerGetClientLimits(void *srv, struct parameter **params, int *count, unsigned flags) {
  (void)srv, (void)flags;
  return give(params, count, kept, kept_count);
}
int virAdmServerSetThreadPoolParameters(void *srv, struct parameter *params, int count,
                                        unsigned flags) {
  return virAdmServerSetClientLimits(srv, params, count, flags);
}
int virAdmServerGetThreadPoolParameters(void *srv, struct parameter **params, int *count,
                                        unsigned flags) {
  (void)srv, (void)flags;
  const struct parameter newer[] = {
      {"minWorkers", 3, {.l = 5}}, {"mood", 7, {.s = "good"}}, {"maxWorkers", 7, {.s = "many"}}};
  return give(params, count, newer, 3);
}
int virAdmServerListClients(void *srv, void ***clients, unsigned flags) {
  (void)srv, (void)flags;
  *clients = calloc(2, sizeof(void *));
  (*clients)[0] = &client;
  return 1000; /* as a daemon may claim */
}
void *virAdmServerLookupClient(void *srv, unsigned long long id, unsigned flags) {
  (void)srv, (void)flags;
  return id ? &client : NULL;
}
int virAdmClientFree(void *clt) { return clt == &client ? 0 : -1; }
unsigned long long virAdmClientGetID(void *clt) { return clt == &client ? -2ULL : -1ULL; }
long long virAdmClientGetTimestamp(void *clt) { (void)clt; return -1; }
int virAdmClientGetTransport(void *clt) { (void)clt; return 7; }
int virAdmClientGetInfo(void *clt, struct parameter **params, int *count, unsigned flags) {
  (void)clt, (void)flags;
  const struct parameter info[] = {{"readonly", 6, {.b = 1}},
                                   {"sock_addr", 7, {.s = "192.0.2.7:5"}},
                                   {"sasl_user_name", 7, {.s = "fred"}},
                                   {"tls_x509_dname", 7, {.s = "CN=x"}},
                                   {"selinux_context", 7, {.s = "u:r:t"}},
                                   {"unix_user_id", 1, {.i = -2}}};
  return give(params, count, info, 6);
}
`;
