// SCRAM (RFC 5802, RFC 7677): each side proves that it knows the password, without sending it.
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { authFailed } from '../errors.js';
import type { Mechanism } from './mechanism.js';

/** No channel binding, no other identity. */
const HEADER = 'n,,';

/** The most iterations that a daemon may ask for: it must not keep the client busy for minutes. */
const ITERATIONS_MAX = 10_000_000;

/** Returns the mechanism with a hash function. */
export function scram(hash: string): Mechanism {
  const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  return ({ name, password }) => {
    const nonce = randomBytes(24).toString('base64');
    const user = name.normalize('NFKC').replaceAll('=', '=3D').replaceAll(',', '=2C');
    const firstBare = `n=${user},r=${nonce}`;
    let expected: Buffer | undefined;
    let isProved = false;

    const prove = (challenge: string): Buffer => {
      const { r: both = '', s: salt = '', i: iterations = '' } = attributes(challenge);
      if (!both.startsWith(nonce) || both === nonce)
        throw authFailed("the daemon's nonce is wrong");
      const rounds = Number(iterations);
      if (!Number.isInteger(rounds) || rounds < 1 || rounds > ITERATIONS_MAX) {
        throw authFailed(`the daemon asks for ${iterations} iterations`);
      }
      const size = createHash(hash).digest().length;
      const salted = pbkdf2Sync(
        password.normalize('NFKC'),
        Buffer.from(salt, 'base64'),
        rounds,
        size,
        hash,
      );
      const clientKey = hmac(salted, 'Client Key');
      const storedKey = createHash(hash).update(clientKey).digest();
      const withoutProof = `c=${Buffer.from(HEADER).toString('base64')},r=${both}`;
      const text = `${firstBare},${challenge},${withoutProof}`;
      const signature = hmac(storedKey, text);
      const proof = Buffer.from(clientKey.map((byte, index) => byte ^ signature[index]!));
      expected = hmac(hmac(salted, 'Server Key'), text);
      return Buffer.from(`${withoutProof},p=${proof.toString('base64')}`);
    };

    const check = (text: string, wanted: Buffer): Buffer => {
      const { v: verifier, e: failure } = attributes(text);
      if (failure !== undefined) throw authFailed(failure);
      const given = Buffer.from(verifier ?? '', 'base64');
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
        throw authFailed('the daemon does not know the password');
      }
      isProved = true;
      return Buffer.alloc(0);
    };

    return {
      first: Buffer.from(HEADER + firstBare),
      next: (challenge) => {
        const text = challenge.toString();
        return expected ? check(text, expected) : prove(text);
      },
      isProved: () => isProved,
    };
  };
}

function attributes(text: string): Partial<Record<string, string>> {
  return Object.fromEntries(
    text.split(',').map((part) => [part.charAt(0), part.slice(2)] as const),
  );
}
