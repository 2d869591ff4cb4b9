import {
  DomainCoreDumpFlags,
  DomainCoreDumpFormat,
  DomainMemoryFlags,
  DomainSaveRestoreFlags,
  DomainState,
  DomainXMLFlags,
} from '@libvirt/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withMachine } from '../src/machines.js';

test('Domain.save, Connect.domainRestore: to and from a file', () =>
  withMachine({}, async ({ conn, domain, guest, boots, directory }) => {
    await boots();
    const file = join(directory, 'saved');
    await domain.save(file);
    expect(await domain.isActive()).toBe(false);
    await conn.domainRestore(file);
    expect(await domain.isActive()).toBe(true);
    using serial = await guest();
    serial.send('restored');
    await serial.receive('restored');
  }));

test('Connect.domainSaveImageGetXMLDesc, domainSaveImageDefineXML: read and change a saved image', () =>
  withMachine({}, async ({ conn, domain, directory }) => {
    const file = join(directory, 'saved');
    const xml = await domain.getXMLDesc(DomainXMLFlags.SECURE | DomainXMLFlags.MIGRATABLE);
    const named = (title: string) => xml.replace('<memory', `<title>${title}</title><memory`);
    const { PAUSED, RUNNING } = DomainSaveRestoreFlags;
    await domain.saveFlags(file, named('one'), PAUSED);
    expect(await conn.domainSaveImageGetXMLDesc(file)).toContain('<title>one</title>');
    await conn.domainSaveImageDefineXML(file, named('two'), PAUSED);
    expect(await conn.domainSaveImageGetXMLDesc(file)).toContain('<title>two</title>');
    await conn.domainRestoreFlags(file, named('three'));
    expect((await domain.getState()).state).toBe(DomainState.PAUSED);
    expect(await domain.getXMLDesc()).toContain('<title>three</title>');

    await domain.saveParams({ file }, RUNNING);
    await conn.domainRestoreParams({ file, dxml: named('four') });
    expect((await domain.getState()).state).toBe(DomainState.RUNNING);
    expect(await domain.getXMLDesc()).toContain('<title>four</title>');
  }));

test('Domain.managedSave: the domain continues where it was', () =>
  withMachine({}, async ({ domain, guest, boots }) => {
    await boots();
    expect(await domain.hasManagedSaveImage()).toBe(false);
    await domain.managedSave();
    expect(await domain.hasManagedSaveImage()).toBe(true);
    const xml = await domain.managedSaveGetXMLDesc();
    await domain.managedSaveDefineXML(xml.replace('<memory', '<title>kept</title><memory'));
    await domain.create();
    expect(await domain.hasManagedSaveImage()).toBe(false);
    expect(await domain.getXMLDesc()).toContain('<title>kept</title>');
    using serial = await guest();
    serial.send('kept');
    await serial.receive('kept');

    await domain.managedSave();
    await domain.managedSaveRemove();
    expect(await domain.hasManagedSaveImage()).toBe(false);
  }));

test('Domain.coreDump, memoryPeek: dump and read guest memory', () =>
  withMachine({}, async ({ domain, boots, directory }) => {
    await boots();
    const peeked = await domain.memoryPeek(0x7c00, 512, DomainMemoryFlags.PHYSICAL);
    expect(Buffer.from(peeked.subarray(510))).toEqual(Buffer.from([0x55, 0xaa]));

    const elf = join(directory, 'core.elf');
    await domain.coreDump(elf, DomainCoreDumpFlags.MEMORY_ONLY);
    const raw = join(directory, 'core.raw');
    const { MEMORY_ONLY, RESET } = DomainCoreDumpFlags;
    await domain.coreDumpWithFormat(raw, DomainCoreDumpFormat.RAW, MEMORY_ONLY | RESET);
    for (const file of [elf, raw]) {
      const dump = readFileSync(file);
      expect(dump.subarray(1, 4).toString()).toBe('ELF');
      expect(dump.includes(Buffer.from(peeked))).toBe(true);
    }
  }));
