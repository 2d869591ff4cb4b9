import { NetworkPort } from '@libvirt/core';
import { describe, expect, test } from 'vitest';
import { codesOf, testWrongArguments, withConnection, wrong, type Lend } from './support.js';

/** The test driver has no ports: this one has no handle either. */
const withPort: Lend<NetworkPort> = (use) =>
  withConnection(async (conn) => {
    await using network = await conn.lookupNetworkByName('default');
    await use(new NetworkPort(network, wrong({})));
  });

describe('a network port', () => {
  test('knows its network', () =>
    withConnection(async (conn) => {
      await using network = await conn.lookupNetworkByName('default');
      expect(new NetworkPort(network, wrong({})).getNetwork()).toBe(network);
    }));

  test('is refused once it was freed', () =>
    withPort(async (port) => {
      await expect(port.free()).rejects.toThrow('port must be');
      expect(await codesOf(port)).toEqual(new Set(['VIR_ERR_INVALID_NETWORK_PORT']));
    }));

  testWrongArguments(withPort, [
    ['getXMLDesc', 'port', TypeError, (port) => port.getXMLDesc()],
    ['delete', 'port', TypeError, (port) => port.delete()],
  ]);
});
