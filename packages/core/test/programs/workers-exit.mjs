// Calls process.exit() while the main thread and workers make calls.
import { Connect } from '@libvirt/core';
import { ownHypervisor } from './own-hypervisor.mjs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const url = new URL('worker.mjs', import.meta.url);
const workers = Array.from({ length: 4 }, () => new Worker(url, { workerData: 'forever' }));
await Promise.all(workers.map((worker) => once(worker, 'message')));
const conn = await Connect.open(ownHypervisor);
for (let call = 0; call < 200; call += 1) void conn.listAllDomains();
setTimeout(() => process.exit(0), 5);
