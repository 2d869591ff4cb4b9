// Typed parameters on the wire, and in the form that raw functions give them: PackedParameters.
import type { PackedParameters, PackedShape, TypedParameter } from '@libvirt/core/internal';
import { ProtocolError } from './xdr/error.js';
import { STRING_MAX, type XdrReader } from './xdr/reader.js';
import type { XdrWriter } from './xdr/writer.js';

/** The letter of each virTypedParameterType in a shape. */
const LETTERS = ['', 'i', 'u', 'l', 'L', 'd', 'b', 's'] as const;

/** The fewest bytes of a parameter: its name, its type and its value. */
const LEAST = 12;

/** A tree of shapes: one step for each parameter, so that alike records find theirs without comparing. */
interface Step {
  /** The parameter that follows in most records, and its step. */
  key: string | undefined;
  usual: Step | undefined;
  /** Those that follow in others. */
  others: Map<string, Step> | undefined;
  /** The index of the shape that ends here. */
  shape: number | undefined;
}

const newStep = (): Step => ({
  key: undefined,
  usual: undefined,
  others: undefined,
  shape: undefined,
});

/** Returns the step of the parameter that follows. */
function follow(step: Step, key: string): Step {
  if (step.key === key) return step.usual!;
  if (step.usual === undefined) {
    step.key = key;
    return (step.usual = newStep());
  }
  step.others ??= new Map();
  let next = step.others.get(key);
  if (!next) step.others.set(key, (next = newStep()));
  return next;
}

function viewsOf(buffer: ArrayBuffer) {
  return {
    numbers: new Float64Array(buffer),
    signed: new BigInt64Array(buffer),
    unsigned: new BigUint64Array(buffer),
  };
}

/** Packs records. */
export class Packer {
  readonly #shapes: PackedShape[] = [];
  readonly #strings: string[] = [];
  readonly #stringIndex = new Map<string, number>();
  readonly #root = newStep();
  #views = viewsOf(new ArrayBuffer(512));
  /** In slots of 8 bytes. */
  #used = 0;
  #record = 0;
  #step = this.#root;
  #types = '';
  #names: string[] = [];

  /** Begins a record. */
  begin(): void {
    this.#record = this.#used;
    this.#slot();
    this.#step = this.#root;
    this.#types = '';
    this.#names = [];
  }

  /** Ends the record. */
  end(): void {
    const step = this.#step;
    if (step.shape === undefined) {
      step.shape = this.#shapes.length;
      this.#shapes.push([this.#types, ...this.#names]);
    }
    this.#views.numbers[this.#record] = step.shape;
  }

  double(letter: 'i' | 'u' | 'd' | 'b', name: string, value: number): void {
    this.#enter(letter, name);
    const at = this.#slot();
    this.#views.numbers[at] = value;
  }

  signed(name: string, value: bigint): void {
    this.#enter('l', name);
    const at = this.#slot();
    this.#views.signed[at] = value;
  }

  unsigned(name: string, value: bigint): void {
    this.#enter('L', name);
    const at = this.#slot();
    this.#views.unsigned[at] = value;
  }

  string(name: string, value: string): void {
    this.#enter('s', name);
    let index = this.#stringIndex.get(value);
    if (index === undefined) {
      index = this.#strings.length;
      this.#strings.push(value);
      this.#stringIndex.set(value, index);
    }
    const at = this.#slot();
    this.#views.numbers[at] = index;
  }

  /** Reads the parameters of a record from the wire. */
  read(reader: XdrReader, limit: number): void {
    this.begin();
    const count = reader.count(limit, LEAST);
    for (let index = 0; index < count; index += 1) this.readParameter(reader);
    this.end();
  }

  /** Reads a parameter of the record that was begun. */
  readParameter(reader: XdrReader): void {
    const name = reader.string(STRING_MAX);
    const type = reader.int();
    switch (LETTERS[type]) {
      case 'i':
        this.double('i', name, reader.int());
        break;
      case 'u':
        this.double('u', name, reader.uint());
        break;
      case 'l':
        this.signed(name, reader.hyper());
        break;
      case 'L':
        this.unsigned(name, reader.uhyper());
        break;
      case 'd':
        this.double('d', name, reader.double());
        break;
      case 'b':
        this.double('b', name, reader.int() === 0 ? 0 : 1);
        break;
      case 's':
        this.string(name, reader.string(STRING_MAX));
        break;
      default:
        throw new ProtocolError(`a typed parameter has the type ${type}`);
    }
  }

  /** Returns all records. */
  take(): PackedParameters {
    const values = this.#views.numbers.buffer.slice(0, this.#used * 8);
    return { shapes: this.#shapes, strings: this.#strings, values };
  }

  #enter(letter: string, name: string): void {
    this.#step = follow(this.#step, letter + name);
    this.#types += letter;
    this.#names.push(name);
  }

  #slot(): number {
    const at = this.#used;
    this.#used += 1;
    const { numbers } = this.#views;
    if (this.#used > numbers.length) {
      this.#views = viewsOf(new ArrayBuffer(2 * numbers.byteLength));
      this.#views.numbers.set(numbers);
    }
    return at;
  }
}

/** Reads the parameters of one record. */
export function readTypedParameters(reader: XdrReader, limit: number): PackedParameters {
  const packer = new Packer();
  packer.read(reader, limit);
  return packer.take();
}

/** Reads pairs of a name and an unsigned number. */
export function readStats(reader: XdrReader, limit: number): PackedParameters {
  const packer = new Packer();
  packer.begin();
  const count = reader.count(limit, 12);
  for (let index = 0; index < count; index += 1) {
    packer.unsigned(reader.string(STRING_MAX), reader.uhyper());
  }
  packer.end();
  return packer.take();
}

/** Writes parameters that have been checked. */
export function writeTypedParameters(
  writer: XdrWriter,
  parameters: readonly TypedParameter[],
  limit: number,
): void {
  writer.count(parameters.length, limit);
  for (const [name, type, value] of parameters) {
    writer.string(name, STRING_MAX);
    writer.int(type);
    switch (LETTERS[type]) {
      case 'i':
        writer.int(value as number);
        break;
      case 'u':
        writer.uint(value as number);
        break;
      case 'l':
        writer.hyper(value as bigint);
        break;
      case 'L':
        writer.uhyper(value as bigint);
        break;
      case 'd':
        writer.double(value as number);
        break;
      case 'b':
        writer.int(value ? 1 : 0);
        break;
      default:
        writer.string(value as string, STRING_MAX);
    }
  }
}
