// Opens a hundred connections to a listener that never answers. While all of them hang, a healthy
// connection, fs and dns must work.
import { Connect } from '@libvirt/core';
import dns from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const listener = createServer(() => undefined).listen(0, '127.0.0.1');
await once(listener, 'listening');
const { port } = listener.address();
const different = process.argv[2] === 'different';

const healthy = await Connect.open('test:///default');
let pending = 0;
for (let host = 0; host < 100; host += 1) {
  pending += 1;
  const settled = () => {
    pending -= 1;
  };
  const path = different ? `system-${host}` : 'system';
  Connect.open(`qemu+tcp://127.0.0.1:${port}/${path}`).then(settled, settled);
}
const pendingBefore = pending;

for (let round = 0; round < 50; round += 1) {
  await Promise.all([
    readFile(fileURLToPath(import.meta.url)),
    dns.lookup('localhost'),
    healthy.listAllDomains().then(([domain]) => domain.getInfo().then(() => domain.free())),
  ]);
}
const threads = readdirSync('/proc/self/task').length;
const closed = await healthy.close();
console.log(JSON.stringify({ pendingBefore, pendingAfter: pending, threads, closed }));
process.exit();
