// Receives every event in all three forms, with and without strings, and prints the results.
import { Connect } from '@libvirt/core';
import { EVENTS } from './event-names.mjs';

const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');

/** Fires every event twice: with strings, then without. */
async function fireTwice() {
  await domain.migrateSetMaxSpeed(1);
  await domain.migrateSetMaxSpeed(1, 1);
}

async function called({ register, deregister }) {
  const received = [];
  let end;
  const both = new Promise((resolve) => {
    end = resolve;
  });
  const callbackID = await conn[register](null, (connection, subject, event) => {
    if (connection !== conn) throw new Error('not the connection');
    received.push(event ?? subject);
    if (received.length === 2) end();
  });
  await fireTwice();
  await both;
  await conn[deregister](callbackID);
  return received;
}

async function listened({ name }) {
  const received = [];
  const both = new Promise((resolve) => {
    conn.on(name, (event) => {
      received.push(event);
      if (received.length === 2) resolve();
    });
  });
  await fireTwice();
  await both;
  conn.removeAllListeners(name);
  return received;
}

async function watched({ name }) {
  const events = conn.watch(name);
  await fireTwice();
  const received = [(await events.next()).value, (await events.next()).value];
  await events.return();
  return received;
}

/** Converts objects to their names, and 64-bit integers to strings. */
function plain(_, value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value?.free !== 'function') return value;
  const name = value.constructor.name === 'Secret' ? value.getUUIDString() : value.getName();
  return `${value.constructor.name} ${name}`;
}

const all = {};
for (const event of EVENTS) {
  const [callback, listener, iteration] = [
    await called(event),
    await listened(event),
    await watched(event),
  ];
  all[event.name] = { callback, listener, iteration };
}
console.log(JSON.stringify(all, plain));
await conn.close();
