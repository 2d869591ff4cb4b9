// A little of everything that a runtime has to do for the addon; it prints what came of it.
import { Connect, DomainEventType, LibvirtError } from '@libvirt/core';

const told = {};
const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');

const events = [];
const listener = ({ event }) => events.push(event);
conn.on('domain-lifecycle', listener);
await domain.suspend();
await domain.resume();
while (events.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
conn.off('domain-lifecycle', listener);
told.events = events.map((event) =>
  Object.keys(DomainEventType).find((name) => DomainEventType[name] === event),
);

for await (const { domain: started } of watchStart()) {
  told.watched = started.getName();
  break;
}
async function* watchStart() {
  const watch = conn.watch('domain-lifecycle');
  await domain.destroy();
  yield* watch;
}

const { cpuTime, memory } = await domain.getInfo();
told.types = [typeof cpuTime, typeof memory];
try {
  await conn.lookupDomainByName('nobody');
} catch (error) {
  told.error = [error instanceof LibvirtError, error.code];
  told.stack = error.stack.includes('tour.mjs');
}
try {
  domain.getName.call({});
} catch (error) {
  told.wrong = error.constructor.name;
}
told.many = new Set(await Promise.all(Array.from({ length: 200 }, () => domain.getXMLDesc()))).size;
await conn.close();
console.log(JSON.stringify(told));
