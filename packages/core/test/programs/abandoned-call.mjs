// A host accepts the connection and never answers; the call is aborted after a while.
import { Connect } from '@libvirt/core';
import { once } from 'node:events';
import { createServer } from 'node:net';

const listener = createServer((socket) => socket.unref()).listen(0, '127.0.0.1');
await once(listener, 'listening');
listener.unref();
const uri = `test+tcp://127.0.0.1:${listener.address().port}/default`;
try {
  await Connect.open(uri, { signal: AbortSignal.timeout(50) });
} catch (error) {
  console.log(error.name);
}
