// The addon runs the raw functions, unless a handle belongs to another engine: then its functions are
// called. Wrappers around the raw functions find out, and trace calls for diagnostics. They are put in
// place when they are first needed, so that programs without either pay nothing.
import type { RawFunctions } from './generated/raw.js';
import type { RawError } from './raw-error.js';

/** The property of a handle with the engine that made it. A registered symbol, shared by all copies. */
export const ENGINE: unique symbol = Symbol.for('@libvirt/native.engine');

/** Another implementation of the raw functions than the addon. Functions that it lacks reject. */
export interface Engine extends Partial<RawFunctions> {
  /** The package that brings it, for error messages. */
  readonly packageName: string;
  /** As the addon's; does nothing with the promise of another engine. */
  readonly abandon: (call: Promise<unknown>) => void;
}

type Raw = (...args: unknown[]) => unknown;
type Functions = Record<string, Raw>;

/** Makes a raw call and reports it. */
export type Tracer = (name: string, raw: Raw, args: unknown[]) => unknown;

/** VIR_ERR_NO_SUPPORT: libvirt's own code for a missing function. */
const NO_SUPPORT = 3;

/** The wrappers around the functions of one object. */
export class Layers {
  readonly #functions: Functions;
  readonly #own = new Map<string, Raw>();
  readonly #engines = new Set<Engine>();
  #tracer: Tracer | undefined;

  /** Changes nothing yet. */
  constructor(functions: object) {
    this.#functions = functions as Functions;
  }

  /** Traces all calls from now on. */
  trace(tracer: Tracer): void {
    this.#tracer = tracer;
    this.#wrap();
  }

  /** Lets calls reach another engine. Returns its functions, for calls without a handle. */
  add(engine: Engine): RawFunctions {
    if (!this.#engines.has(engine)) {
      this.#engines.add(engine);
      this.#wrap();
    }
    return new Proxy(engine, {
      get: (_, name: string) => {
        const raw = (engine as unknown as Partial<Functions>)[name];
        return (...args: unknown[]) => this.#call(name, raw ?? refuse(name, engine), args);
      },
    }) as RawFunctions;
  }

  #wrap(): void {
    const functions = this.#functions;
    const names = [functions, ...this.#engines].flatMap((each) => Object.keys(each));
    for (const name of names) {
      if (this.#own.has(name) || !/^vir|^abandon$/.test(name)) continue;
      const own = functions[name]!;
      this.#own.set(name, own);
      functions[name] =
        name === 'abandon'
          ? (call) => {
              for (const { abandon } of [{ abandon: own }, ...this.#engines]) {
                abandon(call as Promise<unknown>);
              }
            }
          : (...args) => this.#call(name, this.#choose(name, args[0]) ?? own, args);
    }
  }

  #choose(name: string, first: unknown): Raw | undefined {
    const engine = engineOf(first);
    return engine && ((engine as unknown as Partial<Functions>)[name] ?? refuse(name, engine));
  }

  #call(name: string, raw: Raw, args: unknown[]): unknown {
    return this.#tracer ? this.#tracer(name, raw, args) : raw(...args);
  }
}

/** Returns the engine of a handle, or of the first of several; `undefined` if it is the addon. */
function engineOf(first: unknown): Engine | undefined {
  const handle: unknown = Array.isArray(first) ? first[0] : first;
  if (typeof handle !== 'object' || handle === null) return undefined;
  return (handle as { readonly [ENGINE]?: Engine })[ENGINE];
}

function refuse(name: string, { packageName }: Engine): Raw {
  const reason: RawError = {
    code: NO_SUPPORT,
    domain: 0,
    level: 2,
    message: `${packageName} cannot call ${name}: open the connection without the option engine`,
    int1: 0,
    int2: 0,
  };
  return () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a record, like those of the addon
    throw reason;
  };
}
