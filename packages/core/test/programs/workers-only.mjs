// Only workers use libvirt: one ends before the next one starts.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

for (let round = 0; round < 3; round += 1) {
  const worker = new Worker(new URL('worker.mjs', import.meta.url));
  const [code] = await once(worker, 'exit');
  if (code !== 0) throw new Error(`the worker exited with ${code}`);
}
const terminated = new Worker(new URL('worker.mjs', import.meta.url), { workerData: 'forever' });
await once(terminated, 'message');
await terminated.terminate();
console.log('done');
