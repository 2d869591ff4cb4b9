// libvirt itself hangs when it opens `test:///hangs`, and cannot be interrupted.
import { Connect } from '@libvirt/core';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , gate] = process.argv;
const open = (uri, time) =>
  Connect.open(uri, { signal: AbortSignal.timeout(time) }).then(
    (conn) => conn.close(),
    (error) => (error.name === 'TimeoutError' ? 'timeout' : `${error.code}: ${error.message}`),
  );

const results = [];
for (let count = 0; count < 66; count += 1) results.push(await open('test:///hangs', 20));
console.log('timeouts:', results.filter((each) => each === 'timeout').length);
console.log(results.at(-1));
console.log('another URI:', await open('test:///default', 5000));
rmSync(gate);
for (let wait = 0; wait < 500; wait += 1) {
  if ((await open('test:///hangs', 5000)) === 0) break;
  await sleep(10);
}
console.log('once they have ended:', await open('test:///hangs', 5000));
