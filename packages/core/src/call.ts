import { native } from '@libvirt/native';
import { LibvirtError, toError } from './errors.js';
import { checkOptions, checkSignal, type OptionKeys } from './options.js';
import { fromCaller } from './stack.js';

/** What every method that waits for libvirt takes as its last argument. */
export interface CallOptions {
  /**
   * Abandons the wait: the promise rejects with the signal's reason at once, and nothing is called
   * if the signal is aborted already. libvirt's call cannot be stopped: it ends in the background,
   * no longer keeps the process alive, and what it returns is released.
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a raw call and waits for it. The error is made here, where the stack still knows the
 * caller. `discard` releases what comes after the wait was abandoned.
 */
export async function settle<T>(
  call: () => Promise<T>,
  options?: CallOptions,
  discard?: (late: T) => unknown,
): Promise<T> {
  const signal = signalOf(options);
  const called = attempt(call);
  try {
    return await (signal ? untilAborted(called, signal, discard) : called);
  } catch (reason) {
    // A signal's reason may be anything.
    if (signal?.aborted && reason === signal.reason) throw reason;
    const error = toError(reason);
    // Others come from functions of the user's that libvirt's data went through.
    throw error instanceof LibvirtError ? fromCaller(error) : error;
  }
}

/** The same for a raw function that does not wait. */
export function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (reason) {
    throw fromCaller(toError(reason));
  }
}

/**
 * A raw call whose arguments have other names in C than in the documentation: a wrong one is told by
 * the latter.
 * @param names the documented names, by those in C
 * @param call the call
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

/** The signal of a call's options; throws what is wrong with them, or the reason of its abort. */
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
      // The call held the process alive for somebody who waits.
      native.unhold();
      native.abandon(called);
      // A signal's reason may be anything.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    const waited = () => {
      unlisten(signal, abandon);
      if (abandoned) native.hold();
    };
    listen(signal, abandon);
    called.then(
      (value) => {
        waited();
        if (abandoned) discard?.(value);
        else resolve(value);
      },
      (reason: unknown) => {
        waited();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- made one above
        reject(reason);
      },
    );
  });
}

/** Who waits with each signal. Node warns of a leak where one signal has many listeners. */
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
