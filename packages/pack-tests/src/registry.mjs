// A package registry on loopback, which has only what is published to it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { provideTool } from './tools.mjs';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const configuration = `
storage: ./storage
web:
  enable: false
packages:
  '@libvirt/*':
    access: $all
    publish: $all
max_body_size: 100mb
log: { type: stdout, format: pretty, level: warn }
`;

async function waitUntilUp(url, child, output) {
  while (child.exitCode === null) {
    const isUp = await fetch(`${url}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await wait(100);
  }
  throw new Error(`The registry exited:\n${output.join('')}`);
}

/** Starts a registry. `publish` takes the path of a tarball. */
export async function startRegistry() {
  const folder = mkdtempSync(join(tmpdir(), 'libvirt-registry-'));
  writeFileSync(join(folder, 'config.yaml'), configuration);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const child = spawn(
    process.execPath,
    [
      join(provideTool('verdaccio'), 'bin/verdaccio'),
      '--config',
      'config.yaml',
      '--listen',
      `127.0.0.1:${port}`,
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => output.push(text));
  }
  await waitUntilUp(url, child, output);

  function publish(tarball, ...options) {
    const { status, stderr } = spawnSync(
      'npm',
      [
        'publish',
        tarball,
        '--ignore-scripts',
        `--@libvirt:registry=${url}`,
        `--//127.0.0.1:${port}/:_authToken=anybody`,
        ...options,
      ],
      { encoding: 'utf8', cwd: folder },
    );
    if (status !== 0) throw new Error(`npm publish ${tarball}:\n${stderr}\n${output.join('')}`);
  }

  async function stop() {
    child.kill();
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }

  return { url, publish, stop };
}
