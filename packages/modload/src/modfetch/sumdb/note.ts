import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { ModloadError } from '../../base/errors.js';

/** Who signs the heads of a checksum database, and how that is checked. */
export interface Verifier {
  readonly name: string;
  /** The first bytes of a hash of name and key, as a number. */
  readonly hash: number;
  readonly key: KeyObject;
}

const ed25519 = 1;

function keyHash(name: string, key: Uint8Array): number {
  return createHash('sha256').update(`${name}\n`).update(key).digest().readUInt32BE(0);
}

/**
 * Reads a verifier key as GOSUMDB has it: name, hash and Ed25519 key, with `+` between them.
 *
 * @throws {ModloadError} if it is none.
 */
export function parseVerifier(text: string): Verifier {
  const malformed = (reason = 'malformed verifier id') =>
    new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', reason);
  const match = /^([^+\s]+)\+([0-9a-fA-F]{8})\+(.+)$/s.exec(text);
  if (match === null) throw malformed();
  const [, name = '', digits = '', encoded = ''] = match;
  const data = Buffer.from(encoded, 'base64');
  if (data.length === 0 || data.toString('base64') !== encoded) throw malformed();
  const hash = parseInt(digits, 16);
  if (hash !== keyHash(name, data)) throw malformed('invalid verifier hash');
  if (data[0] !== ed25519 || data.length !== 33) throw malformed('unknown verifier algorithm');
  const x = data.subarray(1).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { name, hash, key };
}

const maxNote = 1_000_000;

/**
 * Returns the text of a signed note.
 *
 * @throws {ModloadError} unless it is whole and signed by the verifier's key.
 */
export function openNote(note: string, verifier: Verifier): string {
  const malformed = new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', 'malformed note');
  if (note.length > maxNote || /[^\n\P{Cc}]|\ufffd/u.test(note)) throw malformed;
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw malformed;
  const text = note.slice(0, split + 1);
  const signatures = note.slice(split + 2);
  if (!signatures.endsWith('\n')) throw malformed;

  let isSigned = false;
  for (const line of signatures.slice(0, -1).split('\n')) {
    const match = /^\u2014 ([^+\s]+) (\S+)$/.exec(line);
    if (match === null) throw malformed;
    const [, name = '', encoded = ''] = match;
    const data = Buffer.from(encoded, 'base64');
    if (data.length < 5) throw malformed;
    // Whose keys are not known may have signed as well.
    if (name !== verifier.name || data.readUInt32BE(0) !== verifier.hash || isSigned) continue;
    if (!verify(null, Buffer.from(text), verifier.key, data.subarray(4))) {
      const hash = verifier.hash.toString(16).padStart(8, '0');
      throw new ModloadError(
        'ERR_MODLOAD_CHECKSUM_DATABASE',
        `invalid signature for key ${name}+${hash}`,
      );
    }
    isSigned = true;
  }
  if (!isSigned)
    throw new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', 'note has no verifiable signatures');
  return text;
}
