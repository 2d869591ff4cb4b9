import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A name and a key pair: who signs a checksum database. */
export class Signer {
  /** What GOSUMDB takes: the name and the public key. */
  readonly verifierKey: string;
  readonly name: string;
  readonly #hash: Buffer;
  readonly #privateKey: KeyObject;

  constructor(name: string) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    const encoded = Buffer.concat([Buffer.from([1]), raw]);
    this.name = name;
    this.#privateKey = privateKey;
    this.#hash = sha256(`${name}\n`, encoded).subarray(0, 4);
    this.verifierKey = `${name}+${this.#hash.toString('hex')}+${encoded.toString('base64')}`;
  }

  /** The signed note with this text. */
  sign(text: string): string {
    const signature = sign(null, Buffer.from(text), this.#privateKey);
    const encoded = Buffer.concat([this.#hash, signature]).toString('base64');
    return `${text}\n\u2014 ${this.name} ${encoded}\n`;
  }
}

/** Answers of a checksum database by request path, undefined for what there is not. */
export class ChecksumDatabase {
  readonly #signer: Signer;
  readonly #goSum: (escapedModule: string) => string | undefined;
  readonly #records: string[] = [];
  readonly #ids = new Map<string, number>();
  /** The hashes of the records, of the complete pairs of those, and so on. */
  readonly #levels: Buffer[][] = [[]];

  /**
   * @param goSum the lines of go.sum for a module, named `path@version` with `!` before what were
   *   capital letters; undefined if there is no such module
   */
  constructor(signer: Signer, goSum: (escapedModule: string) => string | undefined) {
    this.#signer = signer;
    this.#goSum = goSum;
  }

  /** Adds the record of a module unless it is there, and returns its number. */
  lookup(escapedModule: string): number | undefined {
    const known = this.#ids.get(escapedModule);
    if (known !== undefined) return known;
    const text = this.#goSum(escapedModule);
    if (text === undefined) return undefined;
    const id = this.#records.push(text) - 1;
    this.#ids.set(escapedModule, id);
    let hash = sha256('\0', text);
    for (let level = 0; ; level += 1) {
      const hashes = (this.#levels[level] ??= []);
      hashes.push(hash);
      if (hashes.length % 2 !== 0) return id;
      hash = nodeHash(hashes.at(-2)!, hash);
    }
  }

  answer(path: string): string | Buffer | undefined {
    if (path === '/latest') return this.#signedTree();
    if (path.startsWith('/lookup/')) {
      const id = this.lookup(path.slice('/lookup/'.length));
      return id === undefined ? undefined : this.#record(id) + this.#signedTree();
    }
    const tile = /^\/tile\/(\d+)\/(\d+|data)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(path);
    if (tile === null) return undefined;
    const height = Number(tile[1]);
    const first = Number(tile[3]!.replace(/[x/]/g, '')) * 2 ** height;
    const width = Number(tile[4] ?? 2 ** height);
    if (tile[2] === 'data') {
      if (first + width > this.#records.length) return undefined;
      return Array.from({ length: width }, (_, index) => this.#record(first + index)).join('');
    }
    const hashes = (this.#levels[Number(tile[2]) * height] ?? []).slice(first, first + width);
    return hashes.length === width ? Buffer.concat(hashes) : undefined;
  }

  #record(id: number): string {
    return `${id}\n${this.#records[id]!}\n`;
  }

  #signedTree(): string {
    const size = this.#records.length;
    const hash = size === 0 ? sha256('') : this.#treeHash();
    return this.#signer.sign(`go.sum database tree\n${size}\n${hash.toString('base64')}\n`);
  }

  /** A tree hangs together from complete ones of falling size, joined from the smallest up. */
  #treeHash(): Buffer {
    const complete = this.#levels
      .filter((hashes) => hashes.length % 2 === 1)
      .map((hashes) => hashes.at(-1)!);
    return complete.reduce((right, left) => nodeHash(left, right));
  }
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return sha256('\u0001', left, right);
}

function sha256(...parts: (string | Buffer)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
