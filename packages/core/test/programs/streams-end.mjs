// Terminates workers, and exits, while streams of all kinds are in progress.
import { Connect } from '@libvirt/core';
import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

async function stream() {
  const conn = await Connect.open('test:///default');
  const domain = await conn.lookupDomainByName('test');
  for (let number = 0; number < 8; number += 1) {
    void (async () => {
      for (;;) {
        for await (const chunk of domain.createScreenshotStream(0, { highWaterMark: 512 })) {
          void chunk;
        }
      }
    })();
    void (async () => {
      for (;;) {
        const raw = await conn.newStream(1);
        await domain.screenshot(raw, 0);
        await raw.eventAddCallback(1, () => raw.recv(100));
        await raw.recv(100);
        await raw.free();
      }
    })();
  }
}

if (isMainThread) {
  void stream();
  for (let number = 0; number < 20; number += 1) {
    const worker = new Worker(fileURLToPath(import.meta.url));
    await once(worker, 'message');
    await new Promise((resolve) => setTimeout(resolve, number));
    await worker.terminate();
  }
  console.log('20 workers ended');
  process.exit(7);
} else {
  void stream();
  parentPort.postMessage('streaming');
}
