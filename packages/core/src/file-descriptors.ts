import { nodeModule } from '@libvirt/native';
import { INSPECT } from './inspect.js';

/** Closes what was forgotten. Told the numbers, since the object is gone by then. */
const forgotten = new FinalizationRegistry((numbers: number[]) => {
  for (const number of numbers.splice(0)) nodeModule('node:fs').closeSync(number);
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
    await Promise.all(this.take().map(closeFile));
  }

  /** Closes them unless that has been done. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** What `console.log` shows of it. */
  [INSPECT](): string {
    return `FileDescriptors [${this.#numbers.join(', ')}]`;
  }
}

function closeFile(number: number): Promise<void> {
  return new Promise((resolve, reject) => {
    nodeModule('node:fs').close(number, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
