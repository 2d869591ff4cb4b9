import { ErrorNumber } from '@libvirt/core';
import type { Ask } from '@libvirt/core/internal';
import { authenticate } from './auth/authenticate.js';
import { readConfig } from './config.js';
import { Connection } from './connection.js';
import { rpcError } from './errors.js';
import { remoteProcedures } from './generated/protocol.js';
import { handles } from './handles.js';
import { connect } from './transport/connect.js';
import { parseURI } from './uri.js';
import { nothing, STRING_MAX } from './xdr/reader.js';

/** Flags of opening. */
const READ_ONLY = 1;
const NO_ALIASES = 2;

/** The number of the feature that a daemon answers keep-alive messages. */
const PROGRAM_KEEPALIVE = 10;

/** The attempts to open that may still be abandoned. */
const attempts = new WeakMap<Promise<unknown>, AbortController>();

/** Ends an attempt to open a connection. Does nothing with another promise. */
export function abandonOpening(promise: Promise<unknown>): void {
  attempts.get(promise)?.abort(rpcError('the call was abandoned', ErrorNumber.OPERATION_ABORTED));
}

/** Opens a connection. */
export function openConnection(
  given: string | null,
  flags: number,
  ask: Ask | null,
): Promise<InstanceType<typeof handles.virConnect>> {
  const controller = new AbortController();
  const opened = open(given, flags, ask, controller.signal);
  attempts.set(opened, controller);
  return opened;
}

async function open(
  given: string | null,
  flags: number,
  ask: Ask | null,
  signal: AbortSignal,
): Promise<InstanceType<typeof handles.virConnect>> {
  const config = readConfig();
  const named = given ?? process.env['LIBVIRT_DEFAULT_URI'] ?? config.settings.get('uri_default');
  const text = named === '' ? undefined : named;
  const alias = (flags & NO_ALIASES) === 0 ? config.aliases.get(text ?? '') : undefined;
  const uri = text === undefined ? null : parseURI(alias ?? text);
  const isReadOnly = (flags & READ_ONLY) !== 0;
  const { socket, isSecure, isEncrypted, complaint } = await connect(
    uri,
    isReadOnly,
    config,
    signal,
  );
  const connection = new Connection(socket, {
    uri: uri?.text ?? '',
    hostname: uri?.host ?? null,
    isSecure,
    isEncrypted,
  });
  const abort = () => {
    connection.client.close();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) abort();
    await authenticate(connection, uri?.parameters.get('auth'), ask);
    // Together, since each would wait for the daemon once more.
    const [hasKeepAlive] = await Promise.all([
      connection.supports(PROGRAM_KEEPALIVE),
      connection.ordinary(
        remoteProcedures.CONNECT_OPEN,
        (w) => {
          w.optionalString(uri?.name ?? '', STRING_MAX);
          w.uint(isReadOnly ? READ_ONLY : 0);
        },
        nothing,
      ),
    ]);
    connection.hasKeepAlive = hasKeepAlive;
    if (uri?.driver === undefined) {
      connection.info.uri = await connection.short(remoteProcedures.CONNECT_GET_URI, null, (r) =>
        r.string(STRING_MAX),
      );
    }
    signal.throwIfAborted();
    return new handles.virConnect(connection);
  } catch (error) {
    const wasLost = !connection.client.isOpen && !signal.aborted;
    connection.client.close();
    throw wasLost ? explain(error, complaint?.()) : withoutLoss(error);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Adds what the program that carries the link says, such as the reason why `ssh` ended. */
function explain(error: unknown, complaint: string | undefined): unknown {
  if (complaint === undefined || complaint === '') return withoutLoss(error);
  const message = `Cannot recv data: ${complaint}: Connection reset by peer`;
  return { ...rpcError(message, ErrorNumber.SYSTEM_ERROR), int1: 104 };
}

/** A connection that was never open is not one that was lost. */
function withoutLoss(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('disconnected' in error)) return error;
  return { ...error, disconnected: undefined };
}
