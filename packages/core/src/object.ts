import type { Handle } from '@libvirt/native';
import { settle, signalOf, type CallOptions } from './call.js';
import { noteReference } from './diagnostics.js';
import { freedError } from './errors.js';
import { INSPECT } from './inspect.js';
import { REFERENCE } from './options.js';
import { fromCaller, isCalledByUsers } from './stack.js';

/** A reference, whatever its object is. */
export interface AnyReference {
  readonly uri: string | null;
}

/** The reference to a libvirt object that an object of this package owns. */
export class Reference<H extends Handle<string>> {
  readonly #className: string;
  readonly #invalid: number;
  readonly #origin: AnyReference | string | null;
  #handle: H | undefined;

  /**
   * Takes over a handle. `invalid` is libvirt's error code for an invalid object of the class, `origin`
   * the reference of the object that it comes from, or the URI of a connection.
   */
  constructor(className: string, invalid: number, handle: H, origin: AnyReference | string | null) {
    this.#className = className;
    this.#invalid = invalid;
    this.#origin = origin;
    this.#handle = handle;
  }

  /** The handle for raw calls. Throws if the object has been freed. */
  get handle(): H {
    if (this.#handle === undefined) throw fromCaller(freedError(this.#className, this.#invalid));
    noteReference(this.#handle, this);
    return this.#handle;
  }

  /** The URI with which the connection was opened; `null` for libvirt's default. */
  get uri(): string | null {
    return typeof this.#origin === 'string' ? this.#origin : (this.#origin?.uri ?? null);
  }

  /** Whether the object has been freed. */
  get released(): boolean {
    return this.#handle === undefined;
  }

  /** Frees the handle. Waits for the calls in flight on it. */
  release(how: (handle: H) => Promise<number>, options?: CallOptions): Promise<number> {
    const release = () => {
      const { handle } = this;
      this.#handle = undefined;
      return how(handle);
    };
    return settle(release, options);
  }

  /** Replaces the handle by another one of the same object, and returns the old one. */
  replace(handle: H): H {
    const before = this.handle;
    this.#handle = handle;
    return before;
  }
}

export { REFERENCE };

/** An object that owns a reference. */
export interface Referenced<H extends Handle<string>> {
  readonly [REFERENCE]: Reference<H>;
}

/**
 * A libvirt object. It owns one reference to libvirt's own object, which `free()` or `await using`
 * releases; otherwise, the garbage collector does.
 */
export abstract class LibvirtObject<H extends Handle<string>>
  implements AsyncDisposable, Referenced<H>
{
  declare readonly [REFERENCE]: Reference<H>;
  readonly #free: (handle: H) => Promise<number>;

  /**
   * Takes over a handle. `owner` is the object that it comes from, `invalid` libvirt's error code for
   * an invalid object of the class.
   */
  protected constructor(
    owner: { readonly [REFERENCE]: AnyReference },
    invalid: number,
    free: (handle: H) => Promise<number>,
    handle: H,
  ) {
    const { name } = this.constructor;
    setReference(this, new Reference(name, invalid, handle, owner[REFERENCE]));
    isCalledByUsers(this.constructor);
    this.#free = free;
  }

  /** The handle for raw calls. */
  protected get handle(): H {
    return this[REFERENCE].handle;
  }

  /**
   * Frees the object. Waits for the calls in flight on it. The domain, network or other resource
   * itself is not changed. Later calls, including a second `free()`, reject with libvirt's error code
   * for an invalid object, such as `VIR_ERR_INVALID_DOMAIN`.
   *
   * C: `virDomainFree` and its counterparts.
   * @throws {LibvirtError} if the object has already been freed
   */
  async free(options?: CallOptions): Promise<void> {
    signalOf(options);
    this.beforeFree();
    await this[REFERENCE].release(this.#free, options);
  }

  /** Frees the object unless it has been freed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this[REFERENCE].released) await this.free();
  }

  /** Returns the text that `console.log` shows. */
  [INSPECT](): string {
    const { released } = this[REFERENCE];
    return `${this.constructor.name} { ${released ? 'freed' : this.describe()} }`;
  }

  /** Releases what belongs to the object besides the reference. */
  protected beforeFree(): void {
    // Most objects own nothing else.
  }

  /** Returns a short text that identifies the object for people, such as its name. */
  protected abstract describe(): string;
}

/** Sets the reference of an object. Not enumerable, so that `console.log` does not show it. */
export function setReference<H extends Handle<string>>(
  object: object,
  reference: Reference<H>,
): void {
  Object.defineProperty(object, REFERENCE, { value: reference });
}

/**
 * Returns the handle of an object that was passed as an argument. A value without a handle is
 * returned as it is, for the raw function to reject with the name of the argument.
 */
export function handleOf<H extends Handle<string>>(object: Referenced<H>): H;
export function handleOf<H extends Handle<string>>(object: Referenced<H> | null): H | null;
export function handleOf<H extends Handle<string>>(object: Referenced<H> | null): H | null {
  const given: unknown = object;
  if (typeof given !== 'object' || given === null || !(REFERENCE in given)) return given as null;
  return (given as Referenced<H>)[REFERENCE].handle;
}

/** A class whose objects have an owner: the connection of a network, the network of a port. */
type OwnedClass<Owner, H extends Handle<string>, T> = new (owner: Owner, handle: H) => T;

/** Makes a raw call that returns a handle, and wraps the handle in an object. */
export async function one<Owner, H extends Handle<string>, T extends AsyncDisposable>(
  Class: OwnedClass<Owner, H, T>,
  owner: Owner,
  call: () => Promise<H>,
  options?: CallOptions,
): Promise<T> {
  return new Class(owner, await settle(call, options, (late) => discard(new Class(owner, late))));
}

/** Makes a raw call that returns many handles, and wraps each in an object. */
export async function all<Owner, H extends Handle<string>, T extends AsyncDisposable>(
  Class: OwnedClass<Owner, H, T>,
  owner: Owner,
  call: () => Promise<readonly H[]>,
  options?: CallOptions,
): Promise<T[]> {
  const make = (handle: H) => new Class(owner, handle);
  const handles = await settle(call, options, (late) => late.map(make).map(discard));
  return handles.map(make);
}

/** Frees an abandoned object; errors are ignored. */
export function discard(object: AsyncDisposable): void {
  object[Symbol.asyncDispose]().then(undefined, () => undefined);
}
