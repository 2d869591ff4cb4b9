// A proxy between libvirt's client library and a daemon, which can change the daemon's messages. It knows
// the header of messages in the protocol, and the encoding of numbers and strings.
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/** The index of each word in the header of a message. */
export const Head = {
  LENGTH: 0,
  PROGRAM: 1,
  VERSION: 2,
  PROCEDURE: 3,
  TYPE: 4,
  SERIAL: 5,
  STATUS: 6,
};
export const HEAD_WORDS = 7;

const Type = { REPLY: 1, EVENT: 2 };
const REMOTE_PROGRAM = 0x20008086;

/** Returns a word of a message, or 0 if it is shorter. */
export const word = (message, index) =>
  4 * index + 4 <= message.length ? message.readUInt32BE(4 * index) : 0;

/** Returns a message with one word changed; the last one if it is shorter. */
export function withWord(message, index, value) {
  const changed = Buffer.from(message);
  changed.writeUInt32BE(value >>> 0, 4 * Math.min(index, Math.floor(message.length / 4) - 1));
  return changed;
}

/** Returns a message with another length, also in its header. */
export function withLength(message, length) {
  const changed = Buffer.alloc(length);
  message.copy(changed);
  changed.writeUInt32BE(length, 0);
  return changed;
}

// The protocol's encoding of values: each returns a Buffer.

export function int(...values) {
  const words = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => words.writeUInt32BE(value >>> 0, 4 * index));
  return words;
}

export function long(value) {
  const words = Buffer.alloc(8);
  words.writeBigInt64BE(BigInt(value));
  return words;
}

/** Encodes a fixed number of bytes. */
export const raw = (...bytes) => Buffer.from(bytes);
const padded = (bytes) => Buffer.concat([bytes], Math.ceil(bytes.length / 4) * 4);
export const bytes = (...values) => Buffer.concat([int(values.length), padded(raw(...values))]);
export const text = (value) => Buffer.concat([int(value.length), padded(Buffer.from(value))]);
export const list = (...items) => Buffer.concat([int(items.length), ...items]);
export const body = (...parts) => Buffer.concat(parts);
/** Encodes an array of characters, with one word for each. */
export const characters = (value) =>
  list(...[...Buffer.from(`${value}\0`)].map((each) => int(each)));
export const some = (value) => Buffer.concat([int(1), value]);
export const NONE = int(0);
export const UUID = Buffer.from(Array.from({ length: 16 }, (_, index) => index + 1));

/** Encodes a typed parameter, whose type is that of its value. */
export function parameter(name, value) {
  if (typeof value === 'string') return Buffer.concat([text(name), int(7), text(value)]);
  if (typeof value === 'bigint') return Buffer.concat([text(name), int(4), long(value)]);
  return Buffer.concat([text(name), int(2, value)]);
}

/**
 * Starts the proxy.
 *
 * `fakes` has the contents that replace replies, by the number of the procedure: one for every call, or
 * an array with one for each call since `begin`. `change`, if set, receives each message from the daemon
 * and returns the messages to forward instead.
 */
export async function startProxy(socket, daemon) {
  const proxy = {
    fakes: new Map(),
    change: undefined,
    begin() {
      calls.clear();
    },
    /** Sends an event to the client that registered last, as if the daemon did. */
    sendEvent(procedure, contents) {
      const length = 4 * (HEAD_WORDS + 1) + contents.length;
      const head = int(length, REMOTE_PROGRAM, 1, procedure, Type.EVENT, 0, 0, registration);
      deliver(listener, Buffer.concat([head, contents]));
    },
    /** Ends all connections. */
    cut() {
      for (const client of clients) client.destroy();
    },
    async close() {
      proxy.cut();
      await new Promise((resolve) => server.close(resolve));
      rmSync(socket, { force: true });
    },
  };

  const clients = new Set();
  const calls = new Map();
  // The client that registered last for events of domains, and the daemon's number for it.
  let listener;
  let registration;

  function deliver(client, message) {
    if (!client.writable) return;
    for (const each of proxy.change?.(message) ?? [message]) client.write(each);
  }

  function fakeOf(procedure) {
    const fake = proxy.fakes.get(procedure);
    if (!Array.isArray(fake)) return fake;
    const call = calls.get(procedure) ?? 0;
    calls.set(procedure, call + 1);
    return fake[Math.min(call, fake.length - 1)];
  }

  function receive(client, message) {
    const isReply = word(message, Head.TYPE) === Type.REPLY;
    const procedure = word(message, Head.PROCEDURE);
    const isRemote = word(message, Head.PROGRAM) === REMOTE_PROGRAM;
    const fake = isReply && isRemote ? fakeOf(procedure) : undefined;
    if (fake === undefined) {
      // REMOTE_PROC_CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY
      if (isReply && procedure === 316) {
        listener = client;
        registration = word(message, HEAD_WORDS);
      }
      return deliver(client, message);
    }
    const changed = withLength(message, HEAD_WORDS * 4 + fake.length);
    fake.copy(changed, HEAD_WORDS * 4);
    deliver(client, withWord(changed, Head.STATUS, 0));
  }

  const server = createServer((client) => {
    clients.add(client);
    const upstream = connect(daemon);
    let rest = Buffer.alloc(0);
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => {
      rest = Buffer.concat([rest, data]);
      while (rest.length >= 4 && rest.length >= word(rest, 0)) {
        const length = word(rest, 0);
        receive(client, rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ]) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        clients.delete(client);
        other.destroy();
      });
    }
  });
  rmSync(socket, { force: true });
  await new Promise((resolve) => server.listen(socket, resolve));
  return proxy;
}

/** By number of the procedure: contents of replies for which the test driver has no data. */
export const FAKES = new Map([
  // NODE_GET_MEMORY_STATS, NODE_GET_MEMORY_PARAMETERS: the first call requests their number
  [228, [body(list(), int(1)), body(list(body(text('total'), long(9))), int(1))]],
  [289, [body(list(), int(1)), body(list(parameter('shm_sleep_millisecs', 9)), int(1))]],
  // NODE_GET_CELLS_FREE_MEMORY, NODE_GET_FREE_PAGES
  [101, list(long(1), long(2))],
  [340, list(long(1), long(2))],
  // DOMAIN_BLOCK_PEEK, DOMAIN_MEMORY_PEEK
  [103, bytes(1, 2, 3, 4)],
  [104, bytes(1, 2, 3, 4)],
  // DOMAIN_GET_SECURITY_LABEL, DOMAIN_GET_SECURITY_LABEL_LIST
  [121, body(characters('label'), int(1))],
  [278, body(list(body(characters('one'), int(1)), body(characters('two'), int(0))), int(2))],
  // SECRET_GET_VALUE, CONNECT_LIST_ALL_SECRETS
  [145, bytes(1, 2, 3)],
  [287, body(list(body(UUID, int(0), text('used'))), int(1))],
  // DOMAIN_MEMORY_STATS
  [159, list(body(int(1), long(10)), body(int(2), long(20)))],
  // DOMAIN_GET_DISK_ERRORS
  [263, body(list(body(text('vda'), int(1)), body(text('vdb'), int(2))), int(2))],
  // CONNECT_LIST_ALL_NWFILTERS, CONNECT_LIST_ALL_NWFILTER_BINDINGS
  [286, body(list(body(text('filter'), UUID)), int(1))],
  [401, body(list(body(text('port'), text('filter'))), int(1))],
  // NODE_GET_CPU_MAP
  [293, body(bytes(5), int(2, 8))],
  // DOMAIN_GET_JOB_STATS
  [298, body(int(1), list(parameter('time_elapsed', 5n), parameter('text', 'words')))],
  // CONNECT_GET_CPU_MODEL_NAMES
  [312, body(list(text('one'), text('two')), int(2))],
  // NETWORK_GET_DHCP_LEASES
  [
    341,
    body(
      int(1),
      ...[text('eth0'), long(1), int(0), some(text('mac')), NONE],
      ...[text('10.0.0.2'), int(24), some(text('host')), NONE],
      int(1),
    ),
  ],
  // DOMAIN_GET_FSINFO
  [349, body(list(body(text('/'), text('vda'), text('ext4'), list(text('vda')))), int(1))],
  // DOMAIN_GET_IOTHREAD_INFO
  [351, body(list(body(int(1), bytes(3)), body(int(2), bytes(1, 1))), int(2))],
  // DOMAIN_INTERFACE_ADDRESSES
  [353, list(body(text('lo'), some(text('mac')), list(body(int(0), text('::1'), int(8)))))],
  // DOMAIN_GET_PERF_EVENTS, DOMAIN_GET_GUEST_VCPUS, DOMAIN_GET_LAUNCH_SECURITY_INFO
  [365, list(parameter('cmt', 1))],
  [371, list(parameter('vcpus', '0-1'))],
  [396, list(parameter('sev-measurement', 'text'))],
  // NODE_GET_SEV_INFO
  [395, body(list(parameter('pdh', 'text'), parameter('cbitpos', 3)), int(2))],
  // NETWORK_LIST_ALL_PORTS, NETWORK_PORT_GET_PARAMETERS
  [404, body(list(body(text('default'), UUID, UUID)), int(1))],
  [407, body(list(parameter('inbound.average', 1)), int(1))],
  // DOMAIN_GET_GUEST_INFO
  [418, list(parameter('user.count', 1), parameter('user.0.name', 'root'))],
  // DOMAIN_AUTHORIZED_SSH_KEYS_GET, DOMAIN_GET_MESSAGES
  [424, list(text('ssh-rsa one'), text('ssh-rsa two'))],
  [426, list(text('tainted'), text('deprecated'))],
]);
