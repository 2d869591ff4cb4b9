// A listener throws on every event: each is an uncaught exception, and no event is lost.
import { Connect } from '@libvirt/core';

if (process.argv[2] !== 'unhandled') {
  process.on('uncaughtException', (error) => console.log(`uncaught: ${error.message}`));
}
const conn = await Connect.open('test:///default');
const received = [];
conn.on('domain-lifecycle', ({ event }) => {
  throw new Error(`the listener threw ${event}`);
});
const both = new Promise((resolve) => {
  void conn.domainEventLifecycleRegister(null, (_conn, _domain, { event }) => {
    received.push(event);
    if (received.length === 2) resolve();
  });
});
const domain = await conn.lookupDomainByName('test');
await domain.suspend();
await domain.resume();
await both;
await conn.close();
console.log(`received ${received.join()}`);
