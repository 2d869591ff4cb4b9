// Loads copies of the package by their paths, one after the other, and has each receive events.
// With 'worker' only the last one is used in a worker thread, beside the others in this one.
import { pathToFileURL } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const [mode, ...paths] = isMainThread ? process.argv.slice(2) : ['here', workerData];

async function receive({ native }) {
  const conn = await native.virConnectOpen('test:///default');
  const domain = await native.virDomainLookupByName(conn, 'test');
  let notify;
  const received = new Promise((resolve) => (notify = resolve));
  const onEvent = (domain, event) => {
    void native.virDomainFree(domain);
    notify(event);
  };
  native.ref();
  const ended = new Promise((resolve) => {
    native.virConnectDomainEventRegisterAny(conn, null, 0, onEvent, resolve).then(async (id) => {
      await native.virDomainSuspend(domain);
      await native.virDomainResume(domain);
      const late = setTimeout(() => notify('no event'), 5000);
      await received;
      clearTimeout(late);
      await native.virConnectDomainEventDeregisterAny(conn, id);
    });
  });
  await ended;
  native.unref();
  await native.virDomainFree(domain);
  return `received ${await received}, close() returned ${await native.virConnectClose(conn)}`;
}

try {
  const copies = [];
  const here = mode === 'worker' ? paths.slice(0, -1) : paths;
  for (const path of here) copies.push(await import(pathToFileURL(path)));
  for (const copy of copies) console.log(await receive(copy));
  if (mode === 'worker') {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: paths.at(-1) });
    await new Promise((resolve) => worker.once('exit', resolve));
  }
} catch (error) {
  console.log(`${error.code}: ${error.message}`);
}
