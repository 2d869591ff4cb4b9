// Uses a little of everything that a runtime has to provide for the addon, and prints the results.
import { Connect, DomainEventType, LibvirtError } from '@libvirt/core';

const results = {};
const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');

const events = [];
const listener = ({ event }) => events.push(event);
conn.on('domain-lifecycle', listener);
await domain.suspend();
await domain.resume();
while (events.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
conn.off('domain-lifecycle', listener);
results.events = events.map((event) =>
  Object.keys(DomainEventType).find((name) => DomainEventType[name] === event),
);

for await (const { domain: started } of watchStart()) {
  results.watched = started.getName();
  break;
}
async function* watchStart() {
  const watch = conn.watch('domain-lifecycle');
  await domain.destroy();
  yield* watch;
}

const { cpuTime, memory } = await domain.getInfo();
results.types = [typeof cpuTime, typeof memory];
try {
  await conn.lookupDomainByName('nobody');
} catch (error) {
  results.error = [error instanceof LibvirtError, error.code];
  results.stack = error.stack.includes('tour.mjs');
}
try {
  domain.getName.call({});
} catch (error) {
  results.wrong = error.constructor.name;
}
results.many = new Set(
  await Promise.all(Array.from({ length: 200 }, () => domain.getXMLDesc())),
).size;
await conn.close();
console.log(JSON.stringify(results));
