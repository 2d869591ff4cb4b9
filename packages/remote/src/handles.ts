// The handles of this engine: what identifies an object on the wire, and the connection that it belongs
// to. A handle holds a reference to its connection until it is freed or garbage-collected.
import { ENGINE, type Engine } from '@libvirt/core/internal';
import type { Connection } from './connection.js';
import type { Reply } from './rpc/reply.js';
import { STRING_MAX } from './xdr/reader.js';
import type { XdrWriter } from './xdr/writer.js';

/** A class of handles. */
export interface Handles<H extends RemoteHandle> {
  new (...given: never[]): H;
  /** The name of the class in error messages. */
  readonly typeName: string;
}

const collected = new FinalizationRegistry<Connection>((connection) => {
  connection.release();
});

export abstract class RemoteHandle {
  /** Set once the engine exists. */
  declare readonly [ENGINE]: Engine;
  readonly connection: Connection;
  #isFreed = false;

  constructor(connection: Connection) {
    this.connection = connection;
    connection.retain();
    collected.register(this, connection, this);
  }

  get isFreed(): boolean {
    return this.#isFreed;
  }

  /** Gives up the reference. Returns how many the connection has left. */
  free(): number {
    this.#isFreed = true;
    collected.unregister(this);
    return this.connection.release();
  }
}

class ConnectHandle extends RemoteHandle {
  static readonly typeName = 'Connect';
}

const UUID_SIZE = 16;

/** What identifies a domain on the wire. */
interface DomainKey {
  readonly name: string;
  readonly uuid: Uint8Array;
  /** -1 if it is not running. */
  readonly id: number;
}

function readDomainKey(reply: Reply): DomainKey {
  return { name: reply.string(STRING_MAX), uuid: reply.opaque(UUID_SIZE), id: reply.int() };
}

function writeDomainKey(writer: XdrWriter, { name, uuid, id }: DomainKey): void {
  writer.string(name, STRING_MAX);
  writer.opaque(uuid);
  writer.int(id);
}

class DomainHandle extends RemoteHandle implements DomainKey {
  static readonly typeName = 'Domain';
  readonly name: string;
  readonly uuid: Uint8Array;
  /** Changed by calls that start or stop the domain. */
  id: number;

  constructor(connection: Connection, { name, uuid, id }: DomainKey) {
    super(connection);
    this.name = name;
    this.uuid = uuid;
    this.id = id;
  }

  static read(this: void, reply: Reply): DomainHandle {
    return new DomainHandle(reply.connection, readDomainKey(reply));
  }

  write(writer: XdrWriter): void {
    writeDomainKey(writer, this);
  }
}

/** A checkpoint or a snapshot of a domain. */
abstract class MomentHandle extends RemoteHandle {
  readonly name: string;
  readonly domain: DomainKey;

  constructor(connection: Connection, name: string, domain: DomainKey) {
    super(connection);
    this.name = name;
    this.domain = domain;
  }

  write(writer: XdrWriter): void {
    writer.string(this.name, STRING_MAX);
    writeDomainKey(writer, this.domain);
  }
}

class DomainCheckpointHandle extends MomentHandle {
  static readonly typeName = 'DomainCheckpoint';

  static read(this: void, reply: Reply): DomainCheckpointHandle {
    const name = reply.string(STRING_MAX);
    return new DomainCheckpointHandle(reply.connection, name, readDomainKey(reply));
  }
}

class DomainSnapshotHandle extends MomentHandle {
  static readonly typeName = 'DomainSnapshot';

  static read(this: void, reply: Reply): DomainSnapshotHandle {
    const name = reply.string(STRING_MAX);
    return new DomainSnapshotHandle(reply.connection, name, readDomainKey(reply));
  }
}

/** An object that its name and UUID identify. */
abstract class NamedHandle extends RemoteHandle {
  readonly name: string;
  readonly uuid: Uint8Array;

  constructor(connection: Connection, name: string, uuid: Uint8Array) {
    super(connection);
    this.name = name;
    this.uuid = uuid;
  }

  write(writer: XdrWriter): void {
    writer.string(this.name, STRING_MAX);
    writer.opaque(this.uuid);
  }
}

class NetworkHandle extends NamedHandle {
  static readonly typeName = 'Network';

  static read(this: void, reply: Reply): NetworkHandle {
    return new NetworkHandle(reply.connection, reply.string(STRING_MAX), reply.opaque(UUID_SIZE));
  }
}

class NWFilterHandle extends NamedHandle {
  static readonly typeName = 'NWFilter';

  static read(this: void, reply: Reply): NWFilterHandle {
    return new NWFilterHandle(reply.connection, reply.string(STRING_MAX), reply.opaque(UUID_SIZE));
  }
}

class StoragePoolHandle extends NamedHandle {
  static readonly typeName = 'StoragePool';

  static read(this: void, reply: Reply): StoragePoolHandle {
    return new StoragePoolHandle(
      reply.connection,
      reply.string(STRING_MAX),
      reply.opaque(UUID_SIZE),
    );
  }
}

class NetworkPortHandle extends RemoteHandle {
  static readonly typeName = 'NetworkPort';
  readonly networkName: string;
  readonly networkUUID: Uint8Array;
  readonly uuid: Uint8Array;

  constructor(connection: Connection, name: string, networkUUID: Uint8Array, uuid: Uint8Array) {
    super(connection);
    this.networkName = name;
    this.networkUUID = networkUUID;
    this.uuid = uuid;
  }

  static read(this: void, reply: Reply): NetworkPortHandle {
    const name = reply.string(STRING_MAX);
    const network = reply.opaque(UUID_SIZE);
    return new NetworkPortHandle(reply.connection, name, network, reply.opaque(UUID_SIZE));
  }

  write(writer: XdrWriter): void {
    writer.string(this.networkName, STRING_MAX);
    writer.opaque(this.networkUUID);
    writer.opaque(this.uuid);
  }
}

class InterfaceHandle extends RemoteHandle {
  static readonly typeName = 'Interface';
  readonly name: string;
  readonly mac: string;

  constructor(connection: Connection, name: string, mac: string) {
    super(connection);
    this.name = name;
    this.mac = mac;
  }

  static read(this: void, reply: Reply): InterfaceHandle {
    const name = reply.string(STRING_MAX);
    return new InterfaceHandle(reply.connection, name, reply.string(STRING_MAX));
  }

  write(writer: XdrWriter): void {
    writer.string(this.name, STRING_MAX);
    writer.string(this.mac, STRING_MAX);
  }
}

class StorageVolHandle extends RemoteHandle {
  static readonly typeName = 'StorageVol';
  readonly pool: string;
  readonly name: string;
  readonly key: string;

  constructor(connection: Connection, pool: string, name: string, key: string) {
    super(connection);
    this.pool = pool;
    this.name = name;
    this.key = key;
  }

  static read(this: void, reply: Reply): StorageVolHandle {
    const pool = reply.string(STRING_MAX);
    const name = reply.string(STRING_MAX);
    return new StorageVolHandle(reply.connection, pool, name, reply.string(STRING_MAX));
  }

  write(writer: XdrWriter): void {
    writer.string(this.pool, STRING_MAX);
    writer.string(this.name, STRING_MAX);
    writer.string(this.key, STRING_MAX);
  }
}

class NodeDeviceHandle extends RemoteHandle {
  static readonly typeName = 'NodeDevice';
  readonly name: string;

  constructor(connection: Connection, name: string) {
    super(connection);
    this.name = name;
  }

  static read(this: void, reply: Reply): NodeDeviceHandle {
    return new NodeDeviceHandle(reply.connection, reply.string(STRING_MAX));
  }

  write(writer: XdrWriter): void {
    writer.string(this.name, STRING_MAX);
  }
}

class SecretHandle extends RemoteHandle {
  static readonly typeName = 'Secret';
  readonly uuid: Uint8Array;
  readonly usageType: number;
  readonly usageID: string;

  constructor(connection: Connection, uuid: Uint8Array, usageType: number, usageID: string) {
    super(connection);
    this.uuid = uuid;
    this.usageType = usageType;
    this.usageID = usageID;
  }

  static read(this: void, reply: Reply): SecretHandle {
    const uuid = reply.opaque(UUID_SIZE);
    const usageType = reply.int();
    return new SecretHandle(reply.connection, uuid, usageType, reply.string(STRING_MAX));
  }

  write(writer: XdrWriter): void {
    writer.opaque(this.uuid);
    writer.int(this.usageType);
    writer.string(this.usageID, STRING_MAX);
  }
}

class NWFilterBindingHandle extends RemoteHandle {
  static readonly typeName = 'NWFilterBinding';
  readonly portDev: string;
  readonly filterName: string;

  constructor(connection: Connection, portDev: string, filterName: string) {
    super(connection);
    this.portDev = portDev;
    this.filterName = filterName;
  }

  static read(this: void, reply: Reply): NWFilterBindingHandle {
    const portDev = reply.string(STRING_MAX);
    return new NWFilterBindingHandle(reply.connection, portDev, reply.string(STRING_MAX));
  }

  write(writer: XdrWriter): void {
    writer.string(this.portDev, STRING_MAX);
    writer.string(this.filterName, STRING_MAX);
  }
}

/** The classes of handles, by their names in C. */
export const handles = {
  virConnect: ConnectHandle,
  virDomain: DomainHandle,
  virDomainCheckpoint: DomainCheckpointHandle,
  virDomainSnapshot: DomainSnapshotHandle,
  virInterface: InterfaceHandle,
  virNWFilter: NWFilterHandle,
  virNWFilterBinding: NWFilterBindingHandle,
  virNetwork: NetworkHandle,
  virNetworkPort: NetworkPortHandle,
  virNodeDevice: NodeDeviceHandle,
  virSecret: SecretHandle,
  virStoragePool: StoragePoolHandle,
  virStorageVol: StorageVolHandle,
};
