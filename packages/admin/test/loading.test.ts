import { admGetVersion } from '@libvirt/admin';
import { Connect, getVersion } from '@libvirt/core';
import { expect, test } from 'vitest';
import { loadedLibraries } from './support.js';

test('the first call of @libvirt/admin loads libvirt-admin.so, and importing it does not', async ({
  skip,
}) => {
  skip(process.platform !== 'linux', 'only Linux lists the libraries of a process');
  await using conn = await Connect.open('test:///default');
  await conn.getHostname();
  expect([...loadedLibraries().keys()]).toEqual(['libvirt.so.0']);
  expect(await admGetVersion()).toBe(await getVersion());
  expect([...loadedLibraries().keys()].sort()).toEqual(['libvirt-admin.so.0', 'libvirt.so.0']);
});
