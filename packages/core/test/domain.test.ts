import {
  ConnectListAllDomainsFlags,
  DomainControlState,
  DomainCoreDumpFlags,
  DomainCoreDumpFormat,
  DomainDestroyFlagsValues,
  DomainLifecycle,
  DomainLifecycleAction,
  DomainMemoryFlags,
  DomainMemoryStatTags,
  DomainMetadataType,
  DomainModificationImpact,
  DomainPausedReason,
  DomainProcessSignal,
  DomainRunningReason,
  DomainShutoffReason,
  DomainState,
  DomainVcpuFlags,
  DomainXMLFlags,
  getVersion,
  NodeSuspendTarget,
} from '@libvirt/core';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  namesOf,
  needLibvirt,
  TEST_DRIVER,
  testNamedObject,
  testFlags,
  testUnsupported,
  testWrongArguments,
  withConnection,
  withDomain,
  wrong,
} from './support.js';

const UUID = '2b3f4b4e-9b5b-4c1b-8f6e-0d8a4c9f7a11';
const XML = `
  <domain type='test'>
    <name>lent</name>
    <uuid>${UUID}</uuid>
    <memory>8192</memory>
    <os><type>hvm</type></os>
  </domain>`;

/** Lends the path of a file that does not exist yet. */
async function withPath(use: (path: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'libvirt-domain-'));
  try {
    await use(join(directory, 'file'));
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe('Domain', () => {
  testNamedObject('Domain', {
    withOwner: withConnection,
    make: (conn) => conn.domainDefineXML(XML),
    getters: [
      ['getName', (domain) => [domain.getName(), 'lent']],
      ['getUUIDString', (domain) => [domain.getUUIDString(), UUID]],
      [
        'getUUID',
        (domain) => [Buffer.from(domain.getUUID()).toString('hex'), UUID.replaceAll('-', '')],
      ],
      ['domainGetConnect', (domain, conn) => [domain.domainGetConnect(), conn]],
    ],
    shown: `name: 'lent', uuid: '${UUID}'`,
    invalid: 'VIR_ERR_INVALID_DOMAIN',
  });

  test('getID returns undefined until the domain runs', () =>
    withConnection(async (conn) => {
      await using domain = await conn.domainDefineXML(XML);
      expect(domain.getID()).toBeUndefined();
      await domain.create();
      expect(domain.getID()).toBeGreaterThan(0);
    }));

  test('Connect.lookupDomainByName, ByUUID, ByUUIDString, ByID find it', () =>
    withConnection(async (conn) => {
      await using domain = await conn.domainCreateXML(XML);
      await using byName = await conn.lookupDomainByName('lent');
      await using byUUID = await conn.lookupDomainByUUID(domain.getUUID());
      await using byText = await conn.lookupDomainByUUIDString(UUID);
      await using byID = await conn.lookupDomainById(domain.getID()!);
      expect(byName.getUUIDString()).toBe(UUID);
      expect([byUUID, byText, byID].map((each) => each.getName())).toEqual(Array(3).fill('lent'));
    }));

  test('lookups of an unknown domain reject with VIR_ERR_NO_DOMAIN', () =>
    withConnection(async (conn) => {
      const missing = { code: 'VIR_ERR_NO_DOMAIN' };
      await expect(conn.lookupDomainByName('nobody')).rejects.toMatchObject(missing);
      await expect(conn.lookupDomainByUUIDString(UUID)).rejects.toMatchObject(missing);
      await expect(conn.lookupDomainByUUID(new Uint8Array(16))).rejects.toMatchObject(missing);
      await expect(conn.lookupDomainById(12_345)).rejects.toMatchObject(missing);
    }));

  test('runs through its lifecycle: define, start, suspend, resume, shutdown, undefine', () =>
    withConnection(async (conn) => {
      await using domain = await conn.domainDefineXML(XML);
      expect([await domain.isActive(), await domain.isPersistent()]).toEqual([false, true]);
      expect(await conn.listDefinedDomains()).toEqual(['lent']);
      expect(await conn.numOfDefinedDomains()).toBe(1);

      await domain.create();
      const { RUNNING, PAUSED, SHUTOFF } = DomainState;
      expect(await domain.getState()).toEqual({
        state: RUNNING,
        reason: DomainRunningReason.BOOTED,
      });
      expect(await conn.numOfDomains()).toBe(2);
      expect(await conn.listDomains()).toContain(domain.getID());
      await expect(domain.create()).rejects.toMatchObject({ code: 'VIR_ERR_INTERNAL_ERROR' });

      await domain.suspend();
      expect(await domain.getState()).toEqual({ state: PAUSED, reason: DomainPausedReason.USER });
      await domain.resume();
      expect((await domain.getState()).reason).toBe(DomainRunningReason.UNPAUSED);

      await domain.shutdown();
      expect(await domain.getState()).toEqual({
        state: SHUTOFF,
        reason: DomainShutoffReason.SHUTDOWN,
      });
      await domain.undefine();
      expect(await conn.listDefinedDomains()).toEqual([]);
      await expect(domain.isActive()).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN' });
    }));

  test('a transient domain disappears when it stops', () =>
    withConnection(async (conn) => {
      await using domain = await conn.domainCreateXML(XML);
      expect([await domain.isActive(), await domain.isPersistent()]).toEqual([true, false]);
      await domain.destroy();
      expect(await namesOf(await conn.listAllDomains())).toEqual(['test']);
      await expect(domain.isActive()).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN' });
    }));

  test('createWithFlags, createWithFiles start it, also with no files', () =>
    withConnection(async (conn) => {
      await using domain = await conn.domainDefineXMLFlags(XML);
      await domain.createWithFlags();
      await domain.destroyFlags(DomainDestroyFlagsValues.GRACEFUL);
      await domain.createWithFiles([]);
      expect(await domain.isActive()).toBe(true);
      await domain.destroy();
      await domain.undefineFlags();
      await using transient = await conn.domainCreateXMLWithFiles(XML, []);
      expect(await transient.isPersistent()).toBe(false);
      await transient.destroy();
    }));

  test('Connect.listAllDomains filters by flags', () =>
    withConnection(async (conn) => {
      await using domain = await conn.domainDefineXML(XML);
      expect(domain.getName()).toBe('lent');
      const { ACTIVE, INACTIVE, PAUSED } = ConnectListAllDomainsFlags;
      expect(await namesOf(await conn.listAllDomains())).toEqual(['lent', 'test']);
      expect(await namesOf(await conn.listAllDomains(ACTIVE))).toEqual(['test']);
      expect(await namesOf(await conn.listAllDomains(INACTIVE))).toEqual(['lent']);
      expect(await conn.listAllDomains(PAUSED)).toEqual([]);
    }));

  test('reboot, reset, shutdownFlags', () =>
    withDomain(async (domain) => {
      await domain.reboot();
      await domain.reset();
      expect((await domain.getState()).state).toBe(DomainState.RUNNING);
      await domain.shutdownFlags();
      expect((await domain.getState()).state).toBe(DomainState.SHUTOFF);
    }));

  test('rename changes the name', () =>
    withDomain(async (domain) => {
      await domain.destroy();
      await domain.rename('renamed');
      await using renamed = await domain.domainGetConnect().lookupDomainByName('renamed');
      expect(renamed.getUUIDString()).toBe(domain.getUUIDString());
    }));

  test('setAutostart sets what getAutostart returns', () =>
    withDomain(async (domain) => {
      expect(await domain.getAutostart()).toBe(false);
      await domain.setAutostart(true);
      expect(await domain.getAutostart()).toBe(true);
    }));

  test('getAutostartOnce rejects with the required release on an older libvirt', async ({
    skip,
  }) => {
    skip((await getVersion()) >= 11_002_000, 'libvirt is new enough');
    await withDomain(async (domain) => {
      const refused = (cFunction: string) => ({
        code: 'VIR_ERR_NO_SUPPORT',
        message: expect.stringContaining(`${cFunction} needs libvirt 11.2.0 or newer`) as string,
      });
      await expect(domain.getAutostartOnce()).rejects.toMatchObject(
        refused('virDomainGetAutostartOnce'),
      );
      await expect(domain.setAutostartOnce(true)).rejects.toMatchObject(
        refused('virDomainSetAutostartOnce'),
      );
    });
  });

  test('getInfo, getOSType, isUpdated, getXMLDesc return what it is and uses', () =>
    withDomain(async (domain) => {
      expect(await domain.getInfo()).toEqual({
        state: DomainState.RUNNING,
        maxMem: 8_388_608n,
        memory: 2_097_152n,
        nrVirtCpu: 2,
        cpuTime: expect.any(BigInt) as bigint,
      });
      expect(await domain.getOSType()).toBe('linux');
      expect(await domain.isUpdated()).toBe(false);
      expect(await domain.getXMLDesc(DomainXMLFlags.INACTIVE)).toMatch(/^<domain type='test'>/);
    }));

  test('getControlInfo, getSecurityLabel, getMessages', async (context) => {
    await needLibvirt(context, TEST_DRIVER);
    await withDomain(async (domain) => {
      expect(await domain.getControlInfo()).toEqual({
        state: DomainControlState.OK,
        details: 0,
        stateTime: 0n,
      });
      expect(await domain.getMessages()).toEqual([]);
      expect(await domain.getSecurityLabel()).toEqual({ label: 'libvirt-test', enforcing: true });
    });
  });

  test('getHostname, getTime return the host name and clock of the guest', () =>
    withDomain(async (domain) => {
      expect(await domain.getHostname()).toBe('testhost');
      expect(await domain.getTime()).toEqual({ seconds: 627_319_920n, nseconds: 0 });
      await domain.setTime(627_319_921n, 500);
    }));

  test('setLifecycleAction sets the action on power-off', () =>
    withDomain(async (domain) => {
      await domain.setLifecycleAction(DomainLifecycle.POWEROFF, DomainLifecycleAction.RESTART);
      expect(await domain.getXMLDesc()).toContain('<on_poweroff>restart</on_poweroff>');
    }));

  test('injectNMI, sendProcessSignal', () =>
    withDomain(async (domain) => {
      await domain.injectNMI();
      await domain.sendProcessSignal(1n, DomainProcessSignal.TERM);
      await expect(domain.sendProcessSignal(-1, DomainProcessSignal.TERM)).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_ARG',
      });
    }));

  test('coreDump writes a file', () =>
    withDomain((domain) =>
      withPath(async (path) => {
        await domain.coreDump(path);
        expect((await readFile(path)).length).toBeGreaterThan(0);
        const { RAW, KDUMP_ZLIB } = DomainCoreDumpFormat;
        await expect(domain.coreDumpWithFormat(path, KDUMP_ZLIB)).rejects.toMatchObject({
          code: 'VIR_ERR_OPERATION_UNSUPPORTED',
        });
        await domain.coreDumpWithFormat(path, RAW, DomainCoreDumpFlags.CRASH);
        expect(await domain.getState()).toEqual({
          state: DomainState.SHUTOFF,
          reason: DomainShutoffReason.CRASHED,
        });
      }),
    ));

  test('save writes a file, Connect.domainRestore restores it', () =>
    withDomain((domain) =>
      withPath(async (path) => {
        const conn = domain.domainGetConnect();
        await domain.save(path);
        expect((await domain.getState()).state).toBe(DomainState.SHUTOFF);
        const xml = await conn.domainSaveImageGetXMLDesc(path);
        expect(xml).toContain('<name>test</name>');
        await conn.domainSaveImageDefineXML(path, xml);
        await conn.domainRestore(path);
        expect((await domain.getState()).state).toBe(DomainState.RUNNING);
        await domain.saveFlags(path);
        await conn.domainRestoreFlags(path);
        expect((await domain.getState()).state).toBe(DomainState.RUNNING);
      }),
    ));

  test('managedSave saves it; after managedSaveRemove it boots', () =>
    withDomain(async (domain) => {
      expect(await domain.hasManagedSaveImage()).toBe(false);
      await domain.managedSave();
      expect(await domain.hasManagedSaveImage()).toBe(true);
      await domain.managedSaveRemove();
      expect(await domain.hasManagedSaveImage()).toBe(false);
    }));

  test('setMemory, setMaxMemory set the memory', () =>
    withDomain(async (domain) => {
      await domain.setMemory(1_048_576n);
      expect((await domain.getInfo()).memory).toBe(1_048_576n);
      await domain.setMemoryFlags(524_288, DomainModificationImpact.CONFIG);
      expect((await domain.getInfo()).memory).toBe(1_048_576n);
      await domain.setMemoryStatsPeriod(10);
      await domain.destroy();
      await domain.setMaxMemory(4_194_304);
      expect(await domain.getMaxMemory()).toBe(4_194_304n);
    }));

  test('memoryStats returns the memory use of the guest', () =>
    withDomain(async (domain) => {
      const stats = await domain.memoryStats();
      const { AVAILABLE, LAST_UPDATE, UNUSED } = DomainMemoryStatTags;
      expect(stats).toHaveLength(13);
      expect(stats).toContainEqual({ tag: AVAILABLE, val: 2_097_152n });
      expect(stats).toContainEqual({ tag: UNUSED, val: 1_048_576n });
      expect(stats).toContainEqual({ tag: LAST_UPDATE, val: 627_319_920n });
    }));

  test('memoryPeek returns memory of the guest', () =>
    withDomain(async (domain) => {
      const bytes = new Uint8Array([3, 4, 5, 6]);
      expect(await domain.memoryPeek(3, 4, DomainMemoryFlags.VIRTUAL)).toEqual(bytes);
      expect(await domain.memoryPeek(3n, 4n, DomainMemoryFlags.PHYSICAL)).toEqual(bytes);
      await expect(domain.memoryPeek(0, 4, 0)).rejects.toMatchObject({
        code: 'VIR_ERR_INVALID_ARG',
      });
    }));

  test('setVcpus sets the number of virtual CPUs', () =>
    withDomain(async (domain) => {
      const { CONFIG, MAXIMUM } = DomainVcpuFlags;
      expect(await domain.getMaxVcpus()).toBe(2);
      await domain.setVcpus(1);
      expect(await domain.getVcpusFlags()).toBe(1);
      await domain.setVcpusFlags(4, CONFIG | MAXIMUM);
      expect(await domain.getVcpusFlags(CONFIG | MAXIMUM)).toBe(4);
    }));

  test('setMetadata stores a title, and an element of an application', () =>
    withDomain(async (domain) => {
      const { TITLE, ELEMENT } = DomainMetadataType;
      const missing = { code: 'VIR_ERR_NO_DOMAIN_METADATA' };
      await expect(domain.getMetadata(TITLE)).rejects.toMatchObject(missing);
      await domain.setMetadata(TITLE, 'the title');
      expect(await domain.getMetadata(TITLE)).toBe('the title');
      await domain.setMetadata(TITLE, null);
      await expect(domain.getMetadata(TITLE)).rejects.toMatchObject(missing);
      const uri = 'http://example.com/note';
      await domain.setMetadata(ELEMENT, '<note>x</note>', 'a', uri);
      expect(await domain.getMetadata(ELEMENT, uri)).toBe('<note>x</note>');
    }));

  testUnsupported(withDomain, [
    ['virDomainManagedSaveGetXMLDesc', (domain) => domain.managedSaveGetXMLDesc()],
    ['virDomainManagedSaveDefineXML', (domain) => domain.managedSaveDefineXML('<domain/>')],
    [
      'virDomainPMSuspendForDuration',
      (domain) => domain.pmSuspendForDuration(NodeSuspendTarget.MEM, 0),
    ],
    ['virDomainPMWakeup', (domain) => domain.pmWakeup()],
    ['virDomainFDAssociate', (domain) => domain.fdAssociate('group', [0])],
    ['virDomainGetSecurityLabelList', (domain) => domain.getSecurityLabelList()],
    ['virDomainStartDirtyRateCalc', (domain) => domain.startDirtyRateCalc(1)],
  ]);

  testFlags(withDomain, [
    ['getXMLDesc', (domain, flags) => domain.getXMLDesc(flags)],
    ['getHostname', (domain, flags) => domain.getHostname(flags)],
    ['getTime', (domain, flags) => domain.getTime(flags)],
    ['setTime', (domain, flags) => domain.setTime(1, 0, flags)],
    ['getControlInfo', (domain, flags) => domain.getControlInfo(flags), TEST_DRIVER],
    ['getMessages', (domain, flags) => domain.getMessages(flags), '7.1.0'],
    ['createWithFlags', (domain, flags) => domain.createWithFlags(flags)],
    ['createWithFiles', (domain, flags) => domain.createWithFiles([], flags)],
    ['shutdownFlags', (domain, flags) => domain.shutdownFlags(flags)],
    ['reboot', (domain, flags) => domain.reboot(flags)],
    ['destroyFlags', (domain, flags) => domain.destroyFlags(flags)],
    ['undefineFlags', (domain, flags) => domain.undefineFlags(flags)],
    ['setLifecycleAction', (domain, flags) => domain.setLifecycleAction(0, 1, flags)],
    ['injectNMI', (domain, flags) => domain.injectNMI(flags)],
    ['coreDump', (domain, flags) => domain.coreDump('/nowhere', flags)],
    ['coreDumpWithFormat', (domain, flags) => domain.coreDumpWithFormat('/nowhere', 0, flags)],
    ['saveFlags', (domain, flags) => domain.saveFlags('/nowhere', null, flags)],
    ['managedSave', (domain, flags) => domain.managedSave(flags)],
    ['hasManagedSaveImage', (domain, flags) => domain.hasManagedSaveImage(flags)],
    ['managedSaveRemove', (domain, flags) => domain.managedSaveRemove(flags)],
    ['setMemoryFlags', (domain, flags) => domain.setMemoryFlags(1024, flags)],
    ['setMemoryStatsPeriod', (domain, flags) => domain.setMemoryStatsPeriod(1, flags)],
    ['memoryStats', (domain, flags) => domain.memoryStats(flags)],
    ['getVcpusFlags', (domain, flags) => domain.getVcpusFlags(flags)],
    ['setVcpusFlags', (domain, flags) => domain.setVcpusFlags(1, flags)],
    ['getMetadata', (domain, flags) => domain.getMetadata(1, null, flags)],
    ['setMetadata', (domain, flags) => domain.setMetadata(1, 'x', null, null, flags)],
    ['sendProcessSignal', (domain, flags) => domain.sendProcessSignal(1, 15, flags)],
  ]);

  testWrongArguments(withDomain, [
    ['getControlInfo', 'flags', TypeError, (domain) => domain.getControlInfo(wrong('1'))],
    ['getMessages', 'flags', RangeError, (domain) => domain.getMessages(2 ** 32)],
    ['createWithFiles', 'files', TypeError, (domain) => domain.createWithFiles(wrong(0))],
    [
      'createWithFiles',
      'files\\[0\\]',
      TypeError,
      (domain) => domain.createWithFiles([wrong('0')]),
    ],
    ['createWithFiles', 'flags', RangeError, (domain) => domain.createWithFiles([], 0.5)],
    ['fdAssociate', 'name', TypeError, (domain) => domain.fdAssociate(wrong(1), [])],
    ['fdAssociate', 'fds', TypeError, (domain) => domain.fdAssociate('group', wrong(null))],
    ['fdAssociate', 'flags', TypeError, (domain) => domain.fdAssociate('group', [], wrong('1'))],
    ['setTime', 'seconds', TypeError, (domain) => domain.setTime(wrong('1'), 0)],
    ['setTime', 'nseconds', RangeError, (domain) => domain.setTime(1, -1)],
    ['rename', 'new_name', TypeError, (domain) => domain.rename(wrong(null))],
    ['setLifecycleAction', 'type', RangeError, (domain) => domain.setLifecycleAction(-1, 0)],
    [
      'setLifecycleAction',
      'action',
      TypeError,
      (domain) => domain.setLifecycleAction(0, wrong('0')),
    ],
    ['setLifecycleAction', 'flags', RangeError, (domain) => domain.setLifecycleAction(0, 0, NaN)],
    ['pmSuspendForDuration', 'target', RangeError, (domain) => domain.pmSuspendForDuration(-1, 0)],
    [
      'pmSuspendForDuration',
      'duration',
      RangeError,
      (domain) => domain.pmSuspendForDuration(0, -1n),
    ],
    [
      'pmSuspendForDuration',
      'flags',
      TypeError,
      (domain) => domain.pmSuspendForDuration(0, 0, wrong('1')),
    ],
    ['pmWakeup', 'flags', TypeError, (domain) => domain.pmWakeup(wrong(null))],
    ['injectNMI', 'flags', TypeError, (domain) => domain.injectNMI(wrong('1'))],
    ['coreDump', 'to', TypeError, (domain) => domain.coreDump(wrong(1))],
    ['coreDump', 'flags', RangeError, (domain) => domain.coreDump('/nowhere', 2 ** 32)],
    ['coreDumpWithFormat', 'to', TypeError, (domain) => domain.coreDumpWithFormat(wrong(null), 0)],
    ['coreDumpWithFormat', 'dumpformat', RangeError, (domain) => domain.coreDumpWithFormat('', -1)],
    [
      'coreDumpWithFormat',
      'flags',
      TypeError,
      (domain) => domain.coreDumpWithFormat('', 0, wrong('1')),
    ],
    ['save', 'to', TypeError, (domain) => domain.save(wrong(null))],
    ['saveFlags', 'dxml', TypeError, (domain) => domain.saveFlags('/nowhere', wrong(1))],
    ['memoryStats', 'flags', TypeError, (domain) => domain.memoryStats(wrong('1'))],
    ['memoryPeek', 'start', RangeError, (domain) => domain.memoryPeek(-1, 1, 1)],
    ['memoryPeek', 'size', RangeError, (domain) => domain.memoryPeek(0, 2n ** 31n, 1)],
    ['memoryPeek', 'flags', TypeError, (domain) => domain.memoryPeek(0, 1, wrong(undefined))],
    ['startDirtyRateCalc', 'seconds', RangeError, (domain) => domain.startDirtyRateCalc(2 ** 31)],
    [
      'startDirtyRateCalc',
      'flags',
      TypeError,
      (domain) => domain.startDirtyRateCalc(1, wrong('1')),
    ],
    ['getMetadata', 'type', TypeError, (domain) => domain.getMetadata(wrong('1'))],
    ['getMetadata', 'uri', TypeError, (domain) => domain.getMetadata(2, wrong(1))],
    ['setMetadata', 'metadata', TypeError, (domain) => domain.setMetadata(2, wrong(1))],
    ['setMetadata', 'key', TypeError, (domain) => domain.setMetadata(2, '', wrong(1))],
    [
      'sendProcessSignal',
      'pid_value',
      TypeError,
      (domain) => domain.sendProcessSignal(wrong('1'), 15),
    ],
    ['sendProcessSignal', 'signum', RangeError, (domain) => domain.sendProcessSignal(1, -1)],
    ['sendProcessSignal', 'flags', RangeError, (domain) => domain.sendProcessSignal(1, 15, 0.5)],
  ]);
});
