// Starts Debian's nats-server with JetStream, on a port and in a directory of its own.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const hasNatsServer = (): boolean => spawnSync('nats-server', ['--version']).status === 0;

/** Resolves to the server's URL once it accepts connections. */
export async function startNatsServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  if (!hasNatsServer()) {
    throw new Error('nats-server is not installed: sudo apt-get install nats-server');
  }
  const directory = mkdtempSync(join(tmpdir(), 'nats-'));
  const server = spawn('nats-server', ['-a', '127.0.0.1', '-p', '-1', '-js', '-sd', directory], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => server.once('close', resolve));
  const kill = () => {
    server.kill();
  };
  process.once('exit', kill);
  let url = '';
  for await (const line of createInterface(server.stderr)) {
    url = /client connections on (\S+)/.exec(line)?.[1] ?? url;
    if (line.endsWith('Server is ready')) break;
  }
  if (url === '') throw new Error('nats-server ended before it was ready');
  server.stderr.resume();
  return {
    url,
    stop: async () => {
      kill();
      await ended;
      process.off('exit', kill);
      rmSync(directory, { recursive: true });
    },
  };
}
