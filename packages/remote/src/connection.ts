import { ConnectCloseReason, ErrorDomain, ErrorLevel, ErrorNumber } from '@libvirt/core';
import type { RawError } from '@libvirt/core/internal';
import type { Duplex } from 'node:stream';
import { EventRegistry } from './events/registry.js';
import { newerProcedures, REMOTE, remoteProcedures } from './generated/protocol.js';
import { RpcClient, type ClientOwner, type Payload } from './rpc/client.js';
import { LONG, ORDINARY, SHORT, type Duration, type Program } from './rpc/queue.js';
import { Reply } from './rpc/reply.js';
import { nothing, STRING_MAX } from './xdr/reader.js';
import type { XdrWriter } from './xdr/writer.js';

/** What is known of a connection before its link exists. */
export interface ConnectionInfo {
  /** The URI that libvirt would report for it. */
  uri: string;
  readonly hostname: string | null;
  /** Whether others can neither read nor change what is sent. */
  readonly isSecure: boolean;
  readonly isEncrypted: boolean;
}

/**
 * A connection: a link to a daemon, its events, and the references to it. The link is closed when the last
 * reference is given up.
 */
export class Connection implements ClientOwner {
  readonly info: ConnectionInfo;
  readonly client: RpcClient;
  readonly events: EventRegistry;
  /** Whether the daemon answers keep-alive messages. */
  hasKeepAlive = false;
  /** What the daemon tells about hypervisors that it loses. */
  hasCloseCallback = false;
  onClose: ((reason: number) => void) | undefined;
  #references = 0;
  #closing: Promise<void> | undefined;

  constructor(socket: Duplex, info: ConnectionInfo) {
    this.info = info;
    this.events = new EventRegistry(this);
    this.client = new RpcClient(socket, this);
  }

  /** Makes a call of the protocol. */
  call<T>(
    program: Program,
    procedure: number,
    duration: Duration,
    write: ((writer: XdrWriter) => void) | null,
    read: (reply: Reply) => T,
  ): Promise<T> {
    return this.client.call(program, procedure, duration, write, (payload) =>
      read(this.#reply(payload)),
    );
  }

  /** Makes a call of the program `remote` that may wait for a guest. */
  ordinary<T>(
    procedure: number,
    write: ((writer: XdrWriter) => void) | null,
    read: (reply: Reply) => T,
  ): Promise<T> {
    return this.call(REMOTE, procedure, ORDINARY, write, read);
  }

  /** Makes a call of the program `remote` that the daemon answers at once. */
  short<T>(
    procedure: number,
    write: ((writer: XdrWriter) => void) | null,
    read: (reply: Reply) => T,
  ): Promise<T> {
    return this.call(REMOTE, procedure, SHORT, write, read);
  }

  /** Makes a call of the program `remote` that may take minutes. */
  long<T>(
    procedure: number,
    write: ((writer: XdrWriter) => void) | null,
    read: (reply: Reply) => T,
  ): Promise<T> {
    return this.call(REMOTE, procedure, LONG, write, read);
  }

  /** Returns whether the daemon has a feature, by its number in the protocol. */
  async supports(feature: number): Promise<boolean> {
    try {
      return await this.short(
        remoteProcedures.CONNECT_SUPPORTS_FEATURE,
        (w) => {
          w.int(feature);
        },
        (r) => r.int() !== 0,
      );
    } catch (error) {
      if (!this.client.isOpen) throw error;
      return false;
    }
  }

  retain(): void {
    this.#references += 1;
  }

  /** Gives up a reference, and closes the link after the last one. Returns how many are left. */
  release(): number {
    this.#references -= 1;
    if (this.#references === 0) void this.close();
    return this.#references;
  }

  /** Says goodbye to the daemon, and closes the link. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (!this.client.isOpen) return;
    try {
      await this.short(remoteProcedures.CONNECT_CLOSE, null, nothing);
    } catch {
      // It is closed in any case.
    }
    this.client.close();
  }

  readError(payload: Payload, program: number, procedure: number): RawError {
    const r = this.#reply(payload);
    const code = r.int();
    const domain = r.int();
    const message = r.optionalString(STRING_MAX) ?? 'Unknown error';
    const level = r.int();
    // A domain that libvirt no longer sends.
    if (r.isPresent()) {
      r.string(STRING_MAX);
      r.opaque(16);
      r.int();
    }
    const str1 = r.optionalString(STRING_MAX);
    const str2 = r.optionalString(STRING_MAX);
    const str3 = r.optionalString(STRING_MAX);
    const int1 = r.int();
    const int2 = r.int();
    const isUnknown =
      code === ErrorNumber.RPC &&
      level === ErrorLevel.ERROR &&
      (domain === ErrorDomain.RPC || domain === ErrorDomain.REMOTE) &&
      message.startsWith('unknown procedure');
    const [name, since] =
      (program === REMOTE.number ? newerProcedures[procedure] : undefined) ?? [];
    return {
      code: isUnknown ? ErrorNumber.NO_SUPPORT : code,
      domain,
      level,
      message:
        isUnknown && name !== undefined
          ? `${name} needs libvirt ${since} or newer; the daemon is older`
          : message,
      ...(str1 !== null && { str1 }),
      ...(str2 !== null && { str2 }),
      ...(str3 !== null && { str3 }),
      int1,
      int2,
    };
  }

  event(program: number, procedure: number, payload: Payload): void {
    this.events.receive(program, procedure, this.#reply(payload));
  }

  ended(reason: ConnectCloseReason): void {
    this.events.end();
    if (reason !== ConnectCloseReason.CLIENT) this.onClose?.(reason);
  }

  #reply({ bytes, start, end }: Payload): Reply {
    return new Reply(this, bytes, start, end);
  }
}
