// Receives every event in each way, with all texts and without any, and prints what it received.
import { Connect } from '@libvirt/core';
import { EVENTS } from './event-names.mjs';

const conn = await Connect.open('test:///default');
const domain = await conn.lookupDomainByName('test');

/** Two events of one kind: the first with texts, the second without. */
async function fireTwice() {
  await domain.migrateSetMaxSpeed(1);
  await domain.migrateSetMaxSpeed(1, 1);
}

async function called({ register, deregister }) {
  const told = [];
  let end;
  const both = new Promise((resolve) => {
    end = resolve;
  });
  const callbackID = await conn[register](null, (connection, subject, event) => {
    if (connection !== conn) throw new Error('not the connection');
    told.push(event ?? subject);
    if (told.length === 2) end();
  });
  await fireTwice();
  await both;
  await conn[deregister](callbackID);
  return told;
}

async function listened({ name }) {
  const told = [];
  const both = new Promise((resolve) => {
    conn.on(name, (event) => {
      told.push(event);
      if (told.length === 2) resolve();
    });
  });
  await fireTwice();
  await both;
  conn.removeAllListeners(name);
  return told;
}

async function watched({ name }) {
  const events = conn.watch(name);
  await fireTwice();
  const told = [(await events.next()).value, (await events.next()).value];
  await events.return();
  return told;
}

/** Objects by their names, 64-bit integers apart from the others. */
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
