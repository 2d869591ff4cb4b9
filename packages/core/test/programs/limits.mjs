// Uses all of core for a while, as its parent process lowers and raises the limits of its threads,
// descriptors and memory. At the end it prints how many promises did not settle, and how many calls took
// effect although they were refused.
// Arguments: milliseconds, and the socket of a daemon if there is one.
import { Connect } from '@libvirt/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { becomeOrdinary, leave } from './limited.mjs';
import { ownHypervisor } from './own-hypervisor.mjs';

const [, , duration, socket] = process.argv;
const daemon = socket === undefined ? ownHypervisor : `test+unix:///default?socket=${socket}`;
const witness = await Connect.open(ownHypervisor);
becomeOrdinary();
process.send('begin');

let pending = 0;
let refused = 0;
let done = 0;
/** Awaits a promise, and counts it as pending until it settles. */
async function follow(promise) {
  pending += 1;
  try {
    return await promise;
  } finally {
    pending -= 1;
  }
}
/** Awaits a promise, and returns whether it was fulfilled; counts both outcomes. */
async function attempt(promise) {
  try {
    await follow(promise);
    done += 1;
    return true;
  } catch {
    refused += 1;
    return false;
  }
}

const end = Date.now() + Number(duration);
async function repeat(round) {
  while (Date.now() < end) {
    await round().catch(() => (refused += 1));
    await sleep(1);
  }
}

let name = 0;
const forbidden = new Set();
const expected = new Set();
await Promise.all([
  // Changes whose effect is checked.
  repeat(async () => {
    const id = `domain-${(name += 1)}`;
    const xml = `<domain type="test"><name>${id}</name><memory>1024</memory><os><type>hvm</type></os></domain>`;
    const defined = await attempt(witness.domainDefineXML(xml).then((domain) => domain.free()));
    (defined ? expected : forbidden).add(id);
    if (!defined) return;
    const undefine = async () => {
      const domain = await witness.lookupDomainByName(id);
      await domain.undefine().finally(() => domain.free());
    };
    if (await attempt(undefine())) expected.delete(id);
  }),
  // Connections that are opened and closed, with their events.
  ...[daemon, ownHypervisor].map((uri) =>
    repeat(async () => {
      const conn = await follow(Connect.open(uri));
      try {
        const events = conn.watch('domain-lifecycle');
        conn.on('close', () => undefined);
        const domain = await follow(conn.lookupDomainByName('test'));
        const next = attempt(events.next());
        await Promise.all([
          attempt(domain.suspend().then(() => domain.resume())),
          ...Array.from({ length: 8 }, () => attempt(domain.getXMLDesc())),
          attempt(conn.getAllDomainStats()),
          attempt(conn.listAllDomains()),
        ]);
        await attempt(events.return());
        await next;
      } finally {
        await attempt(conn.close());
      }
    }),
  ),
  // Streams.
  repeat(async () => {
    const domain = await follow(witness.lookupDomainByName('test'));
    const read = async () => {
      for await (const chunk of domain.createScreenshotStream(0)) void chunk;
    };
    await attempt(read());
    await attempt(domain.free());
  }),
  // Attempts that are aborted.
  repeat(() =>
    follow(Connect.open(daemon, { signal: AbortSignal.timeout(1) }).then((conn) => conn.close())),
  ),
]);
await new Promise((resolve) => {
  process.send('end');
  process.once('message', resolve);
});
await sleep(300);
const present = new Set((await witness.listAllDomains()).map((domain) => domain.getName()));
await witness.close();
console.log('pending:', pending);
console.log('took effect although refused:', [...forbidden].filter((id) => present.has(id)).length);
console.log('did not take effect:', [...expected].filter((id) => !present.has(id)).length);
console.log('worked:', done > 20);
console.error(`${done} done, ${refused} refused`);
leave();
