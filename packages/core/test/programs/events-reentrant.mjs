// In the callback, listener and loop of every event, while more events arrive: calls the API, ends the
// registration, closes the connection, throws. There must be no hang, and no event afterwards.
import { Connect } from '@libvirt/core';
import { EVENTS } from './event-names.mjs';
import { setImmediate as nextTurn } from 'node:timers/promises';

const ROUNDS = 20;
const thrown = [];
process.on('uncaughtException', (error) => thrown.push(error.message));

/** Makes an attempt on a new connection, with a function that fires more events. */
async function withConnection(attempt) {
  const conn = await Connect.open('test:///default');
  const domain = await conn.lookupDomainByName('test');
  const fire = () => domain.migrateSetMaxSpeed(ROUNDS);
  await attempt({ conn, domain, fire });
  if (!conn.closed) await conn.close();
}

/** Does something on the first event, in each form of events; resolves when it is done. */
const FORMS = {
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

/** What to do on the event. */
const ACTIONS = {
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
  for (const form of Object.values(FORMS)) {
    for (const action of Object.values(ACTIONS)) {
      await withConnection((place) => form(place, event, action(place)));
      attempts += 1;
    }
  }
}
console.log(
  `${attempts} attempts, ${thrown.filter((each) => each === 'thrown inside').length} thrown`,
);
