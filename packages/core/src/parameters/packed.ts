import type { PackedParameters, PackedShape } from '@libvirt/native';
import { layOut, type Layout, type Placement } from './layout.js';
import {
  canGenerate,
  generatedReader,
  interpretedReader,
  type Reader,
  type Values,
} from './readers.js';

/** Decodes each record to an object, laid out by the placement. */
export function unpack<T>(packed: PackedParameters, placement: Placement<T>): T[] {
  const { shapes, strings, values } = packed;
  const numbers = new Float64Array(values);
  const views: Values = {
    numbers,
    signed: new BigInt64Array(values),
    unsigned: new BigUint64Array(values),
    strings,
  };
  const readers = shapes.map((shape) => readerOf(shape, placement));
  const records: T[] = [];
  // A record is one slot for the index of its shape and one per name: as many as the shape has
  // elements.
  for (let start = 0; start < numbers.length; start += shapes[numbers[start]!]!.length) {
    records.push(readers[numbers[start]!]!.read(views, start) as T);
  }
  return records;
}

/** For fewer records, interpreting the layout is faster than generating a function. */
const WORTH_GENERATING = 4;

/** Reads the records of one shape. */
class ShapeReader {
  readonly #layout: Layout;
  #reader: Reader;
  #records = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#reader = interpretedReader(layout);
  }

  read(values: Values, start: number): object {
    this.#records += 1;
    if (this.#records === WORTH_GENERATING && canGenerate()) {
      this.#reader = generatedReader(this.#layout);
    }
    return this.#reader(values, start);
  }
}

/**
 * Number of shapes cached per placement: a host that sends ever new ones must not exhaust memory.
 */
const SHAPES_KEPT = 500;

const placements = new WeakMap<Placement<unknown>, Map<string, ShapeReader>>();

function readerOf(shape: PackedShape, placement: Placement<unknown>): ShapeReader {
  const readers = placements.get(placement) ?? new Map<string, ShapeReader>();
  placements.set(placement, readers);
  // Names come from C, so none contains a NUL.
  const key = shape.join('\0');
  const reader = readers.get(key) ?? new ShapeReader(layOut(shape, placement));
  // Least recently used is evicted first.
  readers.delete(key);
  readers.set(key, reader);
  if (readers.size > SHAPES_KEPT) readers.delete(readers.keys().next().value!);
  return reader;
}
