import { NWFilterBinding } from '@libvirt/core';
import { describe, expect, test } from 'vitest';
import {
  codesOf,
  testUnsupported,
  testWrongArguments,
  withConnection,
  wrong,
  type Lend,
} from './support.js';

/** The test driver has no bindings: this one has no handle either. */
const withBinding: Lend<NWFilterBinding> = (use) =>
  withConnection((conn) => use(new NWFilterBinding(conn, wrong({}))));

describe('a binding of a network filter', () => {
  test('knows its connection', () =>
    withConnection((conn) => {
      expect(new NWFilterBinding(conn, wrong({})).getConnect()).toBe(conn);
      return Promise.resolve();
    }));

  test('is refused once it was freed', () =>
    withBinding(async (binding) => {
      await expect(binding.free()).rejects.toThrow('binding must be');
      expect(await codesOf(binding)).toEqual(new Set(['VIR_ERR_INVALID_NWFILTER_BINDING']));
    }));

  testUnsupported(withConnection, [
    ['virConnectListAllNWFilterBindings', (conn) => conn.listAllNWFilterBindings()],
    ['virNWFilterBindingLookupByPortDev', (conn) => conn.lookupNWFilterBindingByPortDev('vnet0')],
    ['virNWFilterBindingCreateXML', (conn) => conn.nwFilterBindingCreateXML('<filterbinding/>')],
  ]);

  testWrongArguments(withBinding, [
    ['getXMLDesc', 'binding', TypeError, (binding) => binding.getXMLDesc()],
    ['delete', 'binding', TypeError, (binding) => binding.delete()],
  ]);

  testWrongArguments(withConnection, [
    [
      'listAllNWFilterBindings',
      'flags',
      TypeError,
      (conn) => conn.listAllNWFilterBindings(wrong('1')),
    ],
    [
      'lookupNWFilterBindingByPortDev',
      'portdev',
      TypeError,
      (conn) => conn.lookupNWFilterBindingByPortDev(wrong(1)),
    ],
    [
      'nwFilterBindingCreateXML',
      'xml',
      TypeError,
      (conn) => conn.nwFilterBindingCreateXML(wrong(1)),
    ],
    [
      'nwFilterBindingCreateXML',
      'flags',
      RangeError,
      (conn) => conn.nwFilterBindingCreateXML('', NaN),
    ],
  ]);
});
