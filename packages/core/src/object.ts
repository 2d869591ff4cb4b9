import type { Handle } from '@libvirt/native';
import { settle, signalOf, type CallOptions } from './call.js';
import { freedError } from './errors.js';
import { INSPECT } from './inspect.js';
import { REFERENCE } from './options.js';
import { fromCaller, isCalledByUsers } from './stack.js';

/** The one reference to libvirt's object that an object of ours owns. */
export class Reference<H extends Handle<string>> {
  readonly #className: string;
  readonly #invalid: number;
  #handle: H | undefined;

  /** `invalid` is libvirt's error for the use of such an object after its end. */
  constructor(className: string, invalid: number, handle: H) {
    this.#className = className;
    this.#invalid = invalid;
    this.#handle = handle;
  }

  /** For raw calls; throws once it is freed. */
  get handle(): H {
    if (this.#handle === undefined) throw fromCaller(freedError(this.#className, this.#invalid));
    return this.#handle;
  }

  /** Whether it has been freed. */
  get released(): boolean {
    return this.#handle === undefined;
  }

  /** Gives the reference back, once the calls in flight on it have ended. */
  release(how: (handle: H) => Promise<number>, options?: CallOptions): Promise<number> {
    const release = () => {
      const { handle } = this;
      this.#handle = undefined;
      return how(handle);
    };
    return settle(release, options);
  }

  /** Owns another handle of the same object instead, and returns the one before. */
  replace(handle: H): H {
    const before = this.handle;
    this.#handle = handle;
    return before;
  }
}

export { REFERENCE };

/** An object with a handle. */
export interface Referenced<H extends Handle<string>> {
  readonly [REFERENCE]: Reference<H>;
}

/**
 * An object of libvirt: it owns one reference, which `free()`, `await using` or, if both are
 * forgotten, the garbage collector gives back.
 */
export abstract class LibvirtObject<H extends Handle<string>>
  implements AsyncDisposable, Referenced<H>
{
  declare readonly [REFERENCE]: Reference<H>;
  readonly #free: (handle: H) => Promise<number>;

  /** `invalid` is libvirt's error for the use of such an object after its end. */
  protected constructor(invalid: number, free: (handle: H) => Promise<number>, handle: H) {
    setReference(this, new Reference(this.constructor.name, invalid, handle));
    isCalledByUsers(this.constructor);
    this.#free = free;
  }

  /** The handle for raw calls. */
  protected get handle(): H {
    return this[REFERENCE].handle;
  }

  /**
   * Gives the reference back, once the calls in flight on it have ended; what it stands for is not
   * touched. Later calls reject with libvirt's code for an invalid object, a second `free()` too.
   *
   * C: `virDomainFree` and its like.
   */
  async free(options?: CallOptions): Promise<void> {
    signalOf(options);
    this.beforeFree();
    await this[REFERENCE].release(this.#free, options);
  }

  /** Frees the object unless that has been done. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this[REFERENCE].released) await this.free();
  }

  /** What `console.log` shows of it. */
  [INSPECT](): string {
    const { released } = this[REFERENCE];
    return `${this.constructor.name} { ${released ? 'freed' : this.describe()} }`;
  }

  /** Lets go of what goes with the reference. */
  protected beforeFree(): void {
    // Most objects have nothing else.
  }

  /** By what people know it. */
  protected abstract describe(): string;
}

/** Not enumerable: nobody who looks at an object wants to see it. */
export function setReference<H extends Handle<string>>(
  object: object,
  reference: Reference<H>,
): void {
  Object.defineProperty(object, REFERENCE, { value: reference });
}

/**
 * The handle of an object that was passed as an argument. Whatever is none is passed on as it is,
 * for the raw function to refuse with the name of the argument.
 */
export function handleOf<H extends Handle<string>>(object: Referenced<H>): H;
export function handleOf<H extends Handle<string>>(object: Referenced<H> | null): H | null;
export function handleOf<H extends Handle<string>>(object: Referenced<H> | null): H | null {
  const given: unknown = object;
  if (typeof given !== 'object' || given === null || !(REFERENCE in given)) return given as null;
  return (given as Referenced<H>)[REFERENCE].handle;
}

/** A class whose objects another one makes: the connection makes networks, a network its ports. */
type MadeBy<Owner, H extends Handle<string>, T> = new (owner: Owner, handle: H) => T;

/** Makes a raw call that returns a handle, and the object that owns it. */
export async function one<Owner, H extends Handle<string>, T extends AsyncDisposable>(
  Class: MadeBy<Owner, H, T>,
  owner: Owner,
  call: () => Promise<H>,
  options?: CallOptions,
): Promise<T> {
  return new Class(owner, await settle(call, options, (late) => discard(new Class(owner, late))));
}

/** The same for a raw call that returns many. */
export async function all<Owner, H extends Handle<string>, T extends AsyncDisposable>(
  Class: MadeBy<Owner, H, T>,
  owner: Owner,
  call: () => Promise<readonly H[]>,
  options?: CallOptions,
): Promise<T[]> {
  const make = (handle: H) => new Class(owner, handle);
  const handles = await settle(call, options, (late) => late.map(make).map(discard));
  return handles.map(make);
}

/** Releases what nobody waits for any more, who could be told that it failed. */
export function discard(object: AsyncDisposable): void {
  object[Symbol.asyncDispose]().then(undefined, () => undefined);
}
