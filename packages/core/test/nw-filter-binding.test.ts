import { NWFilterBinding } from '@libvirt/core';
import { describe } from 'vitest';
import {
  testNamedObject,
  testUnsupported,
  testWrongArguments,
  withConnection,
  wrong,
  type Lend,
} from './support.js';

/** Lends a binding without a handle, because the test driver has no bindings. */
const withBinding: Lend<NWFilterBinding> = (use) =>
  withConnection((conn) => use(new NWFilterBinding(conn, wrong({}))));

describe('NWFilterBinding', () => {
  testNamedObject('NWFilterBinding', {
    withOwner: withConnection,
    make: (conn) => new NWFilterBinding(conn, wrong({})),
    getters: [['getConnect', (binding, conn) => [binding.getConnect(), conn]]],
    invalid: 'VIR_ERR_INVALID_NWFILTER_BINDING',
    withoutHandle: 'binding',
  });

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
