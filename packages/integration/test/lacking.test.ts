import { LibvirtError, type Connect } from '@libvirt/core';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openLXC, openQEMU, withDefinedMachine } from '../src/machines.js';

const declared = JSON.parse(
  readFileSync(new URL('../unexercised.json', import.meta.url), 'utf8'),
) as { readonly why: string; readonly methods: readonly string[] }[];

const LACKING = 'since neither driver has it';

/** Each method that both drivers lack, with arguments that are right. */
const calls: Readonly<Record<string, (conn: Connect) => Promise<unknown>>> = {
  'Connect.interfaceChangeBegin': (conn) => conn.interfaceChangeBegin(),
  'Connect.interfaceChangeCommit': (conn) => conn.interfaceChangeCommit(),
  'Connect.interfaceChangeRollback': (conn) => conn.interfaceChangeRollback(),
  'Connect.interfaceDefineXML': (conn) =>
    conn.interfaceDefineXML("<interface type='ethernet' name='integration0'/>"),
  'Interface.create': async (conn) => (await conn.lookupInterfaceByName('lo')).create(),
  'Interface.destroy': async (conn) => (await conn.lookupInterfaceByName('lo')).destroy(),
  'Interface.undefine': async (conn) => (await conn.lookupInterfaceByName('lo')).undefine(),
};

test('unexercised.json: every method that both drivers lack is called', () => {
  const group = declared.find(({ why }) => why.startsWith(LACKING))!;
  expect([...group.methods].sort()).toEqual(Object.keys(calls).sort());
});

test.each(Object.entries(calls))('%s: neither driver supports it', async (_, call) => {
  for (const open of [openQEMU, openLXC]) {
    await using conn = await open();
    const error = await call(conn).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LibvirtError);
    expect(error).toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' });
  }
});

test('Domain.setLaunchSecurityState: rejects without secure memory', () =>
  withDefinedMachine({}, async ({ domain }) => {
    expect(await domain.getLaunchSecurityInfo()).toEqual({});
    const state = { sevSecretHeader: 'AA==', sevSecret: 'AA==' };
    await expect(domain.setLaunchSecurityState(state)).rejects.toBeInstanceOf(LibvirtError);
  }));
