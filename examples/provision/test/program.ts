import type { Connect } from '@libvirt/core';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Runs the program; kills it as soon as it has printed a line with a text. */
export async function run(args: readonly string[], killAt?: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (killAt !== undefined && line.includes(killAt)) child.kill('SIGKILL');
  }
  await ended;
  return { code: child.exitCode, lines };
}

/** Lists which kinds of objects with a name there are. */
export async function listOurs(conn: Connect, name: string): Promise<string[]> {
  const lists = {
    machine: await conn.listAllDomains(),
    network: await conn.listAllNetworks(),
    pool: await conn.listAllStoragePools(),
  };
  return Object.entries(lists)
    .filter(([, objects]) => objects.some((object) => object.getName() === name))
    .map(([kind]) => kind);
}
