import {
  DomainModificationImpact,
  DomainProcessSignal,
  DomainShutdownFlagValues,
  DomainState,
  type Connect,
  type Domain,
} from '@libvirt/core';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectory, openLXC, removeDomain, uniqueName, until } from '../src/machines.js';

interface Container {
  readonly conn: Connect;
  readonly domain: Domain;
  readonly name: string;
  /** The directory that is `/mnt` in the container. */
  readonly shared: string;
}

/** A container whose init process is a shell that runs a script. */
function containerXML(name: string, shared: string, script: string): string {
  const text = script.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `
    <domain type='lxc'>
      <name>${name}</name>
      <memory unit='MiB'>64</memory>
      <os><type>exe</type><init>/bin/sh</init><initarg>-c</initarg><initarg>${text}</initarg></os>
      <devices>
        <filesystem type='mount'><source dir='${shared}'/><target dir='/mnt'/></filesystem>
        <console type='pty'/>
      </devices>
    </domain>`;
}

/** Runs a test with a container that is defined for it and removed afterwards. */
async function withContainer(
  script: string,
  use: (container: Container) => Promise<void>,
): Promise<void> {
  await using conn = await openLXC();
  const name = uniqueName('container');
  const shared = makeDirectory();
  await using domain = await conn.domainDefineXML(containerXML(name, shared, script));
  try {
    await use({ conn, domain, name, shared });
  } finally {
    await removeDomain(domain, 0);
  }
}

const FOREVER = 'while true; do sleep 1; done';

test('LXC Domain.create: a process runs in a container', () =>
  withContainer(`echo $$ in $container > /mnt/hello; ${FOREVER}`, async (container) => {
    const { domain, shared } = container;
    await domain.create();
    await until('the process has written', () => existsSync(join(shared, 'hello')));
    expect(readFileSync(join(shared, 'hello'), 'utf8')).toBe('1 in lxc-libvirt\n');
    expect((await domain.getInfo()).state).toBe(DomainState.RUNNING);
    expect(await domain.getOSType()).toBe('exe');
    expect(await domain.isActive()).toBe(true);
    expect(await domain.memoryStats()).not.toEqual([]);
    const [total] = await domain.getCPUStats(-1, 1);
    expect(total!.cpuTime).toBeGreaterThan(0n);
  }));

test("LXC Domain.isActive: false once the container's init process has exited", () =>
  withContainer('until [ -e /mnt/done ]; do sleep 0.1; done', async ({ domain, shared }) => {
    await domain.create();
    writeFileSync(join(shared, 'done'), '');
    await until('the container is off', async () => !(await domain.isActive()));
  }));

test('LXC Domain.suspend, resume: freeze and thaw a container', () =>
  withContainer('while true; do echo >> /mnt/ticks; sleep 0.05; done', async (container) => {
    const { domain, shared } = container;
    await domain.create();
    const ticks = () =>
      existsSync(join(shared, 'ticks')) ? readFileSync(join(shared, 'ticks')).length : 0;
    await until('it ticks', () => ticks() > 0);
    await domain.suspend();
    expect((await domain.getState()).state).toBe(DomainState.PAUSED);
    const frozen = ticks();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(ticks()).toBe(frozen);
    await domain.resume();
    await until('it ticks again', () => ticks() > frozen);
  }));

test('LXC Domain.sendProcessSignal: signals the init process of a container', () =>
  withContainer(
    `trap 'echo > /mnt/hup' HUP; trap 'exit 0' TERM; echo > /mnt/ready; ${FOREVER.replace('sleep 1', 'sleep 0.1')}`,
    async ({ domain, shared }) => {
      await domain.create();
      await until('it is ready', () => existsSync(join(shared, 'ready')));
      await domain.sendProcessSignal(1, DomainProcessSignal.HUP);
      await until('the signal has arrived', () => existsSync(join(shared, 'hup')));
      await domain.shutdownFlags(DomainShutdownFlagValues.SIGNAL);
      await until('the container is off', async () => !(await domain.isActive()));
    },
  ));

test('LXC Domain.createWithFiles: passes open files to the init process', () =>
  withContainer(`cat <&3 > /mnt/copy; ${FOREVER}`, async ({ conn, domain, shared, name }) => {
    const source = join(shared, 'source');
    writeFileSync(source, 'passed on');
    const copied = () =>
      existsSync(join(shared, 'copy')) && readFileSync(join(shared, 'copy'), 'utf8');
    const file = openSync(source, 'r');
    try {
      await domain.createWithFiles([file]);
    } finally {
      closeSync(file);
    }
    await until('the file is copied', () => copied() === 'passed on');

    writeFileSync(source, 'passed again');
    const again = openSync(source, 'r');
    const xml = containerXML(`${name}-transient`, shared, `cat <&3 > /mnt/copy; ${FOREVER}`);
    try {
      await using transient = await conn.domainCreateXMLWithFiles(xml, [again]);
      await until('the file is copied again', () => copied() === 'passed again');
      await transient.destroy();
    } finally {
      closeSync(again);
    }
  }));

test('LXC Domain.setMemoryParameters, setSchedulerParameters, getBlkioParameters: limit a container', () =>
  withContainer(FOREVER, async ({ domain }) => {
    await domain.create();
    const { LIVE } = DomainModificationImpact;
    await domain.setMemoryParameters({ hardLimit: 100_000n }, LIVE);
    expect(await domain.getMemoryParameters(LIVE)).toMatchObject({ hardLimit: 100_000n });
    await domain.setMemory(60_000);
    expect((await domain.getMemoryParameters(LIVE)).hardLimit).toBe(60_000n);
    await domain.setSchedulerParameters({ cpuShares: 300n });
    expect(await domain.getSchedulerParameters()).toMatchObject({ cpuShares: 300n });
    expect(await domain.getBlkioParameters()).toEqual(expect.any(Object));
  }));
