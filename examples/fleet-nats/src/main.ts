// Starts NATS and three workers, prints the logs of all hosts, kills a worker, and shows how the others
// take its hosts. The hosts are the URIs that are given, by default six of libvirt's test driver.
import { connect } from '@nats-io/transport-node';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { follow, share } from './log.js';
import { startNatsServer } from './nats-server.js';
import type { Command, Reply } from './supervisor.js';

const TTL = 3000;
const given = process.argv.slice(2);
const uris = given.length > 0 ? given : Array.from({ length: 6 }, () => 'test:///default');
const hosts = uris.map((uri, index) => `host${index + 1}=${uri}`);

const server = await startNatsServer();
const program = fileURLToPath(new URL('worker.ts', import.meta.url));
const workers = ['a', 'b', 'c'].map((name) => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', program, server.url, name, String(TTL), ...hosts],
    { stdio: 'inherit' },
  );
  return { name, child, exited: once(child, 'exit') };
});
const nc = await connect({ servers: server.url });
const { js } = await share(nc, TTL);

const holders = new Map<string, string>();
let killed: string | undefined;
for await (const { host, sequence, entry } of follow(js)) {
  const { worker } = entry;
  const what = entry.type === 'event' ? `${entry.domain} ${entry.event}` : `gap: ${entry.reason}`;
  console.log(`${sequence} ${host} (worker ${worker}): ${what}`);
  if (entry.type === 'gap') holders.set(host, worker);
  if (killed !== undefined && ![...holders.values()].includes(killed)) break;
  if (killed !== undefined || holders.size < uris.length) continue;

  const command: Command = { do: 'list' };
  const reply = await nc.request(`commands.${host}`, JSON.stringify(command));
  console.log(`${host} has`, reply.json<Reply>());
  killed = worker;
  console.log(`killing worker ${killed}`);
  workers.find(({ name }) => name === killed)?.child.kill('SIGKILL');
}
console.log('every host has a worker again');
for (const each of workers) each.child.kill();
await Promise.all(workers.map(({ exited }) => exited));
await nc.close();
await server.stop();
