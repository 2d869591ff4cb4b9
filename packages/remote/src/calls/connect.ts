import { ErrorDomain, ErrorNumber } from '@libvirt/core';
import type { Ask, EventCallback, RawError } from '@libvirt/core/internal';
import {
  callback,
  flagBits,
  handle,
  int32,
  optionalHandle,
  optionalString,
  uint32,
} from '../arguments.js';
import type { Connection } from '../connection.js';
import { rawError, unsupported } from '../errors.js';
import { writeOptional } from '../events/registry.js';
import type { Family } from '../events/payloads.js';
import { remoteProcedures } from '../generated/protocol.js';
import { handles, type Handles, type RemoteHandle } from '../handles.js';
import { defineCalls } from '../loose.js';
import { openConnection } from '../open.js';
import { nothing, STRING_MAX } from '../xdr/reader.js';
import type { XdrWriter } from '../xdr/writer.js';

const connectionOf = (conn: unknown) => handle(handles.virConnect, 'conn', conn).connection;

/** Returns the functions that register and deregister events about a class of objects. */
function events<H extends RemoteHandle & { write(writer: XdrWriter): void }>(
  family: Family,
  Class: Handles<H>,
  name: string,
) {
  return {
    register: (
      conn: unknown,
      subject_: unknown,
      eventID_: unknown,
      listener: unknown,
      freed: unknown,
    ): Promise<number> => {
      const connection = connectionOf(conn);
      const subject = optionalHandle(Class, name, subject_);
      const eventID = int32('eventID', eventID_);
      callback('callback', listener);
      callback('freecb', freed);
      const write = (w: XdrWriter) => {
        w.int(eventID);
        writeOptional(w, subject);
      };
      return connection.events.register(
        family,
        write,
        listener as EventCallback,
        freed as () => void,
      );
    },
    deregister: (conn: unknown, callbackID: unknown): Promise<void> => {
      const connection = connectionOf(conn);
      return connection.events.deregister(family, int32('callbackID', callbackID));
    },
  };
}

const domain = events('domain', handles.virDomain, 'dom');
const network = events('network', handles.virNetwork, 'net');
const pool = events('pool', handles.virStoragePool, 'pool');
const device = events('device', handles.virNodeDevice, 'dev');
const secret = events('secret', handles.virSecret, 'secret');

/** Gives up the reference once no call is in flight. Returns how many are left. */
async function close(conn: InstanceType<typeof handles.virConnect>): Promise<number> {
  const { connection } = conn;
  await connection.client.idle();
  const left = conn.isFreed ? 0 : conn.free();
  if (left === 0) await connection.close();
  return left;
}

async function registerClose(
  connection: Connection,
  onClose: (reason: number) => void,
): Promise<void> {
  if (connection.onClose) {
    throw rawError(
      ErrorNumber.OPERATION_INVALID,
      ErrorDomain.REMOTE,
      'Requested operation is not valid: A close callback is already registered',
    );
  }
  connection.onClose = onClose;
  try {
    // A daemon that is connected to another one tells when it loses that.
    await connection.short(remoteProcedures.CONNECT_REGISTER_CLOSE_CALLBACK, null, nothing);
  } catch (error) {
    if ((error as RawError).code === ErrorNumber.NO_SUPPORT) return;
    connection.onClose = undefined;
    throw error;
  }
}

export const connect = defineCalls({
  virConnectOpen: (uri) => openConnection(optionalString('name', uri), 0, null),
  virConnectOpenReadOnly: (uri) => openConnection(optionalString('name', uri), 1, null),
  virConnectOpenAuth: (uri_, auth, flags_) => {
    const uri = optionalString('name', uri_);
    const flags = flagBits('flags', flags_);
    // libvirt's own prompt on the terminal belongs to its client library.
    const ask = typeof auth === 'function' ? (auth as Ask) : null;
    if (auth === true) throw unsupported("ask on the terminal, as auth: 'console' wants");
    return openConnection(uri, flags, ask);
  },
  virConnectClose: (conn) => close(handle(handles.virConnect, 'conn', conn)),
  virConnectGetURI: (conn) => Promise.resolve(connectionOf(conn).info.uri),
  virConnectIsAlive: (conn) => Promise.resolve(connectionOf(conn).client.isOpen),
  virConnectIsEncrypted: (conn) => Promise.resolve(connectionOf(conn).info.isEncrypted),
  virConnectIsSecure: (conn) => {
    const connection = connectionOf(conn);
    // Both parts of the way have to be secure: to the daemon, and from it to the hypervisor.
    return connection.short(
      remoteProcedures.CONNECT_IS_SECURE,
      null,
      (r) => r.int() === 1 && connection.info.isSecure,
    );
  },
  virConnectSetKeepAlive: (conn_, interval_, count_) => {
    const connection = connectionOf(conn_);
    const interval = int32('interval', interval_);
    const count = uint32('count', count_);
    if (!connection.hasKeepAlive) return Promise.resolve(1);
    if (interval > 0) connection.client.startKeepAlive(interval, count);
    else connection.client.stopKeepAlive();
    return Promise.resolve(0);
  },
  virConnectRegisterCloseCallback: (conn, cb) => {
    const connection = connectionOf(conn);
    callback('cb', cb);
    return registerClose(connection, cb as (reason: number) => void);
  },
  virConnectDomainEventRegisterAny: domain.register,
  virConnectDomainEventDeregisterAny: domain.deregister,
  virConnectNetworkEventRegisterAny: network.register,
  virConnectNetworkEventDeregisterAny: network.deregister,
  virConnectStoragePoolEventRegisterAny: pool.register,
  virConnectStoragePoolEventDeregisterAny: pool.deregister,
  virConnectNodeDeviceEventRegisterAny: device.register,
  virConnectNodeDeviceEventDeregisterAny: device.deregister,
  virConnectSecretEventRegisterAny: secret.register,
  virConnectSecretEventDeregisterAny: secret.deregister,
  virConnectDomainQemuMonitorEventRegister: (conn, dom_, event_, flags_, listener, freed) => {
    const connection = connectionOf(conn);
    const dom = optionalHandle(handles.virDomain, 'dom', dom_);
    const event = optionalString('event', event_);
    const flags = flagBits('flags', flags_);
    callback('callback', listener);
    callback('freecb', freed);
    const write = (w: XdrWriter) => {
      writeOptional(w, dom);
      w.optionalString(event, STRING_MAX);
      w.uint(flags);
    };
    return connection.events.register(
      'qemu',
      write,
      listener as EventCallback,
      freed as () => void,
    );
  },
  virConnectDomainQemuMonitorEventDeregister: (conn, callbackID) => {
    const connection = connectionOf(conn);
    return connection.events.deregister('qemu', int32('callbackID', callbackID));
  },
});
