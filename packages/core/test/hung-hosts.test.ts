import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needDaemon, startDaemon } from './daemon.js';
import { endsWell, runProgram } from './process.js';
import { buildLibvirt } from './stand-in.js';

test('Connect.open(): 100 hung hosts delay no other call, use few threads, and do not block the exit', async () => {
  const ended = await runProgram('hung-hosts.mjs');
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  const report = JSON.parse(ended.stdout) as Record<string, unknown>;
  expect(report).toMatchObject({ pendingBefore: 100, pendingAfter: 100, closed: 0 });
  expect(report['threads']).toBeLessThan(64);
});

test('Connect.open(): hung hosts of different names do not wait for each other', async () => {
  const ended = await runProgram('hung-hosts.mjs', { arguments: ['different'] });
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  const report = JSON.parse(ended.stdout) as Record<string, unknown>;
  expect(report).toMatchObject({ pendingBefore: 100, pendingAfter: 100, closed: 0 });
  // One thread for each host, and the process's own.
  expect(report['threads']).toBeLessThan(100 + 64);
});

test('Connect.open(): an abandoned one delays no other, and the host is reachable once it is back', async (context) => {
  needDaemon(context);
  await using daemon = await startDaemon();
  const ended = await runProgram('abandoned-opens.mjs', { arguments: [daemon.socket] });
  expect(ended).toEqual(
    endsWell('aborted: 200\nconnections left: 0\nfew threads: true\nopened: TEST\n'),
  );
});

test('Connect.open() rejects if too many abandoned attempts cannot be ended', async () => {
  const directory = buildLibvirt('12.8.0', {
    virConnectOpen: `
#include <string.h>
#include <unistd.h>
void *virConnectOpen(const char *uri) {
  static void *(*open)(const char *);
  if (!open) open = dlsym(dlopen("libvirt.so.0", RTLD_NOW | RTLD_LOCAL), "virConnectOpen");
  if (strcmp(uri, "test:///hangs")) return open(uri);
  while (access(getenv("LIBVIRT_TEST_GATE"), F_OK) == 0) usleep(1000);
  return open("test:///default");
}`,
  });
  const gate = join(directory, 'gate');
  writeFileSync(gate, '');
  const ended = await runProgram('hung-library.mjs', {
    arguments: [gate],
    env: { LIBVIRT_LIBRARY_DIR: directory, LIBVIRT_TEST_GATE: gate },
  });
  expect(ended).toEqual(
    endsWell(`timeouts: 64
VIR_ERR_RESOURCE_BUSY: 64 attempts to open this URI (64 in this process) were abandoned and are still waiting for a host that does not answer; another attempt can start when one of them has ended
another URI: 0
once they have ended: 0
`),
  );
});
