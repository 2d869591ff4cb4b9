import type { EventCallback } from '@libvirt/core/internal';
import type { Connection } from '../connection.js';
import { QEMU, qemuProcedures, REMOTE, remoteProcedures } from '../generated/protocol.js';
import type { RemoteHandle } from '../handles.js';
import { EXCLUSIVE, type Program } from '../rpc/queue.js';
import type { Reply } from '../rpc/reply.js';
import { nothing } from '../xdr/reader.js';
import type { XdrWriter } from '../xdr/writer.js';
import { qemuEvent, remoteEvent, type Family } from './payloads.js';

/** How events of a family are registered with the daemon. */
const PROCEDURES: Readonly<
  Record<Family, { readonly program: Program; readonly add: number; readonly remove: number }>
> = {
  domain: {
    program: REMOTE,
    add: remoteProcedures.CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY,
    remove: remoteProcedures.CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY,
  },
  network: {
    program: REMOTE,
    add: remoteProcedures.CONNECT_NETWORK_EVENT_REGISTER_ANY,
    remove: remoteProcedures.CONNECT_NETWORK_EVENT_DEREGISTER_ANY,
  },
  pool: {
    program: REMOTE,
    add: remoteProcedures.CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY,
    remove: remoteProcedures.CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY,
  },
  device: {
    program: REMOTE,
    add: remoteProcedures.CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY,
    remove: remoteProcedures.CONNECT_NODE_DEVICE_EVENT_DEREGISTER_ANY,
  },
  secret: {
    program: REMOTE,
    add: remoteProcedures.CONNECT_SECRET_EVENT_REGISTER_ANY,
    remove: remoteProcedures.CONNECT_SECRET_EVENT_DEREGISTER_ANY,
  },
  qemu: {
    program: QEMU,
    add: qemuProcedures.CONNECT_DOMAIN_MONITOR_EVENT_REGISTER,
    remove: qemuProcedures.CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER,
  },
};

interface Registration {
  readonly family: Family;
  readonly callback: EventCallback;
  readonly freed: () => void;
}

/** The events of one connection. Each holds a reference to it while it is registered. */
export class EventRegistry {
  readonly #connection: Connection;
  /** By family and the number that the daemon gave. */
  readonly #registered = new Map<string, Registration>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Registers a callback. `write` writes the arguments. Returns the daemon's number for it. */
  register(
    family: Family,
    write: (writer: XdrWriter) => void,
    callback: EventCallback,
    freed: () => void,
  ): Promise<number> {
    const { program, add } = PROCEDURES[family];
    return this.#connection.call(program, add, EXCLUSIVE, write, (r) => {
      const callbackID = r.int();
      // At once, since the first event may be in the same packet.
      this.#registered.set(keyOf(family, callbackID), { family, callback, freed });
      this.#connection.retain();
      return callbackID;
    });
  }

  /** Removes a callback. It is not called from now on, even if the daemon does not answer. */
  deregister(family: Family, callbackID: number): Promise<void> {
    const { program, remove } = PROCEDURES[family];
    const removed = this.#connection.call(
      program,
      remove,
      EXCLUSIVE,
      (w) => {
        w.int(callbackID);
      },
      nothing,
    );
    this.#remove(keyOf(family, callbackID));
    return removed;
  }

  /** Passes an event on. */
  receive(program: number, procedure: number, reply: Reply): void {
    const reader =
      program === REMOTE.number
        ? remoteEvent(procedure)
        : program === QEMU.number
          ? qemuEvent(procedure)
          : undefined;
    if (!reader) {
      this.#hypervisorLost(program, procedure, reply);
      return;
    }
    const { callbackID, subject, payload } = reader.read(reply);
    const registration = this.#registered.get(keyOf(reader.family, callbackID));
    if (!registration) {
      // It was on its way when the callback was removed.
      subject.free();
      return;
    }
    // What a listener throws is an uncaught exception, and must not end the link.
    try {
      registration.callback(subject, ...payload);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }

  /** Ends all registrations with the link. */
  end(): void {
    for (const key of [...this.#registered.keys()]) this.#remove(key);
  }

  /** A daemon that is connected to another one reports that it has lost that. */
  #hypervisorLost(program: number, procedure: number, reply: Reply): void {
    const isLost =
      program === REMOTE.number && procedure === remoteProcedures.CONNECT_EVENT_CONNECTION_CLOSED;
    if (isLost) this.#connection.onClose?.(reply.int());
  }

  #remove(key: string): void {
    const registration = this.#registered.get(key);
    if (!this.#registered.delete(key)) return;
    registration?.freed();
    this.#connection.release();
  }
}

function keyOf(family: Family, callbackID: number): string {
  return `${family} ${callbackID}`;
}

/** Writes an object that an event may be limited to. */
export function writeOptional(
  writer: XdrWriter,
  subject: (RemoteHandle & { write(writer: XdrWriter): void }) | null,
): void {
  writer.uint(subject === null ? 0 : 1);
  subject?.write(writer);
}
