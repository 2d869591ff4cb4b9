import { native } from '@libvirt/native';
import { toError } from './errors.js';

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
  let called;
  try {
    called = call();
    if (!signal) return await called;
  } catch (reason) {
    throw toError(reason);
  }
  return await untilAborted(called, signal, discard);
}

/** The same for a raw function that does not wait. */
export function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (reason) {
    throw toError(reason);
  }
}

/** The signal of a call's options; throws what is wrong with them, or the reason of its abort. */
export function signalOf(options: CallOptions | undefined): AbortSignal | undefined {
  if (options === undefined) return undefined;
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) {
    throw new TypeError('options must be an object');
  }
  const { signal } = options;
  if (signal === undefined) return undefined;
  if (!((signal as unknown) instanceof AbortSignal)) {
    throw new TypeError('options.signal must be an AbortSignal');
  }
  signal.throwIfAborted();
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
        reject(toError(reason));
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
