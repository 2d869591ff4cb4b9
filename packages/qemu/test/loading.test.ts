import { qemuMonitorCommand } from '@libvirt/qemu';
import { expect, test } from 'vitest';
import { loadedLibraries, withDomain } from './support.js';

test('libvirt-qemu is opened by the first call that needs it, and not before', async ({ skip }) => {
  skip(process.platform !== 'linux', 'only Linux tells what a process has loaded');
  await withDomain(async (domain) => {
    await domain.getInfo();
    expect([...loadedLibraries().keys()]).toEqual(['libvirt.so.0']);
    await expect(qemuMonitorCommand(domain, 'info')).rejects.toThrow();
    expect([...loadedLibraries().keys()].sort()).toEqual(['libvirt-qemu.so.0', 'libvirt.so.0']);
  });
});
