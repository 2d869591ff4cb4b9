// Ends worker threads at random moments of all that they can do with a daemon, and prints what they
// leave behind: sockets of this process, clients of the daemon, threads.
// Arguments: the daemon's socket, a folder for volumes, and the number of workers.
import { Connect } from '@libvirt/core';
import { native } from '@libvirt/native';
import { mkdirSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, threadId, Worker, workerData } from 'node:worker_threads';

const [, , socket, folder, workers] = isMainThread ? process.argv : workerData;
const uri = (driver, path) => `${driver}+unix://${path}?socket=${socket}`;
const EVENTS = ['domain-lifecycle', 'domain-reboot', 'network-lifecycle', 'domain-metadata-change'];
const ignore = () => undefined;

/** Activities during which a worker may end. */
const activities = {
  async registering(conn) {
    const raw = await native.virConnectOpen(uri('test', '/default'));
    return () => {
      for (let event = 0; event < 8; event += 1) {
        native.virConnectDomainEventRegisterAny(raw, null, event, ignore, ignore).catch(ignore);
      }
      conn.on('domain-lifecycle', ignore);
      conn.on('close', ignore);
      void Promise.resolve(conn.registerCloseCallback(ignore)).catch(ignore);
    };
  },
  async deregistering(conn) {
    const iterators = EVENTS.map((event) => conn.watch(event));
    await conn.getHostname();
    return () => {
      for (const iterator of iterators) void iterator.return();
    };
  },
  async closing(conn) {
    for (const event of EVENTS) conn.on(event, ignore);
    await conn.getHostname();
    return () => void conn.close();
  },
  async calling(conn) {
    const domain = await conn.lookupDomainByName('test');
    conn.on('domain-lifecycle', ignore);
    return () => {
      for (let round = 0; round < 20; round += 1) {
        void conn.listAllDomains();
        void domain.getXMLDesc();
        void domain
          .suspend()
          .then(() => domain.resume())
          .catch(ignore);
      }
    };
  },
  async streaming() {
    const storage = await Connect.open(uri('storage', '/system'));
    const path = join(folder, `${process.pid}-${threadId}`);
    mkdirSync(path);
    const pool = await storage.storagePoolCreateXML(
      `<pool type="dir"><name>${threadId}</name><target><path>${path}</path></target></pool>`,
    );
    const volume = await pool.storageVolCreateXML(
      '<volume><name>v</name><capacity>4194304</capacity></volume>',
    );
    return () => {
      const target = volume.createWriteStream().on('error', ignore);
      const write = () => target.write(Buffer.alloc(65_536), write);
      write();
      volume.createReadStream().on('error', ignore).on('data', ignore);
    };
  },
  async opening() {
    await sleep(0);
    return () => {
      for (let count = 0; count < 8; count += 1)
        Connect.open(uri('test', '/default')).catch(ignore);
    };
  },
};

async function work() {
  const names = Object.keys(activities);
  const chosen = names.filter(() => Math.random() < 0.4);
  if (chosen.length === 0) chosen.push(names[threadId % names.length]);
  const begin = await Promise.all(
    chosen.map(async (name) => activities[name](await Connect.open(uri('test', '/default')))),
  );
  parentPort.postMessage('ready');
  for (const each of begin) each();
  // Half of the workers exit by themselves, the others are terminated.
  if (threadId % 2 === 0) setTimeout(() => process.exit(), Math.random() * 4);
}

async function endOne() {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: process.argv });
  // Waits until the worker is ready; in a few milliseconds it may exit by itself.
  await once(worker, 'message');
  await sleep(Math.random() * 8);
  await worker.terminate();
}

const sockets = () =>
  readdirSync('/proc/self/fd').filter((file) => {
    try {
      return readlinkSync(`/proc/self/fd/${file}`).startsWith('socket:');
    } catch {
      return false; // The descriptor of the folder itself.
    }
  }).length;
const clients = () =>
  readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(socket) && line.split(/\s+/)[5] === '03').length;
const threads = () => readdirSync('/proc/self/task').length;
const count = () => ({ sockets: sockets(), clients: clients(), threads: threads() });
const isBack = (now, before) => Object.keys(before).every((name) => now[name] <= before[name]);

if (isMainThread) {
  // Starts the threads that stay: the event loop, one worker and the thread that starts workers.
  const kept = await Connect.open(uri('test', '/default'));
  await new Worker('', { eval: true }).terminate();
  await kept.getHostname();
  await sleep(200);
  const before = count();
  let left = Number(workers);
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (left-- > 0) await endOne();
    }),
  );
  let after = count();
  for (let wait = 0; wait < 300 && !isBack(after, before); wait += 1) {
    await sleep(100);
    after = count();
  }
  await kept.close();
  console.log(isBack(after, before) ? 'nothing left' : JSON.stringify({ before, after }));
} else {
  await work();
}
