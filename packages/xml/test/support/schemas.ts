import type { SchemaData } from '../../src/schema/data.js';
import { Schema } from '../../src/schema/shapes.js';
import { capabilitiesData } from '../../src/generated/data/capabilities.js';
import { cpuData } from '../../src/generated/data/cpu.js';
import { domainCapabilitiesData } from '../../src/generated/data/domain-capabilities.js';
import { domainData } from '../../src/generated/data/domain.js';
import { interfaceData } from '../../src/generated/data/interface.js';
import { networkPortData } from '../../src/generated/data/network-port.js';
import { networkData } from '../../src/generated/data/network.js';
import { nodeDeviceData } from '../../src/generated/data/node-device.js';
import { nwfilterBindingData } from '../../src/generated/data/nwfilter-binding.js';
import { nwfilterData } from '../../src/generated/data/nwfilter.js';
import { secretData } from '../../src/generated/data/secret.js';
import { storagePoolCapabilitiesData } from '../../src/generated/data/storage-pool-capabilities.js';
import { storagePoolData } from '../../src/generated/data/storage-pool.js';
import { storageVolData } from '../../src/generated/data/storage-vol.js';

function schema(data: SchemaData, root: string): Schema {
  const found = data.roots
    .map((_each, index) => new Schema(data, index))
    .find((each) => each.root === root);
  if (!found) throw new Error(`no schema has the root ${root}`);
  return found;
}

/** The schemas of whole documents, by the names of libvirt's files. */
export const schemas: ReadonlyMap<string, Schema> = new Map([
  ['capability', schema(capabilitiesData, 'capabilities')],
  ['cpu', schema(cpuData, 'cpu')],
  ['domain', schema(domainData, 'domain')],
  ['domainbackup', schema(domainData, 'domainbackup')],
  ['domaincaps', schema(domainCapabilitiesData, 'domainCapabilities')],
  ['domaincheckpoint', schema(domainData, 'domaincheckpoint')],
  ['domainsnapshot', schema(domainData, 'domainsnapshot')],
  ['interface', schema(interfaceData, 'interface')],
  ['network', schema(networkData, 'network')],
  ['networkport', schema(networkPortData, 'networkport')],
  ['nodedev', schema(nodeDeviceData, 'device')],
  ['nwfilter', schema(nwfilterData, 'filter')],
  ['nwfilterbinding', schema(nwfilterBindingData, 'filterbinding')],
  ['secret', schema(secretData, 'secret')],
  ['storagepool', schema(storagePoolData, 'pool')],
  ['storagepoolcaps', schema(storagePoolCapabilitiesData, 'storagepoolCapabilities')],
  ['storagevol', schema(storageVolData, 'volume')],
]);
