import { NWFilter } from '@libvirt/core';
import { describe } from 'vitest';
import {
  testNamedObject,
  testUnsupported,
  testWrongArguments,
  withConnection,
  wrong,
  type Lend,
} from './support.js';

const UUID = '4f3c6b8e-0d4b-4d31-8b7e-0b3c2a5d9e11';

/** Lends a filter without a handle, because the test driver has no filters. */
const withFilter: Lend<NWFilter> = (use) =>
  withConnection((conn) => use(new NWFilter(conn, wrong({}))));

describe('NWFilter', () => {
  testNamedObject('NWFilter', {
    withOwner: withConnection,
    make: (conn) => new NWFilter(conn, wrong({})),
    getters: [['getConnect', (filter, conn) => [filter.getConnect(), conn]]],
    invalid: 'VIR_ERR_INVALID_NWFILTER',
    withoutHandle: 'nwfilter',
  });

  testUnsupported(withConnection, [
    ['virConnectListAllNWFilters', (conn) => conn.listAllNWFilters()],
    ['virConnectListNWFilters', (conn) => conn.listNWFilters()],
    ['virConnectNumOfNWFilters', (conn) => conn.numOfNWFilters()],
    ['virNWFilterLookupByName', (conn) => conn.lookupNWFilterByName('lent')],
    ['virNWFilterLookupByUUID', (conn) => conn.lookupNWFilterByUUID(new Uint8Array(16))],
    ['virNWFilterLookupByUUID', (conn) => conn.lookupNWFilterByUUIDString(UUID)],
    ['virNWFilterDefineXML', (conn) => conn.nwFilterDefineXML('<filter/>')],
    ['virNWFilterDefineXMLFlags', (conn) => conn.nwFilterDefineXMLFlags('<filter/>')],
  ]);

  testWrongArguments(withFilter, [
    ['getXMLDesc', 'nwfilter', TypeError, (filter) => filter.getXMLDesc()],
    ['undefine', 'nwfilter', TypeError, (filter) => filter.undefine()],
  ]);

  testWrongArguments(withConnection, [
    ['listAllNWFilters', 'flags', TypeError, (conn) => conn.listAllNWFilters(wrong('1'))],
    ['lookupNWFilterByName', 'name', TypeError, (conn) => conn.lookupNWFilterByName(wrong(1))],
    [
      'lookupNWFilterByUUID',
      'uuid',
      RangeError,
      (conn) => conn.lookupNWFilterByUUID(new Uint8Array(0)),
    ],
    [
      'lookupNWFilterByUUIDString',
      'uuidstr',
      TypeError,
      (conn) => conn.lookupNWFilterByUUIDString(wrong(null)),
    ],
    ['nwFilterDefineXML', 'xmlDesc', TypeError, (conn) => conn.nwFilterDefineXML(wrong(1))],
    [
      'nwFilterDefineXMLFlags',
      'xmlDesc',
      TypeError,
      (conn) => conn.nwFilterDefineXMLFlags(wrong(1)),
    ],
    ['nwFilterDefineXMLFlags', 'flags', RangeError, (conn) => conn.nwFilterDefineXMLFlags('', 0.5)],
  ]);
});
