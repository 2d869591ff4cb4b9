// Run by native/scripts/test-build-tags.mjs with an addon that was built --without-lxc.
import { Connect, LibvirtError } from '@libvirt/core';
import { lxcOpenNamespace, lxcSpawn } from '@libvirt/lxc';
import { expect, test } from 'vitest';
import { errorOf } from '../ended.js';

const addon = process.env['LIBVIRT_NATIVE_ADDON'];

test('@libvirt/lxc: an addon built --without-lxc rejects every LXC function and names the build', async () => {
  const conn = await Connect.open('test:///default');
  const domain = await conn.lookupDomainByName('test');
  const refusals: readonly (readonly [string, unknown])[] = [
    ['virDomainLxcOpenNamespace', await lxcOpenNamespace(domain).catch((error: unknown) => error)],
    ['virDomainLxcEnterNamespace', await errorOf(lxcSpawn(domain, 'true'))],
  ];
  for (const [name, error] of refusals) {
    expect(error).toBeInstanceOf(LibvirtError);
    expect(error).toMatchObject({
      code: 'VIR_ERR_NO_SUPPORT',
      message: `${name} is not in this build of the addon (without_lxc): ${addon}`,
    });
  }
  await domain.free();
  expect(await conn.close()).toBe(0);
});
