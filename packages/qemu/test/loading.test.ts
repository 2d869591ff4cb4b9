import { qemuMonitorCommand } from '@libvirt/qemu';
import { expect, test } from 'vitest';
import { loadedLibraries, withDomain } from './support.js';

test('@libvirt/qemu: the first call loads libvirt-qemu.so, and importing does not', async ({
  skip,
}) => {
  skip(process.platform !== 'linux', 'only Linux lists the libraries of a process');
  await withDomain(async (domain) => {
    await domain.getInfo();
    expect([...loadedLibraries().keys()]).toEqual(['libvirt.so.0']);
    await expect(qemuMonitorCommand(domain, 'info')).rejects.toThrow();
    expect([...loadedLibraries().keys()].sort()).toEqual(['libvirt-qemu.so.0', 'libvirt.so.0']);
  });
});
