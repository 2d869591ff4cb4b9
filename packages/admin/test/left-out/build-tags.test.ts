// Run by native/scripts/test-build-tags.mjs, with a build of the addon that is made without_admin.
import { AdmConnect, admGetVersion } from '@libvirt/admin';
import { LibvirtError } from '@libvirt/core';
import { expect, test } from 'vitest';

const addon = process.env['LIBVIRT_NATIVE_ADDON'];

test('an addon built without_admin rejects every admin function and names the build', async () => {
  const calls: readonly (readonly [string, Promise<unknown>])[] = [
    ['virAdmConnectOpen', AdmConnect.open('libvirtd:///system')],
    ['virAdmGetVersion', admGetVersion()],
  ];
  for (const [name, call] of calls) {
    await expect(call).rejects.toBeInstanceOf(LibvirtError);
    await expect(call).rejects.toMatchObject({
      code: 'VIR_ERR_NO_SUPPORT',
      message: `${name} is not in this build of the addon (without_admin): ${addon}`,
    });
  }
});
