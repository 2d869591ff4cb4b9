// Loads copies of the package by their paths, one after the other, and has each hear of events.
// With 'worker' only the last one is used in a worker thread, beside the others in this one.
import { pathToFileURL } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const [mode, ...paths] = isMainThread ? process.argv.slice(2) : ['here', workerData];

async function hear({ native }) {
  const conn = await native.virConnectOpen('test:///default');
  const domain = await native.virDomainLookupByName(conn, 'test');
  let told;
  const heard = new Promise((resolve) => (told = resolve));
  const onEvent = (domain, event) => {
    void native.virDomainFree(domain);
    told(event);
  };
  native.hold();
  const ended = new Promise((resolve) => {
    native.virConnectDomainEventRegisterAny(conn, null, 0, onEvent, resolve).then(async (id) => {
      await native.virDomainSuspend(domain);
      await native.virDomainResume(domain);
      const late = setTimeout(() => told('nothing'), 5000);
      await heard;
      clearTimeout(late);
      await native.virConnectDomainEventDeregisterAny(conn, id);
    });
  });
  await ended;
  native.unhold();
  await native.virDomainFree(domain);
  return `heard ${await heard}, close() returned ${await native.virConnectClose(conn)}`;
}

try {
  const copies = [];
  const here = mode === 'worker' ? paths.slice(0, -1) : paths;
  for (const path of here) copies.push(await import(pathToFileURL(path)));
  for (const copy of copies) console.log(await hear(copy));
  if (mode === 'worker') {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: paths.at(-1) });
    await new Promise((resolve) => worker.once('exit', resolve));
  }
} catch (error) {
  console.log(`${error.code}: ${error.message}`);
}
