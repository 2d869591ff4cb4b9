import { ConnectCredentialType, ErrorDomain, ErrorNumber } from '@libvirt/core';
import type { Ask, RawCredential } from '@libvirt/core/internal';
import type { Connection } from '../connection.js';
import { authFailed, rawError } from '../errors.js';
import { remoteProcedures } from '../generated/protocol.js';
import type { Reply } from '../rpc/reply.js';
import type { XdrWriter } from '../xdr/writer.js';
import { STRING_MAX } from '../xdr/reader.js';
import type { Credentials, Mechanism } from './mechanism.js';
import { scram } from './scram.js';

const DATA_MAX = 65_536;

/** The mechanisms from best to worst, with what they need of the link. */
const MECHANISMS: readonly {
  readonly name: string;
  readonly mechanism: Mechanism;
  readonly needsEncryption?: true;
  readonly needsCredentials?: false;
}[] = [
  { name: 'SCRAM-SHA-512', mechanism: scram('sha512') },
  { name: 'SCRAM-SHA-256', mechanism: scram('sha256') },
  { name: 'SCRAM-SHA-1', mechanism: scram('sha1') },
  { name: 'EXTERNAL', mechanism: external, needsCredentials: false },
  { name: 'PLAIN', mechanism: plain, needsEncryption: true },
];

function plain({ name, password }: Credentials) {
  return {
    first: Buffer.from(`\0${name}\0${password}`),
    next: () => Buffer.alloc(0),
    isProved: () => true,
  };
}

/** The certificate or the socket has said who the client is. */
function external() {
  return { first: Buffer.alloc(0), next: () => Buffer.alloc(0), isProved: () => true };
}

/** Authenticates by SASL (RFC 4422). */
export async function authenticateSASL(
  connection: Connection,
  asked: string | undefined,
  ask: Ask | null,
): Promise<void> {
  const { isSecure } = connection.info;
  const list = await connection.short(remoteProcedures.AUTH_SASL_INIT, null, (r) =>
    r.string(STRING_MAX),
  );
  const offered = list.split(/[\s,]+/).filter((name) => name !== '');
  if (asked !== undefined && !offered.includes(asked)) {
    throw authFailed(`SASL mechanism ${asked} not supported by server`);
  }
  // Without encryption, a mechanism would have to encrypt all that follows.
  const wanted = asked === undefined ? offered : [asked];
  const chosen = MECHANISMS.find(
    ({ name, needsEncryption }) => wanted.includes(name) && (!needsEncryption || isSecure),
  );
  if (!chosen || !isSecure) {
    throw rawError(
      ErrorNumber.AUTH_FAILED,
      ErrorDomain.REMOTE,
      `authentication failed: @libvirt/remote has none of the SASL mechanisms ${offered.join(', ')}` +
        `${isSecure ? '' : ' for a connection that is not encrypted'}: open the connection without the option engine`,
    );
  }
  const credentials =
    chosen.needsCredentials === false ? { name: '', password: '' } : await request(ask);
  const exchange = chosen.mechanism(credentials);
  let answer = await connection.ordinary(
    remoteProcedures.AUTH_SASL_START,
    (w) => {
      w.string(chosen.name, STRING_MAX);
      writeData(w, exchange.first);
    },
    readAnswer,
  );
  // SCRAM ends after its second message.
  for (let step = 0; !answer.isComplete || !exchange.isProved(); step += 1) {
    if (step > 4 || answer.isComplete) {
      if (answer.data) exchange.next(answer.data);
      if (answer.isComplete && exchange.isProved()) return;
      throw authFailed('the daemon ends the exchange too early');
    }
    const reply = exchange.next(answer.data ?? Buffer.alloc(0));
    answer = await connection.ordinary(
      remoteProcedures.AUTH_SASL_STEP,
      (w) => {
        writeData(w, reply);
      },
      readAnswer,
    );
  }
}

/** Data that may be absent, which differs from empty data. */
function writeData(writer: XdrWriter, data: Buffer): void {
  writer.int(0);
  writer.count(data.length, DATA_MAX);
  // Each byte is a number of its own in XDR.
  for (const byte of data) writer.int((byte << 24) >> 24);
}

function readAnswer(r: Reply) {
  const isComplete = r.int() !== 0;
  const isNull = r.int() !== 0;
  const bytes = r.list(DATA_MAX, (each) => each.int() & 0xff);
  return { isComplete, data: isNull ? undefined : Buffer.from(bytes) };
}

async function request(ask: Ask | null): Promise<Credentials> {
  if (!ask) throw authFailed('the daemon asks for a name and a password: pass the option auth');
  const wanted: RawCredential[] = [
    {
      type: ConnectCredentialType.AUTHNAME,
      prompt: 'Please enter your authentication name',
      challenge: null,
      defresult: null,
    },
    {
      type: ConnectCredentialType.PASSPHRASE,
      prompt: 'Please enter your password',
      challenge: null,
      defresult: null,
    },
  ];
  const answers = await new Promise<readonly string[] | null>((resolve) => {
    ask(wanted, resolve);
  });
  const [name, password] = answers ?? [];
  if (name === undefined || password === undefined) {
    throw authFailed('Failed to collect auth credentials');
  }
  return { name, password };
}
