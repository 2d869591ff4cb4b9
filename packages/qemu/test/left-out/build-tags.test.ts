// Run by native/scripts/test-build-tags.mjs with an addon that was built --without-qemu.
import { Connect, LibvirtError } from '@libvirt/core';
import {
  domainQemuAttach,
  domainQemuMonitorEventRegister,
  qemuAgentCommand,
  qemuMonitorCommand,
  qemuMonitorCommandWithFiles,
} from '@libvirt/qemu';
import { expect, test } from 'vitest';

const addon = process.env['LIBVIRT_NATIVE_ADDON'];

test('@libvirt/qemu: an addon built --without-qemu rejects every QEMU function and names the build', async () => {
  const conn = await Connect.open('test:///default');
  const domain = await conn.lookupDomainByName('test');
  const calls: readonly (readonly [string, Promise<unknown>])[] = [
    ['virDomainQemuMonitorCommand', qemuMonitorCommand(domain, 'info')],
    ['virDomainQemuMonitorCommandWithFiles', qemuMonitorCommandWithFiles(domain, 'info', [])],
    ['virDomainQemuAgentCommand', qemuAgentCommand(domain, 'info')],
    ['virDomainQemuAttach', domainQemuAttach(conn, 1)],
    [
      'virConnectDomainQemuMonitorEventRegister',
      domainQemuMonitorEventRegister(conn, null, null, () => undefined),
    ],
  ];
  for (const [name, call] of calls) {
    await expect(call).rejects.toBeInstanceOf(LibvirtError);
    await expect(call).rejects.toMatchObject({
      code: 'VIR_ERR_NO_SUPPORT',
      message: `${name} is not in this build of the addon (without_qemu): ${addon}`,
    });
  }
  await domain.free();
  expect(await conn.close()).toBe(0);
});
