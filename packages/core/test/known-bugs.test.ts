// Bugs of other bindings, which must not occur here.
import { Connect, ConnectListAllDomainsFlags, DomainMetadataType } from '@libvirt/core';
import { rmSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { endsWell, runProgram } from './process.js';
import { buildLibvirt } from './stand-in.js';
import { freeing, needLibvirt, TEST_DRIVER, withConnection, withDomain } from './support.js';

test('NodeDevice.getParent can be called twice', () =>
  withConnection(async (conn) => {
    await using device = await conn.lookupDeviceByName('computer');
    const ask = () => device.getParent().catch((error: unknown) => (error as Error).message);
    expect(await ask()).toBe(await ask());
    expect(device.getName()).toBe('computer');
  }));

test('Domain.getID returns undefined for a domain that does not run', () =>
  withDomain(async (domain) => {
    expect(domain.getID()).toBe(1);
    await domain.destroy();
    expect(domain.getID()).toBeUndefined();
    await domain.create();
    expect(domain.getID()).toBeGreaterThan(0);
  }));

test('Connect, Domain: empty arrays are accepted', () =>
  withConnection(async (conn) => {
    await using domain = await conn.lookupDomainByName('test');
    await expect(conn.baselineCPU([])).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' });
    await expect(domain.sendKey(0, 0, [])).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_ARG' });
    expect(await domain.fsFreeze([])).toBe(2);
    expect(await domain.fsThaw([])).toBe(2);
    await expect(conn.getCellsFreeMemory(0, 0)).rejects.toMatchObject({
      code: 'VIR_ERR_INVALID_ARG',
    });
  }));

test('Domain.fsFreeze, fsThaw return the number of file systems', () =>
  withDomain(async (domain) => {
    expect(await domain.fsFreeze(['/', '/boot'])).toBe(2);
    expect(await domain.fsThaw(['/'])).toBe(1);
    expect(await domain.fsThaw([])).toBe(1);
  }));

test('Domain.getDiskErrors returns only the disks with errors', () =>
  withDomain(async (domain) => {
    expect(await domain.getDiskErrors()).toEqual([{ disk: 'vda', error: 1 }]);
  }));

test('Domain.setMetadata: an empty string stays empty, and null becomes NULL', () =>
  withDomain(async (domain) => {
    // libvirt distinguishes the two: the title must not have a namespace, not even an empty one.
    const { TITLE } = DomainMetadataType;
    await expect(domain.getMetadata(TITLE, null)).rejects.toMatchObject({
      code: 'VIR_ERR_NO_DOMAIN_METADATA',
    });
    await expect(domain.getMetadata(TITLE, '')).rejects.toMatchObject({
      code: 'VIR_ERR_INVALID_ARG',
    });
  }));

describe('Connect.listAll…: lists longer than 1,024', () => {
  const count = 1_500;
  const directory = mkdtempSync(join(tmpdir(), 'libvirt-many-'));
  const hypervisor = join(directory, 'many.xml');
  const domain = (index: number) =>
    `<domain type='test'><name>d${index}</name><memory>1024</memory><os><type>hvm</type></os></domain>`;
  writeFileSync(
    hypervisor,
    `<node>${Array.from({ length: count }, (_, i) => domain(i)).join('')}</node>`,
  );
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test('is complete from every list function', async () => {
    const conn = await Connect.open(`test://${hypervisor}`);
    const domains = await conn.listAllDomains();
    expect(new Set(domains.map((each) => each.getName())).size).toBe(count);
    expect(new Set(await conn.listDomains()).size).toBe(count);
    await Promise.all(domains.map((each) => each.destroy()));
    expect(new Set(await conn.listDefinedDomains()).size).toBe(count);
    expect(await conn.numOfDefinedDomains()).toBe(count);
    const inactive = await conn.listAllDomains(ConnectListAllDomainsFlags.INACTIVE);
    expect(await freeing(inactive, (each) => each.getID())).toEqual(
      Array.from({ length: count }, () => undefined),
    );
    await freeing(domains, () => undefined);
    expect(await conn.close()).toBe(0);
  });

  test('Connect.getAllDomainStats has the statistics of every domain', async (context) => {
    await needLibvirt(context, TEST_DRIVER);
    const conn = await Connect.open(`test://${hypervisor}`);
    const statistics = await conn.getAllDomainStats();
    expect(new Set(statistics.map((each) => each.domain.getName())).size).toBe(count);
    expect(statistics.every((each) => each.state?.state === 1)).toBe(true);
    await freeing(
      statistics.map((each) => each.domain),
      () => undefined,
    );
    expect(await conn.close()).toBe(0);
  });
});

describe('Domain.getFSInfo: a file system on several devices', () => {
  // The struct is libvirt's; libvirt's own function frees every part of it.
  const directory = buildLibvirt('9.0.0', {
    virDomainGetFSInfo: `
#include <string.h>
struct file_system { char *mountpoint, *name, *fstype; size_t count; char **aliases; };
int virDomainGetFSInfo(void *domain, struct file_system ***info, unsigned int flags) {
  (void)domain; (void)flags;
  *info = calloc(2, sizeof(**info));
  for (int index = 0; index < 2; ++index) {
    struct file_system *each = (*info)[index] = calloc(1, sizeof(*each));
    each->mountpoint = strdup(index ? "/srv" : "/");
    each->name = strdup(index ? "md0" : "vda1");
    each->fstype = strdup("ext4");
    each->count = index ? 3 : 0;
    each->aliases = index ? calloc(3, sizeof(char *)) : NULL;
    for (size_t alias = 0; alias < each->count; ++alias) {
      char name[] = "vdb";
      name[2] += alias;
      each->aliases[alias] = strdup(name);
    }
  }
  return 2;
}`,
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test('has all their aliases', async () => {
    const ended = await runProgram('file-systems.mjs', { env: { LIBVIRT_LIBRARY_DIR: directory } });
    expect(ended).toEqual(endsWell(ended.stdout));
    expect(JSON.parse(ended.stdout)).toEqual([
      expect.objectContaining({ mountPoint: '/', devAlias: [] }),
      expect.objectContaining({ mountPoint: '/srv', devAlias: ['vdb', 'vdc', 'vdd'] }),
    ]);
  });
});
