import { NetworkPort, type Network } from '@libvirt/core';
import { describe } from 'vitest';
import {
  testNamedObject,
  testWrongArguments,
  withConnection,
  wrong,
  type Lend,
} from './support.js';

/** Lends the test driver's network. */
const withNetwork: Lend<Network> = (use) =>
  withConnection(async (conn) => {
    await using network = await conn.lookupNetworkByName('default');
    await use(network);
  });

/** Lends a port without a handle, because the test driver has no ports. */
const withPort: Lend<NetworkPort> = (use) =>
  withNetwork((network) => use(new NetworkPort(network, wrong({}))));

describe('NetworkPort', () => {
  testNamedObject('NetworkPort', {
    withOwner: withNetwork,
    make: (network) => new NetworkPort(network, wrong({})),
    getters: [['getNetwork', (port, network) => [port.getNetwork(), network]]],
    invalid: 'VIR_ERR_INVALID_NETWORK_PORT',
    withoutHandle: 'port',
  });

  testWrongArguments(withPort, [
    ['getXMLDesc', 'port', TypeError, (port) => port.getXMLDesc()],
    ['delete', 'port', TypeError, (port) => port.delete()],
  ]);
});
