import type { Ask } from '@libvirt/core/internal';
import type { Connection } from '../connection.js';
import { authFailed } from '../errors.js';
import { remoteProcedures } from '../generated/protocol.js';
import { nothing, readInt } from '../xdr/reader.js';
import { authenticateSASL } from './sasl.js';

/** Kinds of authentication. */
const NONE = 0;
const SASL = 1;
const POLKIT = 2;
const KINDS_MAX = 20;

/** Proves to the daemon who the client is, in the way that the daemon wants or the URI asks for. */
export async function authenticate(
  connection: Connection,
  asked: string | undefined,
  ask: Ask | null,
): Promise<void> {
  const kinds = await connection.short(remoteProcedures.AUTH_LIST, null, (r) =>
    r.list(KINDS_MAX, readInt),
  );
  switch (choose(kinds, asked)) {
    case NONE:
      return;
    case SASL:
      await authenticateSASL(connection, /^sasl\.(.+)$/i.exec(asked ?? '')?.[1], ask);
      return;
    case POLKIT:
      // A person may be asked for a password.
      await connection.ordinary(remoteProcedures.AUTH_POLKIT, null, nothing);
      return;
    default:
      throw authFailed(`unsupported authentication type ${kinds[0]}`);
  }
}

function choose(kinds: readonly number[], asked: string | undefined): number {
  if (kinds.length === 0) return NONE;
  if (asked === undefined) return kinds[0]!;
  const wanted = /^sasl(\..*)?$/i.test(asked) ? SASL : /^polkit$/i.test(asked) ? POLKIT : undefined;
  if (wanted === undefined) throw authFailed(`unknown authentication type ${asked}`);
  if (!kinds.includes(wanted)) {
    throw authFailed(`requested authentication type ${asked} rejected`);
  }
  return wanted;
}
