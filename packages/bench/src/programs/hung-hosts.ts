// Times operations while calls of Connect.open() hang on a host that accepts connections and never
// answers.
import { Connect } from '@libvirt/core';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { HungHostsOptions, HungHostsResult } from '../scenarios/hung-hosts.js';

const options = JSON.parse(process.argv[2]!) as HungHostsOptions;

let connections = 0;
let pending = 0;

async function hang(): Promise<void> {
  const listener = createServer({ pauseOnConnect: true }, () => (connections += 1));
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const { port } = listener.address() as AddressInfo;
  const settled = () => {
    pending -= 1;
  };
  for (let open = 0; open < options.opens; open += 1) {
    pending += 1;
    const path = options.uris === 1 ? 'system' : `system-${open % options.uris}`;
    Connect.open(`qemu+tcp://127.0.0.1:${port}/${path}`).then(settled, settled);
  }

  // Until no more connections arrive: attempts to open one URI wait for each other.
  for (let before = -1; connections === 0 || connections !== before;) {
    before = connections;
    await delay(250);
  }
}

/** Returns the number of threads of this process, or null if the system does not show it. */
function countThreads(): number | null {
  return existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : null;
}

const healthy = await Connect.open('test:///default');
const domain = await healthy.lookupDomainByName('test');
const operations: Readonly<Record<string, () => Promise<unknown>>> = {
  'fs.readFile': () => readFile(fileURLToPath(import.meta.url)),
  'dns.lookup': () => dns.lookup('localhost'),
  'domain.getInfo': () => domain.getInfo(),
};

async function measure(rounds: number): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, operation] of Object.entries(operations)) {
      const start = performance.now();
      await operation();
      (times[name] ??= []).push((performance.now() - start) * 1000);
    }
  }
  return times;
}

if (options.opens > 0) await hang();
await measure(Math.ceil(options.rounds / 10));
const pendingBefore = pending;
const microseconds = await measure(options.rounds);
const result: HungHostsResult = {
  microseconds,
  threads: countThreads(),
  connections,
  pendingBefore,
  pendingAfter: pending,
};
// Hung calls would keep the process alive; exit once the output is written.
process.stdout.write(JSON.stringify(result), () => process.exit());
