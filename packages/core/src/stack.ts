// Error stacks start at the user's line that made the call, and so does the code frame that Node.js
// prints for an uncaught error.
//
// V8's `Error.captureStackTrace` can cut the frames of a function and of all that it calls, across
// `await` too, but has to be given that function. No function knows whether the user called it
// directly. So the public functions are registered here. When a call fails, we walk the stack from its
// inner end and cut at the last registered function before the user's own frames. Only calls that fail
// pay for this.

import { EventEmitter } from 'node:events';

type Callable = (...args: never[]) => unknown;

const owners = new Set<object>();
let byName: Map<string, Callable[]> | undefined;

/** Registers classes and functions that users call. */
export function isCalledByUsers(...called: readonly object[]): void {
  for (const each of called) {
    if (owners.has(each)) continue;
    owners.add(each);
    byName = undefined;
  }
}

/** Makes the stack of a new error start at the user's line. Without such a line, the stack stays. */
export function fromCaller<E extends Error>(error: E): E {
  const cut = calledByUser();
  if (cut) Error.captureStackTrace(error, cut);
  return error;
}

/** Returns a TypeError whose stack starts at the user's line. */
export function typeError(message: string): TypeError {
  return fromCaller(new TypeError(message));
}

/** Returns a RangeError whose stack starts at the user's line. */
export function rangeError(message: string): RangeError {
  return fromCaller(new RangeError(message));
}

function calledByUser(): Callable | undefined {
  const functions = (byName ??= functionsByName());
  const passed = new Set<Callable>();
  let found: Callable | undefined;
  for (const frame of framesBeyond(calledByUser)) {
    const name = frame.getFunctionName() ?? '';
    // By identity, because a function of the user's may have the same name.
    const isHere = (each: Callable) => !passed.has(each) && framesBeyond(each).length > 0;
    const here = functions.get(name)?.find(isHere);
    // Outside of the user's frames may be another call of ours, which called the user back.
    if (found && !here) return found;
    if (here) passed.add((found = here));
  }
  return found;
}

/** Returns the frames of the stack outside of a function; empty if it is not on the stack. */
function framesBeyond(cut: Callable): readonly NodeJS.CallSite[] {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- only restored
  const { prepareStackTrace } = Error;
  try {
    Error.prepareStackTrace = (_, frames) => frames;
    const holder: { stack?: readonly NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder, cut);
    return holder.stack ?? [];
  } catch {
    return []; // If `Error` is frozen, stacks stay as they are.
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

/** Returns a function itself, or the methods of a class and of its base classes. */
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
