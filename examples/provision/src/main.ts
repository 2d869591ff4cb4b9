// Makes a machine with all that it needs, shows its address, and removes everything again. What an
// earlier run has left, because it was killed, is removed first.
import { Host } from '@libvirt/fleet';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Plan } from './definitions.js';
import { provision, remove } from './provision.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    image: { type: 'string' },
    'user-data': { type: 'string' },
    name: { type: 'string', default: 'example-provision' },
    directory: { type: 'string', default: '/var/lib/libvirt/images/example-provision' },
    subnet: { type: 'string', default: '192.168.150' },
    memory: { type: 'string', default: '512' },
    emulate: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const { 'user-data': userData, memory, keep, ...rest } = values;
const plan: Plan = {
  ...rest,
  userData: userData === undefined ? undefined : await readFile(userData, 'utf8'),
  memory: Number(memory),
};
const log = (line: string) => {
  console.log(line);
};

// Ctrl+C ends the waits, and everything is removed.
const interrupted = new AbortController();
process.once('SIGINT', () => {
  interrupted.abort(new Error('interrupted'));
});

await using host = new Host(positionals[0] ?? 'test:///default');
await host.until('connected', { timeout: 30_000 });
const clean = () => host.run((conn) => remove(conn, plan, log));
await clean();
try {
  await provision(host, plan, log, interrupted.signal);
} finally {
  if (!keep) await clean();
}
