import { native } from '@libvirt/native';
import { observeCalls } from './diagnostics.js';
import { LibvirtError, toError } from './errors.js';
import { checkOptions, checkSignal, type OptionKeys } from './options.js';
import { fromCaller } from './stack.js';

/** Options of every asynchronous method, which takes them as its last argument. */
export interface CallOptions {
  /**
   * Abandons the call: the promise rejects at once with the signal's reason. If the signal is
   * already aborted, libvirt is not called. A call of libvirt's cannot be interrupted: it finishes in
   * the background, no longer keeps the process alive, and its result is freed.
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a raw call and waits for it. The error is created here, where the stack still has the
 * caller.
 * @param call the raw call
 * @param options the user's options
 * @param discard frees a result that arrives after the call was abandoned
 */
export async function settle<T>(
  call: () => Promise<T>,
  options?: CallOptions,
  discard?: (late: T) => unknown,
): Promise<T> {
  const signal = signalOf(options);
  observeCalls();
  const called = attempt(call);
  try {
    return await (signal ? untilAborted(called, signal, discard) : called);
  } catch (reason) {
    // A signal's reason may be anything.
    if (signal?.aborted && reason === signal.reason) throw reason;
    const error = toError(reason);
    // Other errors come from the user's functions; their stack stays.
    throw error instanceof LibvirtError ? fromCaller(error) : error;
  }
}

/** Makes a synchronous raw call. */
export function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (reason) {
    throw fromCaller(toError(reason));
  }
}

/**
 * Wraps a raw call whose arguments have other names in C, so that errors have the documented names.
 * @param names the documented names by the names in C
 * @param call the raw call
 */
export function renaming<T>(names: Readonly<Record<string, string>>, call: () => T): () => T {
  return () => {
    try {
      return call();
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError) {
        error.message = error.message.replace(/^\w+/, (name) => names[name] ?? name);
      }
      throw error;
    }
  };
}

const CALL_OPTIONS: OptionKeys<CallOptions> = { signal: true };

/** Returns the signal of a call's options. Throws if they are wrong, or the signal is aborted. */
export function signalOf(options: CallOptions | undefined): AbortSignal | undefined {
  if (options === undefined) return undefined;
  checkOptions(options, CALL_OPTIONS);
  const { signal } = options;
  checkSignal(signal);
  signal?.throwIfAborted();
  return signal;
}

function untilAborted<T>(
  called: Promise<T>,
  signal: AbortSignal,
  discard?: (late: T) => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let abandoned = false;
    const abandon = () => {
      abandoned = true;
      // Until now, the call kept the process alive for its caller.
      native.unref();
      native.abandon(called);
      // A signal's reason may be anything.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    const settled = () => {
      unlisten(signal, abandon);
      if (abandoned) native.ref();
    };
    listen(signal, abandon);
    called.then(
      (value) => {
        settled();
        if (abandoned) discard?.(value);
        else resolve(value);
      },
      (reason: unknown) => {
        settled();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- becomes an Error in settle()
        reject(reason);
      },
    );
  });
}

/** The waiting calls of each signal: one listener for all, as Node warns of many on one signal. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

function listen(signal: AbortSignal, abandon: () => void): void {
  let all = waiting.get(signal);
  if (!all) {
    all = new Set();
    waiting.set(signal, all);
  }
  if (all.size === 0) signal.addEventListener('abort', onAbort, { once: true });
  all.add(abandon);
}

function unlisten(signal: AbortSignal, abandon: () => void): void {
  const all = waiting.get(signal);
  if (all?.delete(abandon) && all.size === 0) signal.removeEventListener('abort', onAbort);
}

function onAbort(this: AbortSignal): void {
  for (const abandon of [...(waiting.get(this) ?? [])]) abandon();
}
