import { close, closeSync } from 'node:fs';
import { inspect, promisify } from 'node:util';

const closeFile = promisify(close);

/** Closes what was forgotten. Told the numbers, since the object is gone by then. */
const forgotten = new FinalizationRegistry((numbers: number[]) => {
  for (const number of numbers.splice(0)) closeSync(number);
});

/**
 * File descriptors that came from libvirt, in its order. They are closed with `close()` or
 * `await using` or, if both are forgotten, by the garbage collector, unless {@link take} has handed
 * them over to somebody else.
 */
export class FileDescriptors implements Iterable<number>, AsyncDisposable {
  /** Empty once they were closed or taken. */
  readonly #numbers: number[];

  /** Owns descriptors from here on; made by what receives them. */
  constructor(numbers: readonly number[]) {
    this.#numbers = [...numbers];
    forgotten.register(this, this.#numbers, this);
  }

  /** How many there are; 0 once they were closed or taken. */
  get length(): number {
    return this.#numbers.length;
  }

  /** Their numbers, for use as long as this object is. */
  [Symbol.iterator](): Iterator<number> {
    return this.#numbers.values();
  }

  /** Hands all of them over: the caller closes them. */
  take(): number[] {
    return this.#numbers.splice(0);
  }

  /** Closes them. Harmless if done before. */
  async close(): Promise<void> {
    forgotten.unregister(this);
    await Promise.all(this.take().map((number) => closeFile(number)));
  }

  /** Closes them unless that has been done. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** What `console.log` shows of it. */
  [inspect.custom](): string {
    return `FileDescriptors [${this.#numbers.join(', ')}]`;
  }
}
