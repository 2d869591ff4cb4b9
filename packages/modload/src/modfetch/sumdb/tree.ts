import { createHash } from 'node:crypto';
import { ModloadError } from '../../base/errors.js';

/** The head of a log: how many records it has, and the hash over all of them. */
export interface TreeHead {
  readonly size: number;
  readonly hash: Buffer;
}

/** The head of a log without records. */
export const emptyTree: TreeHead = { size: 0, hash: Buffer.alloc(32) };

/** The hash of a record. */
export function recordHash(data: string): Buffer {
  return createHash('sha256').update('\0').update(data).digest();
}

/** The hash of two subtrees together. */
function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update('\x01').update(left).update(right).digest();
}

/**
 * Reads the text of a signed tree head.
 *
 * @throws {ModloadError} if it is none.
 */
export function parseTree(text: string): TreeHead {
  const malformed = new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', 'malformed tree note');
  const [title, count, encoded, rest] = text.split('\n', 4);
  if (title !== 'go.sum database tree' || encoded === undefined || rest === undefined) {
    throw malformed;
  }
  const size = Number(count);
  const hash = Buffer.from(encoded, 'base64');
  if (!/^\d+$/.test(count!) || !Number.isSafeInteger(size) || hash.length !== 32) throw malformed;
  return { size, hash };
}

/** What a database answers for a module: a record, and a signed tree head that has it. */
export interface LookupAnswer {
  readonly id: number;
  readonly record: string;
  readonly note: string;
}

/**
 * Reads the answer of a database for a module.
 *
 * @throws {ModloadError} if it is none.
 */
export function parseLookup(text: string): LookupAnswer {
  const malformed = new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', 'malformed record data');
  const match = /^(\d+)\n((?:[^\n]+\n)+)\n([^]*)$/.exec(text);
  if (match === null) throw malformed;
  const [, digits = '', record = '', note = ''] = match;
  const id = Number(digits);
  if (!Number.isSafeInteger(id) || /[^\n\P{Cc}]|\ufffd/u.test(record)) throw malformed;
  return { id, record, note };
}

const tileHeight = 8;
const tileWidth = 2 ** tileHeight;
const hashSize = 32;

/**
 * A part of the log as it is served: `width` neighbouring hashes of one level. Levels of tiles are eight
 * levels of the tree apart.
 */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** Where a tile is served, and kept. */
export function tilePath({ level, index, width }: Tile): string {
  let name = String(index % 1000).padStart(3, '0');
  for (let left = Math.floor(index / 1000); left > 0; left = Math.floor(left / 1000)) {
    name = `x${String(left % 1000).padStart(3, '0')}/${name}`;
  }
  return `tile/${tileHeight}/${level}/${name}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** The tile with all hashes that it can have. */
export function fullTile(tile: Tile): Tile {
  return { ...tile, width: tileWidth };
}

/** Gives tiles, which need not be right, and keeps those that were proved to be. */
export interface TileSource {
  read(tile: Tile): Promise<Buffer>;
  save(tile: Tile, data: Buffer): void;
}

/** The hash of so many neighbouring hashes, a power of two. */
function hashOf(data: Buffer, start: number, count: number): Buffer {
  if (count === 1) return data.subarray(start * hashSize, (start + 1) * hashSize);
  const half = count / 2;
  return nodeHash(hashOf(data, start, half), hashOf(data, start + half, half));
}

/** A complete subtree: the `index`th on its level of the tree. */
interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** The largest complete subtrees that a range of records consists of; it starts where the first fits. */
function decompose(start: number, end: number): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let position = start; position < end;) {
    const level = Math.floor(Math.log2(end - position));
    const size = 2 ** level;
    subtrees.push({ level, index: position / size });
    position += size;
  }
  return subtrees;
}

/** Reads hashes of a log, and proves each to be in the tree with the given head. */
export class Tree {
  readonly head: TreeHead;
  readonly #source: TileSource;
  readonly #tiles = new Map<string, Promise<Buffer>>();
  #edge: Promise<Map<string, Buffer>> | undefined;

  /** Nothing is read yet. */
  constructor(head: TreeHead, source: TileSource) {
    this.head = head;
    this.#source = source;
  }

  /** The hash of a record. Rejects when the source gives no proof for it. */
  async record(id: number): Promise<Buffer> {
    return await this.#subtree({ level: 0, index: id });
  }

  /** The hash over the first records. Rejects when the source gives no proof for it. */
  async hashOfFirst(size: number): Promise<Buffer> {
    return await this.#range(0, size);
  }

  /** The hashes that prove that the tree with so many records is the beginning of this one. */
  async proveFirst(size: number): Promise<Buffer[]> {
    const prove = async (start: number, end: number): Promise<Buffer[]> => {
      if (size === end) return start === 0 ? [] : [await this.#range(start, end)];
      const middle = start + 2 ** Math.floor(Math.log2(end - start - 1));
      if (size <= middle) return [...(await prove(start, middle)), await this.#range(middle, end)];
      const left = await this.#range(start, middle);
      return [...(await prove(middle, end)), left];
    };
    return await prove(0, this.head.size);
  }

  async #range(start: number, end: number): Promise<Buffer> {
    const hashes = await Promise.all(decompose(start, end).map((each) => this.#subtree(each)));
    return hashes.reduceRight((right, left) => nodeHash(left, right));
  }

  async #subtree({ level, index }: Subtree): Promise<Buffer> {
    const tileLevel = Math.floor(level / tileHeight);
    const count = 2 ** (level - tileLevel * tileHeight);
    const first = index * count;
    const tileIndex = Math.floor(first / tileWidth);
    const data = await this.#tile(tileLevel, tileIndex);
    return hashOf(data, first - tileIndex * tileWidth, count);
  }

  /** How many hashes a level of tiles has. */
  #countAt(tileLevel: number): number {
    return Math.floor(this.head.size / tileWidth ** tileLevel);
  }

  #tile(level: number, index: number): Promise<Buffer> {
    const width = Math.min(tileWidth, this.#countAt(level) - index * tileWidth);
    const key = `${level}/${index}`;
    let data = this.#tiles.get(key);
    if (data === undefined) {
      data = width === tileWidth ? this.#readFull(level, index) : this.#readEdge(level);
      this.#tiles.set(key, data);
    }
    return data;
  }

  async #read(tile: Tile): Promise<Buffer> {
    const data = await this.#source.read(tile);
    if (data.length !== tile.width * hashSize) throw inconsistent();
    return data;
  }

  /** A tile that cannot grow: the one above has its hash. */
  async #readFull(level: number, index: number): Promise<Buffer> {
    const tile = { level, index, width: tileWidth };
    const [data, parent] = await Promise.all([
      this.#read(tile),
      this.#tile(level + 1, Math.floor(index / tileWidth)),
    ]);
    if (!hashOf(data, 0, tileWidth).equals(hashOf(parent, index % tileWidth, 1))) {
      throw inconsistent();
    }
    this.#source.save(tile, data);
    return data;
  }

  /** A tile that can still grow: the hash of the tree is made of these. */
  async #readEdge(level: number): Promise<Buffer> {
    this.#edge ??= this.#proveEdge();
    return (await this.#edge).get(String(level))!;
  }

  async #proveEdge(): Promise<Map<string, Buffer>> {
    const tiles: Tile[] = [];
    for (let level = 0; this.#countAt(level) > 0; level++) {
      const count = this.#countAt(level);
      const width = count % tileWidth;
      if (width > 0) tiles.push({ level, index: Math.floor(count / tileWidth), width });
    }
    const data = await Promise.all(tiles.map((tile) => this.#read(tile)));
    // From the widest subtree, in the highest tile, down to single records.
    const hashes: Buffer[] = [];
    for (const [position, { width }] of [...tiles.entries()].reverse()) {
      for (const { level, index } of decompose(0, width)) {
        const count = 2 ** level;
        hashes.push(hashOf(data[position]!, index * count, count));
      }
    }
    const root = hashes.reduceRight((right, left) => nodeHash(left, right));
    if (!root.equals(this.head.hash)) throw inconsistent();
    const edge = new Map<string, Buffer>();
    for (const [position, tile] of tiles.entries()) {
      this.#source.save(tile, data[position]!);
      edge.set(String(tile.level), data[position]!);
    }
    return edge;
  }
}

function inconsistent(): ModloadError {
  return new ModloadError('ERR_MODLOAD_CHECKSUM_DATABASE', 'downloaded inconsistent tile');
}
