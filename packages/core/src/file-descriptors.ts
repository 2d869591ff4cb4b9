import { nodeModule } from '@libvirt/native';
import { INSPECT } from './inspect.js';

/** Closes descriptors of a collected object. It holds the array of numbers, not the object. */
const forgotten = new FinalizationRegistry((numbers: number[]) => {
  for (const number of numbers.splice(0)) nodeModule('node:fs').closeSync(number);
});

/**
 * File descriptors received from libvirt, in its order. The object owns them: they are closed by
 * `close()` or `await using`, and otherwise when it is garbage-collected, unless {@link take}
 * transfers them to the caller.
 */
export class FileDescriptors implements Iterable<number>, AsyncDisposable {
  /** Empty once closed or taken. */
  readonly #numbers: number[];

  /** Takes ownership of open file descriptors. */
  constructor(numbers: readonly number[]) {
    this.#numbers = [...numbers];
    forgotten.register(this, this.#numbers, this);
  }

  /** The number of descriptors; 0 once closed or taken. */
  get length(): number {
    return this.#numbers.length;
  }

  /**
   * Iterates over the descriptors' numbers. Use them only while this object is reachable and not
   * closed.
   */
  [Symbol.iterator](): Iterator<number> {
    return this.#numbers.values();
  }

  /**
   * Transfers all descriptors to the caller, who then has to close them. The object is empty
   * afterwards.
   * @returns Their numbers; an empty array once closed or taken.
   */
  take(): number[] {
    return this.#numbers.splice(0);
  }

  /** Closes all descriptors. Does nothing if they are already closed or taken. */
  async close(): Promise<void> {
    forgotten.unregister(this);
    await Promise.all(this.take().map(closeFile));
  }

  /** Closes all descriptors, as {@link close} does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Returns what `console.log` and `util.inspect` print. */
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
