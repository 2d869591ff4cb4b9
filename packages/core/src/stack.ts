// An error's stack starts at the line of the user that made the call, and so does the code that
// Node.js prints for an uncaught one. V8 can cut the frames of one function and all that it calls,
// `await` included, but has to be given the function, and no function knows that it is the one that
// the user called. So the public functions are noted here, and when something fails, the outermost
// of them at the inner end of the stack is the one to cut at. That costs only calls that fail.

import { EventEmitter } from 'node:events';

type Callable = (...args: never[]) => unknown;

const owners = new Set<object>();
let byName: Map<string, Callable[]> | undefined;

/** Notes classes and functions that users call. */
export function isCalledByUsers(...called: readonly object[]): void {
  for (const each of called) {
    if (owners.has(each)) continue;
    owners.add(each);
    byName = undefined;
  }
}

/** Makes the stack of a new error start at the user's line; where there is none it stays. */
export function fromCaller<E extends Error>(error: E): E {
  const cut = calledByUser();
  if (cut) Error.captureStackTrace(error, cut);
  return error;
}

/** A wrong argument, as seen from the user's line. */
export function typeError(message: string): TypeError {
  return fromCaller(new TypeError(message));
}

/** An argument out of its range, as seen from the user's line. */
export function rangeError(message: string): RangeError {
  return fromCaller(new RangeError(message));
}

function calledByUser(): Callable | undefined {
  const functions = (byName ??= functionsByName());
  const passed = new Set<Callable>();
  let found: Callable | undefined;
  for (const frame of framesBeyond(calledByUser)) {
    const name = frame.getFunctionName() ?? '';
    // A function of the user's may have the same name.
    const isHere = (each: Callable) => !passed.has(each) && framesBeyond(each).length > 0;
    const here = functions.get(name)?.find(isHere);
    // Beyond the user's own frames there may be a call of ours again, which called the user back.
    if (found && !here) return found;
    if (here) passed.add((found = here));
  }
  return found;
}

/** The frames of the stack outside of a function; none if it is not on the stack. */
function framesBeyond(cut: Callable): readonly NodeJS.CallSite[] {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const { prepareStackTrace } = Error;
  try {
    Error.prepareStackTrace = (_, frames) => frames;
    const holder: { stack?: readonly NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder, cut);
    return holder.stack ?? [];
  } catch {
    return []; // Where `Error` is frozen, stacks stay as they are.
  } finally {
    if (Error.prepareStackTrace !== prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
  }
}

function functionsByName(): Map<string, Callable[]> {
  const functions = new Map<string, Callable[]>();
  for (const owner of owners) {
    for (const each of functionsOf(owner)) {
      const alike = functions.get(each.name);
      if (!alike) functions.set(each.name, [each]);
      else if (!alike.includes(each)) alike.push(each);
    }
  }
  return functions;
}

/** A function itself, or the methods of a class and of those that it extends. */
function functionsOf(owner: object): readonly Callable[] {
  const isClass = typeof owner === 'function' && 'prototype' in owner;
  if (!isClass) return [owner as Callable];
  const functions = own(owner);
  for (
    let level = owner.prototype as object;
    level !== Object.prototype && level !== EventEmitter.prototype;
    level = Object.getPrototypeOf(level) as object
  ) {
    functions.push(...own(level));
  }
  return functions;
}

function own(object: object): Callable[] {
  return Reflect.ownKeys(object).flatMap((key) => {
    const value: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
    return typeof value === 'function' ? [value as Callable] : [];
  });
}
