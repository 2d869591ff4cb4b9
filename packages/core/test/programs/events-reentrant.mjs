// From inside every event's callback, listener and loop, while more events come: calls the API, ends
// the registration, closes the connection, throws. Nothing may hang, and no event come afterwards.
import { Connect } from '@libvirt/core';
import { EVENTS } from './event-names.mjs';
import { setImmediate as nextTurn } from 'node:timers/promises';

const ROUNDS = 20;
const thrown = [];
process.on('uncaughtException', (error) => thrown.push(error.message));

/** A connection of its own for each attempt, and events without end in sight. */
async function within(attempt) {
  const conn = await Connect.open('test:///default');
  const domain = await conn.lookupDomainByName('test');
  const fire = () => domain.migrateSetMaxSpeed(ROUNDS);
  await attempt({ conn, domain, fire });
  if (!conn.closed) await conn.close();
}

/** Does something at the first event, by each way of being told; resolves when that is done. */
const WAYS = {
  callback: async ({ conn, fire }, event, act) => {
    await new Promise((resolve, reject) => {
      let first = true;
      const registered = conn[event.register](null, () => {
        if (!first) return undefined;
        first = false;
        return act(async () => conn[event.deregister](await registered), resolve, reject);
      });
      registered.then(fire).catch(reject);
    });
  },
  listener: async ({ conn, fire }, event, act) => {
    await new Promise((resolve, reject) => {
      const end = async () => void conn.removeAllListeners(event.name);
      let first = true;
      conn.on(event.name, () => {
        if (!first) return undefined;
        first = false;
        return act(end, resolve, reject);
      });
      fire().catch(reject);
    });
  },
  loop: async ({ conn, fire }, event, act) => {
    const events = conn.watch(event.name);
    await fire();
    await events.next();
    await new Promise((resolve, reject) => {
      try {
        act(() => events.return(), resolve, reject);
      } catch {
        resolve();
      }
    });
  },
};

/** What is done there. */
const ACTS = {
  calls:
    ({ conn, domain }) =>
    (end, resolve, reject) => {
      Promise.all([domain.getXMLDesc(), conn.listAllDomains(), domain.getInfo()]).then(
        resolve,
        reject,
      );
    },
  ends: () => (end, resolve, reject) => {
    end().then(resolve, reject);
  },
  closes:
    ({ conn }) =>
    (end, resolve, reject) => {
      conn.close().then(resolve, reject);
    },
  'ends and closes':
    ({ conn }) =>
    (end, resolve, reject) => {
      Promise.all([end(), conn.close()]).then(resolve, reject);
    },
  throws: () => (end, resolve) => {
    void nextTurn().then(resolve);
    throw new Error('thrown inside');
  },
};

let attempts = 0;
for (const event of EVENTS) {
  for (const way of Object.values(WAYS)) {
    for (const act of Object.values(ACTS)) {
      await within((place) => way(place, event, act(place)));
      attempts += 1;
    }
  }
}
console.log(
  `${attempts} attempts, ${thrown.filter((each) => each === 'thrown inside').length} thrown`,
);
