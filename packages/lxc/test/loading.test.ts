import { lxcOpenNamespace } from '@libvirt/lxc';
import { expect, test } from 'vitest';
import { loadedLibraries, withDomain } from './support.js';

test('@libvirt/lxc: the first call loads libvirt-lxc.so, and importing does not', async ({
  skip,
}) => {
  skip(process.platform !== 'linux', 'only Linux lists the libraries of a process');
  await withDomain(async (domain) => {
    await domain.getInfo();
    expect([...loadedLibraries().keys()]).toEqual(['libvirt.so.0']);
    await expect(lxcOpenNamespace(domain)).rejects.toThrow();
    expect([...loadedLibraries().keys()].sort()).toEqual(['libvirt-lxc.so.0', 'libvirt.so.0']);
  });
});
