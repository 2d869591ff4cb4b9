// With a daemon: callback, listener and loop receive events of several kinds in the same order as the
// calls; then a callback calls, deregisters itself and closes the connection.
import { Connect } from '@libvirt/core';

const [uri, rounds] = process.argv.slice(2);
const conn = await Connect.open(uri);
const domain = await conn.lookupDomainByName('test');
const network = await conn.lookupNetworkByName('default');
const pool = await conn.lookupStoragePoolByName('default-pool');

const received = { listener: [], callback: [] };
conn.on('domain-lifecycle', ({ event }) => received.listener.push(`domain ${event}`));
conn.on('network-lifecycle', ({ event }) => received.listener.push(`network ${event}`));
conn.on('storage-pool-refresh', () => received.listener.push('pool'));
const callbackID = await conn.domainEventLifecycleRegister(domain, (_conn, _domain, { event }) => {
  received.callback.push(event);
});
const events = conn.watch('domain-lifecycle', { domain });
const expected = [];
for (let round = 0; round < Number(rounds); round += 1) {
  await domain.suspend();
  await network.destroy();
  await pool.refresh();
  await domain.resume();
  await network.create();
  expected.push('domain 3', 'network 3', 'pool', 'domain 4', 'network 2');
}
const states = expected.flatMap((each) => (each.startsWith('domain') ? [Number(each.at(-1))] : []));
const watched = [];
for await (const { event } of events) {
  watched.push(event);
  if (watched.length === states.length) break;
}
while (received.listener.length < expected.length) await conn.isAlive();
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
if (!same(received.listener, expected))
  throw new Error(`the listeners received ${received.listener}`);
if (!same(received.callback, states)) throw new Error(`the callback received ${received.callback}`);
if (!same(watched, states)) throw new Error(`the loop received ${watched}`);
await conn.domainEventDeregister(callbackID);

// Inside a callback: makes calls, deregisters itself, and closes the connection.
const closed = new Promise((resolve, reject) => {
  conn
    .domainEventLifecycleRegister(null, async (_conn, changed) => {
      try {
        await changed.getXMLDesc();
        await conn.domainEventDeregister(1);
        await Promise.all([domain, network, pool].map((object) => object.free()));
        resolve(await conn.close());
      } catch (error) {
        reject(error);
      }
    })
    .then(() => domain.suspend())
    .catch(reject);
});
await closed;
console.log(`${expected.length} events in order`);
