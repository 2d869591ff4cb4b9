import type { PackedParameters, PackedShape } from '@libvirt/native';
import { layOut, type Placement } from './layout.js';
import { canGenerate, generatedReader, interpretedReader, type Reader } from './readers.js';

/** Makes an object of each record, as the placement says. */
export function unpack<T>(packed: PackedParameters, placement: Placement<T>): T[] {
  const { shapes, strings, values } = packed;
  const numbers = new Float64Array(values);
  const views = {
    numbers,
    signed: new BigInt64Array(values),
    unsigned: new BigUint64Array(values),
    strings,
  };
  const readers = shapes.map((shape) => readerOf(shape, placement));
  const records: T[] = [];
  // A record takes one slot for the number of its shape and one for each name, as many as the
  // shape has elements.
  for (let start = 0; start < numbers.length; start += shapes[numbers[start]!]!.length) {
    records.push(readers[numbers[start]!]!(views, start) as T);
  }
  return records;
}
