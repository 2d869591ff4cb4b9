// A worker is terminated, then the process exits, while libvirt waits for a credential.
import { Connect } from '@libvirt/core';
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const uri = isMainThread ? process.argv[2] : workerData;
const waitForPrompt = () =>
  new Promise((resolve) => {
    void Connect.open(uri, { auth: () => (resolve(), new Promise(() => undefined)) });
  });

if (isMainThread) {
  await waitForPrompt();
  console.log('prompted');
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: uri });
  await once(worker, 'message');
  await worker.terminate();
  console.log('worker ended');
  process.exit(7);
} else {
  await waitForPrompt();
  parentPort.postMessage('prompted');
}
