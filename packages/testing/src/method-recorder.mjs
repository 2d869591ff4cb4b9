// Loaded by vitest before each test file: records which public methods and functions of our packages
// the tests call, and whether they succeed, in .reports/methods/.
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, vi } from 'vitest';

/** By name, such as `Domain.create`: whether a call succeeded, and the codes of calls that failed. */
const calls = {};

function note(name, change) {
  calls[name] ??= { succeeded: false, failed: [] };
  change(calls[name]);
}

const noteSuccess = (name) => note(name, (call) => (call.succeeded = true));
const noteFailure = (name, error) =>
  note(name, ({ failed }) => {
    const code = error?.code ?? error?.name ?? 'unknown';
    if (!failed.includes(code)) failed.push(code);
  });

/** Awaits the call: an error's stack continues through one awaiting function, but not through two. */
async function settled(name, result) {
  try {
    const value = await result;
    noteSuccess(name);
    return value;
  } catch (error) {
    noteFailure(name, error);
    throw error;
  }
}

/** Wraps a function to record its calls, under the name that `nameOf` returns for `this`. */
function watched(nameOf, method) {
  function call(...given) {
    const name = nameOf(this);
    let result;
    try {
      result = method.apply(this, given);
    } catch (error) {
      noteFailure(name, error);
      throw error;
    }
    if (result instanceof Promise) return settled(name, result);
    noteSuccess(name);
    return result;
  }
  const { name: own, length } = method;
  return Object.defineProperties(call, { name: { value: own }, length: { value: length } });
}

/** The objects whose methods are already wrapped, or need not be. */
const watchedOwners = new Set([
  Object.prototype,
  Function.prototype,
  EventEmitter,
  EventEmitter.prototype,
]);

/** Wraps the methods of a prototype or the static methods of a class, including inherited ones. */
function watchMethods(owner, classOf = (object) => object.constructor.name) {
  if (watchedOwners.has(owner)) return;
  watchedOwners.add(owner);
  watchMethods(Object.getPrototypeOf(owner));
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
    const { value, get } = property;
    const full = (object) => `${classOf(object)}.${name}`;
    if (typeof value === 'function' && name !== 'constructor' && name !== 'prototype') {
      Object.defineProperty(owner, name, { ...property, value: watched(full, value) });
    } else if (get !== undefined) {
      Object.defineProperty(owner, name, { ...property, get: watched(full, get) });
    }
  }
}

const isClass = (value) => /^class\b/.test(Function.prototype.toString.call(value));

function watchPackage(exported) {
  const seen = { ...exported };
  for (const [name, value] of Object.entries(exported)) {
    if (typeof value !== 'function') continue;
    if (!isClass(value)) {
      seen[name] = watched(() => name, value);
    } else if (!(value.prototype instanceof Error)) {
      watchMethods(value, () => name);
      watchMethods(value.prototype);
    }
  }
  return seen;
}

for (const name of ['@libvirt/core', '@libvirt/qemu', '@libvirt/lxc', '@libvirt/admin']) {
  vi.doMock(name, async (original) => watchPackage(await original()));
}

afterAll(() => {
  const file = expect.getState().testPath;
  const folder = join(process.cwd(), '.reports/methods');
  mkdirSync(folder, { recursive: true });
  const name = createHash('sha256').update(file).digest('hex').slice(0, 16);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ file, calls }, null, 1));
});
