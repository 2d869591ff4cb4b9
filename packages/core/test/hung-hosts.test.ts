import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needDaemon, startDaemon } from './daemon.js';
import { endsWell, runProgram } from './process.js';
import { buildLibvirt } from './stand-in.js';

test('100 hosts that never answer delay nobody else, hold few threads, and do not stop the exit', async () => {
  const ended = await runProgram('hung-hosts.mjs');
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  const told = JSON.parse(ended.stdout) as Record<string, unknown>;
  expect(told).toMatchObject({ pendingBefore: 100, pendingAfter: 100, closed: 0 });
  expect(told['threads']).toBeLessThan(64);
});

test('hosts of different names that never answer do not wait for each other', async () => {
  const ended = await runProgram('hung-hosts.mjs', { arguments: ['different'] });
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  const told = JSON.parse(ended.stdout) as Record<string, unknown>;
  expect(told).toMatchObject({ pendingBefore: 100, pendingAfter: 100, closed: 0 });
  // One thread for each, and the process's own.
  expect(told['threads']).toBeLessThan(100 + 64);
});

test('Connect.open() that was given up delays no other, and gets in when the host is back', async (context) => {
  needDaemon(context);
  await using daemon = await startDaemon();
  const ended = await runProgram('abandoned-opens.mjs', { arguments: [daemon.socket] });
  expect(ended).toEqual(
    endsWell('given up: 200\nconnections left: 0\nfew threads: true\nopened: TEST\n'),
  );
});

test('Connect.open() says so where too many attempts that were given up cannot be ended', async () => {
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
another address: 0
once they have ended: 0
`),
  );
});
