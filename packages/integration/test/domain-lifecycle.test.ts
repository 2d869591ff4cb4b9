import {
  DomainCreateFlags,
  DomainDefineFlags,
  DomainDestroyFlagsValues,
  DomainLifecycle,
  DomainLifecycleAction,
  DomainMetadataType,
  DomainModificationImpact,
  DomainRebootFlagValues,
  DomainShutdownFlagValues,
  DomainState,
  DomainXMLFlags,
  DomainControlState,
  NodeSuspendTarget,
  DomainMessageType,
} from '@libvirt/core';
import { openSync, closeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Command } from '../src/boot-sector.js';
import {
  needsLibvirt,
  openQEMU,
  planMachine,
  removeDomain,
  uniqueName,
  until,
  withDefinedMachine,
  withMachine,
  withTransientMachine,
} from '../src/machines.js';

const isOff = (domain: { isActive(): Promise<boolean> }) => async () => !(await domain.isActive());

test('Domain.create: the guest boots and echoes on its serial port', () =>
  withMachine({}, async ({ conn, domain, guest, name }) => {
    using serial = await guest();
    serial.send('hello');
    await serial.receive('hello');

    const info = await domain.getInfo();
    expect(info).toMatchObject({ state: DomainState.RUNNING, maxMem: 16384n, nrVirtCpu: 1 });
    expect(info.cpuTime).toBeGreaterThan(0n);
    expect((await domain.getState()).state).toBe(DomainState.RUNNING);
    expect(await domain.getControlInfo()).toMatchObject({ state: DomainControlState.OK });
    expect(await domain.getOSType()).toBe('hvm');
    expect(await domain.isActive()).toBe(true);
    expect(await domain.isPersistent()).toBe(true);
    expect(await domain.isUpdated()).toBe(false);

    const id = domain.getID()!;
    expect(id).toBeGreaterThan(0);
    await using byId = await conn.lookupDomainById(id);
    await using byName = await conn.lookupDomainByName(name);
    await using byUUID = await conn.lookupDomainByUUID(domain.getUUID());
    await using byUUIDString = await conn.lookupDomainByUUIDString(domain.getUUIDString());
    const names = [byId, byName, byUUID, byUUIDString].map((found) => found.getName());
    expect(new Set(names)).toEqual(new Set([domain.getName()]));
    expect(await conn.listDomains()).toContain(id);
    expect(await conn.numOfDomains()).toBeGreaterThan(0);
    expect(domain.domainGetConnect()).toBe(conn);
  }));

test('Domain.shutdown: the guest powers off on an ACPI request', () =>
  withMachine({}, async ({ domain, boots }) => {
    await boots();
    await domain.shutdown();
    await until('the domain is off', isOff(domain));

    await domain.createWithFlags(DomainCreateFlags.START_PAUSED);
    expect((await domain.getState()).state).toBe(DomainState.PAUSED);
    await domain.resume();
    await boots();
    await domain.shutdownFlags(DomainShutdownFlagValues.ACPI_POWER_BTN);
    await until('the domain is off again', isOff(domain));
  }));

test('Domain.isActive: false once the guest has powered itself off', () =>
  withMachine({}, async ({ domain, guest }) => {
    using serial = await guest();
    serial.send(Command.POWER_OFF);
    await until('the domain is off', isOff(domain));
  }));

test('Domain.suspend, resume: the guest stops and continues', () =>
  withMachine({}, async ({ domain, guest }) => {
    using serial = await guest();
    await domain.suspend();
    expect((await domain.getState()).state).toBe(DomainState.PAUSED);
    serial.send('late');
    await domain.resume();
    await serial.receive('late');
  }));

test('Domain.reset: restarts the guest', () =>
  withMachine({}, async ({ domain, guest }) => {
    using serial = await guest();
    await domain.reset();
    await serial.receive('ready');
  }));

test('Domain.reboot: by ACPI, powers the guest off and on', () =>
  withMachine({}, async ({ domain, guest }) => {
    using serial = await guest();
    await domain.reboot(DomainRebootFlagValues.ACPI_POWER_BTN);
    await serial.receive('ready');
    expect(await domain.isActive()).toBe(true);
  }));

test('Domain.pmWakeup: wakes a guest that sleeps (ACPI S3)', () =>
  withMachine({}, async ({ domain, guest }) => {
    using serial = await guest();
    serial.send(Command.SUSPEND);
    const state = async () => (await domain.getState()).state;
    await until('the guest sleeps', async () => (await state()) === DomainState.PMSUSPENDED);
    await domain.pmWakeup();
    await until('the guest is awake', async () => (await state()) === DomainState.RUNNING);
  }));

test('on_crash: a guest that crashes is handled as its configuration says', () =>
  withDefinedMachine(
    {
      elements: '<on_crash>destroy</on_crash>',
      devices: "<panic model='isa'/>",
    },
    async ({ domain, guest }) => {
      await domain.create();
      await domain.setLifecycleAction(
        DomainLifecycle.CRASH,
        DomainLifecycleAction.PRESERVE,
        DomainModificationImpact.LIVE | DomainModificationImpact.CONFIG,
      );
      expect(await domain.getXMLDesc()).toContain('<on_crash>preserve</on_crash>');
      using serial = await guest();
      serial.send(Command.PANIC);
      const state = async () => (await domain.getState()).state;
      await until('the domain crashed', async () => (await state()) === DomainState.CRASHED);
    },
  ));

test('Domain.pmSuspendForDuration: rejects without a guest agent', () =>
  withMachine({}, async ({ domain }) => {
    const refused = domain.pmSuspendForDuration(NodeSuspendTarget.MEM, 0n);
    await expect(refused).rejects.toMatchObject({ code: 'VIR_ERR_ARGUMENT_UNSUPPORTED' });
  }));

test('Domain.injectNMI, destroyFlags: inject an NMI, and destroy gracefully', () =>
  withMachine({}, async ({ domain, boots }) => {
    await boots();
    await domain.injectNMI();
    await domain.destroyFlags(DomainDestroyFlagsValues.GRACEFUL);
    expect(await domain.isActive()).toBe(false);
  }));

test('Connect.domainCreateXML: a transient domain vanishes when it stops', () =>
  withTransientMachine({}, async ({ conn, domain, guest, name }) => {
    using serial = await guest();
    expect(await domain.isPersistent()).toBe(false);
    serial.send(Command.POWER_OFF);
    await until('the domain is gone', async () => {
      const domains = await conn.listAllDomains();
      return domains.every((other) => other.getName() !== name);
    });
  }));

test('Domain.setAutostart, setMetadata, rename, undefine: on a shut-off domain', () =>
  withDefinedMachine({}, async ({ conn, domain, name }) => {
    await domain.setAutostart(true);
    expect(await domain.getAutostart()).toBe(true);
    await domain.setAutostart(false);

    const { CONFIG } = DomainModificationImpact;
    await domain.setMetadata(DomainMetadataType.TITLE, 'A title', null, null, CONFIG);
    expect(await domain.getMetadata(DomainMetadataType.TITLE, null, CONFIG)).toBe('A title');
    const uri = 'http://example.org/ns';
    await domain.setMetadata(DomainMetadataType.ELEMENT, '<note>n</note>', 'ex', uri, CONFIG);
    expect(await domain.getMetadata(DomainMetadataType.ELEMENT, uri, CONFIG)).toContain('note');
    expect(await domain.getXMLDesc(DomainXMLFlags.INACTIVE)).toContain('<title>A title</title>');

    await domain.rename(uniqueName('renamed'));
    expect(await conn.listDefinedDomains()).not.toContain(name);
    expect(await conn.numOfDefinedDomains()).toBeGreaterThan(0);
    await domain.undefine();
    await expect(domain.getInfo()).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN' });
  }));

test('Connect.domainDefineXMLFlags: VALIDATE refuses a wrong document', async () => {
  await using conn = await openQEMU();
  const { xml } = planMachine({ elements: '<nonsense/>' });
  const { VALIDATE } = DomainDefineFlags;
  await expect(conn.domainDefineXMLFlags(xml, VALIDATE)).rejects.toMatchObject({
    code: 'VIR_ERR_XML_INVALID_SCHEMA',
  });
  await using domain = await conn.domainDefineXMLFlags(xml);
  await removeDomain(domain);
});

test('Domain.createWithFiles: the QEMU driver refuses it', () =>
  withDefinedMachine({}, async ({ conn, domain }) => {
    const file = openSync('/dev/null', 'r');
    try {
      // The QEMU driver does not support this; the LXC driver does.
      await expect(domain.createWithFiles([file])).rejects.toMatchObject({
        code: 'VIR_ERR_NO_SUPPORT',
      });
      await expect(conn.domainCreateXMLWithFiles('<domain/>', [file])).rejects.toMatchObject({
        code: 'VIR_ERR_NO_SUPPORT',
      });
    } finally {
      closeSync(file);
    }
  }));

test('Domain.getMessages: reports what taints a domain', () =>
  withMachine({ elements: '', devices: '', label: 'tainted' }, async ({ domain }) => {
    const messages = await domain.getMessages(DomainMessageType.TAINTING);
    expect(messages).toEqual([expect.stringContaining('tainted')]);
  }));

test("Connect.getAllDomainStats: reports each domain's statistics", () =>
  withMachine({}, async ({ conn, domain, name }) => {
    const [one] = await conn.getAllDomainStats([domain]);
    expect(one!.domain.getName()).toBe(name);
    expect(one!.state).toMatchObject({ state: DomainState.RUNNING });
    expect(one!.block).toMatchObject({ 0: { name: 'vda', capacity: 8n * 2n ** 20n } });
    expect(one!.vcpu!.map(({ index }) => index)).toEqual([0]);
    const all = await conn.getAllDomainStats();
    expect(all.map((stats) => stats.domain.getName())).toContain(name);
  }));

test('Domain.setAutostartOnce: starts a domain once with its host', async (context) => {
  await needsLibvirt(context, 11, 2);
  await withDefinedMachine({}, async ({ domain }) => {
    await domain.setAutostartOnce(true);
    expect(await domain.getAutostartOnce()).toBe(true);
  });
});
