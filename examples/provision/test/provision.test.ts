import { Connect } from '@libvirt/core';
import { Daemon, needLibvirtd } from '@libvirt/testing';
import { describe, expect, it } from 'vitest';
import { drawBar, withProgress } from '../src/progress.js';
import { listOurs, run } from './program.js';

const name = 'example-provision';
const made: unknown[] = [
  `pool ${name} in /var/lib/libvirt/images/${name}`,
  `network ${name} with 192.168.150.0/24`,
  `machine ${name} started`,
  expect.stringMatching(`machine ${name} has the address 192.168.150.\\d+`),
  'snapshot fresh taken',
];
const removed = ['machine', 'network', 'pool'].map((kind) => `${kind} ${name} removed`);

describe('provision', () => {
  it("makes and removes everything on libvirt's test driver", async () => {
    expect(await run([])).toEqual({ code: 0, lines: [...made, ...removed] });
  });

  it('works again wherever it was killed, and leaves everything with --keep', async (context) => {
    needLibvirtd(context);
    await using daemon = await Daemon.start();
    const uri = daemon.uri('test', '/default');
    // The test driver keeps its objects while somebody is connected.
    await using conn = await Connect.open(uri);
    for (const line of ['pool', 'network', 'started', 'has the address', 'taken']) {
      await run([uri], line);
      expect(await listOurs(conn, name), line).toContain('pool');
    }
    expect(await run([uri])).toEqual({ code: 0, lines: [...removed, ...made, ...removed] });
    expect(await listOurs(conn, name)).toEqual([]);

    expect(await run([uri, '--keep'])).toEqual({ code: 0, lines: made });
    expect(await listOurs(conn, name)).toEqual(['machine', 'network', 'pool']);
  });
});

describe('withProgress', () => {
  it('passes all data on', async () => {
    const passed: Uint8Array[] = [];
    const step = withProgress('disk', 3);
    for await (const chunk of step([Buffer.from('ab'), Buffer.from('c')])) passed.push(chunk);
    expect(Buffer.concat(passed).toString()).toBe('abc');
  });
});

describe('drawBar', () => {
  it('is as full as the fraction', () => {
    expect(drawBar(0)).toBe(`[${' '.repeat(40)}]   0 %`);
    expect(drawBar(0.5)).toBe(`[${'#'.repeat(20)}${' '.repeat(20)}]  50 %`);
    expect(drawBar(1)).toBe(`[${'#'.repeat(40)}] 100 %`);
  });
});
