// A host takes connections and says nothing; attempts to open one are given up, again and again.
// Then it is well again. Argument: the socket of a daemon that is.
import { Connect } from '@libvirt/core';
import { native } from '@libvirt/native';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , daemon] = process.argv;
let hangs = true;
let taken = 0;
const ignore = () => undefined;
const host = createServer((client) => {
  client.on('error', ignore);
  if (hangs) {
    taken += 1;
    client.on('close', () => (taken -= 1)).resume();
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
console.log('given up:', timeouts);
// Nobody holds on to a host that nobody waits for.
for (let wait = 0; taken > 0 && wait < 500; wait += 1) await sleep(10);
console.log('connections left:', taken);
const fewThreads = native.threadCount() < 64;
console.log('few threads:', fewThreads && readdirSync('/proc/self/task').length < 100);
// Some wait for ever: they take no more threads than one address may have.
const waiting = Array.from({ length: 8 }, () => Connect.open(uri, { keepAlive: false }));
await Promise.allSettled(Array.from({ length: 30 }, () => open(50)));
hangs = false;
const conn = await open(5000);
console.log('opened:', await conn.getType());
await conn.close();
for (const each of waiting) each.catch(ignore);
process.exit();
