// A host accepts connections and never answers; attempts to open one are aborted again and again. Then
// the host answers. Argument: the socket of a healthy daemon.
import { Connect } from '@libvirt/core';
import { native } from '@libvirt/native';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , daemon] = process.argv;
let hangs = true;
let accepted = 0;
const ignore = () => undefined;
const host = createServer((client) => {
  client.on('error', ignore);
  if (hangs) {
    accepted += 1;
    client.on('close', () => (accepted -= 1)).resume();
    return;
  }
  const server = connect(daemon).on('error', ignore);
  client.pipe(server).pipe(client);
}).listen(join(dirname(daemon), 'host'));
await once(host, 'listening');
const uri = `test+unix:///default?socket=${host.address()}`;
const open = (time) => Connect.open(uri, { signal: AbortSignal.timeout(time), keepAlive: false });

let timeouts = 0;
for (let round = 0; round < 10; round += 1) {
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => open(50)));
  timeouts += attempts.filter(({ reason }) => reason?.name === 'TimeoutError').length;
}
console.log('aborted:', timeouts);
// The connections of aborted attempts are closed.
for (let wait = 0; accepted > 0 && wait < 500; wait += 1) await sleep(10);
console.log('connections left:', accepted);
const fewThreads = native.threadCount() < 64;
console.log('few threads:', fewThreads && readdirSync('/proc/self/task').length < 100);
// Some attempts wait forever: they occupy no more threads than one URI may have.
const waiting = Array.from({ length: 8 }, () => Connect.open(uri, { keepAlive: false }));
await Promise.allSettled(Array.from({ length: 30 }, () => open(50)));
hangs = false;
const conn = await open(5000);
console.log('opened:', await conn.getType());
await conn.close();
for (const each of waiting) each.catch(ignore);
process.exit();
