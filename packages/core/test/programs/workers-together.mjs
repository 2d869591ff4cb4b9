import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const url = new URL('worker.mjs', import.meta.url);
const workers = Array.from({ length: 8 }, () => new Worker(url));
await Promise.all([import('./worker.mjs'), ...workers.map((worker) => once(worker, 'exit'))]);
console.log('all done');
