import { Connect } from '@libvirt/core';
import { Host } from '@libvirt/fleet';
import { makeLinuxImage, whyNoLinux } from '@libvirt/testing';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { provision, remove } from '../src/provision.js';
import { listOurs, run } from '../test/program.js';

const name = `integration-provision-${process.pid}`;
const subnet = `10.201.${process.pid % 250}`;
const userData = '#!/bin/sh\nwhile :; do echo seeded; sleep 1; done\n';

/** Skips where there is no QEMU or no Linux for it; else makes the files that the program needs. */
function prepare({ skip }: TestContext) {
  const uri = process.env['LIBVIRT_INTEGRATION_QEMU_URI'];
  if (uri === undefined) skip('LIBVIRT_INTEGRATION_QEMU_URI names no QEMU');
  const reason = whyNoLinux();
  if (reason !== undefined) skip(reason);
  const folder = mkdtempSync(join(process.env['LIBVIRT_INTEGRATION_DIRECTORY']!, 'provision-'));
  const [image, seed] = [join(folder, 'linux.qcow2'), join(folder, 'user-data')];
  makeLinuxImage(image);
  writeFileSync(seed, userData);
  const directory = join(folder, 'pool');
  const plan = { name, subnet, memory: 128, image, userData, directory, emulate: true };
  const files = ['--image', image, '--user-data', seed, '--directory', directory, '--emulate'];
  const args = [uri!, '--name', name, '--subnet', subnet, '--memory', '128', ...files];
  return { uri: uri!, plan, args };
}

test('provision: a machine with an address that runs its seed and returns to its snapshot', async (context) => {
  const { uri, plan } = prepare(context);
  await using host = new Host(uri);
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  try {
    const { domain, address } = await provision(host, plan, log);
    expect(address.addr.startsWith(`${subnet}.`)).toBe(true);
    await domain.run(async (machine) => {
      const console = machine.createConsoleStream();
      let shown = '';
      while (!shown.includes('seeded')) {
        const [chunk] = (await once(console, 'data')) as [Buffer];
        shown += chunk.toString();
      }
      console.destroy();
      const [snapshot] = await machine.listAllSnapshots();
      await machine.destroy();
      await snapshot!.revertToSnapshot();
      expect(await machine.isActive()).toBe(true);
    });
  } finally {
    await host.run((conn) => remove(conn, plan, log));
  }
  expect(lines.slice(-3)).toEqual(
    ['machine', 'network', 'pool'].map((kind) => `${kind} ${name} removed`),
  );
});

test('provision: works again after it was killed, and twice in a row', async (context) => {
  const { uri, args } = prepare(context);
  await using conn = await Connect.open(uri);
  for (const line of ['volume root', 'started', 'has the address']) {
    await run(args, line);
    expect(await listOurs(conn, name)).not.toEqual([]);
  }
  for (let time = 0; time < 2; time++) {
    const { code, lines } = await run(args);
    expect(code, lines.join('\n')).toBe(0);
    expect(lines).toContain('snapshot fresh taken');
    expect(await listOurs(conn, name)).toEqual([]);
  }
}, 300_000);
