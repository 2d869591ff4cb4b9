// Opens connections through a proxy that delays messages, cuts them in the middle, or goes silent.
import { Connect, isConnectionLost, LibvirtError } from '@libvirt/core';
import { readdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';

const [socket, directory, count, atOnce] = process.argv.slice(2);
const rounds = Number(count);
const random = (below) => Math.floor(Math.random() * below);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Forwards data in one direction, and disturbs it after a random number of bytes. */
function disturb(from, to) {
  const kind = ['nothing', 'delay', 'cut', 'cut', 'cut', 'silence'][random(6)];
  let left = kind === 'nothing' ? Infinity : random(6000);
  from.on('data', (data) => {
    if (data.length < left) {
      left -= data.length;
      to.write(data);
    } else if (kind === 'delay') {
      from.pause();
      setTimeout(() => (to.write(data), from.resume()), random(30));
      left = random(6000);
    } else if (kind === 'cut') {
      to.write(data.subarray(0, left), () => (from.destroy(), to.destroy()));
      left = Infinity;
    } else {
      left = -1;
      // Before keep-alive is set up, nothing detects a silent host.
      setTimeout(() => (from.destroy(), to.destroy()), 4000).unref();
    }
  });
  for (const event of ['close', 'error']) from.on(event, () => to.destroy());
}

const proxy = createServer((client) => {
  const daemon = connect(socket);
  disturb(client, daemon);
  disturb(daemon, client);
}).listen(join(directory, 'proxy'));
await once(proxy, 'listening');

const direct = `test+unix:///default?socket=${socket}`;
const through = `test+unix:///default?socket=${join(directory, 'proxy')}`;
const reference = await Connect.open(direct);
const known = await reference.lookupDomainByName('test');
const expected = [await known.getXMLDesc(), await reference.getHostname()];
const tally = { rounds: 0, answered: 0, failed: 0, wrong: 0, left: 0 };

async function ask(call, right) {
  const given = await call;
  if (given === right) tally.answered += 1;
  else tally.wrong += 1;
}

async function watch(conn) {
  try {
    for await (const event of conn.watch('domain-lifecycle')) void event;
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
  }
}

async function round() {
  const conn = await Connect.open(through, { keepAlive: { interval: 1, count: 1 } });
  let closes = 0;
  conn.on('error', () => undefined);
  conn.on('close', () => (closes += 1));
  // A loss is only reported once the callback is registered.
  await conn.registerCloseCallback(() => undefined);
  await conn.domainEventLifecycleRegister(null, () => undefined);
  let watching;
  try {
    const domain = await conn.lookupDomainByName('test');
    try {
      for (let turn = 0; turn < 3; turn += 1) {
        const calls = Array.from({ length: 1 + random(Number(atOnce)) }, (_, each) =>
          each % 2 ? ask(conn.getHostname(), expected[1]) : ask(domain.getXMLDesc(), expected[0]),
        );
        const settled = await Promise.allSettled(calls);
        const failure = settled.find(({ status }) => status === 'rejected');
        if (failure) throw failure.reason;
      }
    } finally {
      await domain.free();
    }
    // Not together with other calls: each round chooses how many are in flight.
    watching = watch(conn);
  } finally {
    tally.left += await conn.close();
    await watching;
    if (closes !== 1) tally.wrong += 1;
  }
}

async function work() {
  while (tally.rounds < rounds) {
    tally.rounds += 1;
    try {
      await round();
    } catch (error) {
      if (!(error instanceof LibvirtError)) throw error;
      tally.failed += 1;
    }
  }
}

await Promise.all(Array.from({ length: 40 }, work));
await known.free();
tally.left += await reference.close();
// Closes the sockets that belong to the proxy.
proxy.close();
await sleep(50);
const sockets = readdirSync('/proc/self/task').length;
if (sockets > 200) tally.left += sockets;
console.log(JSON.stringify(tally));
process.exit();
