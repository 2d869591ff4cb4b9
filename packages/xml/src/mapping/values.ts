// Text to values and back.
import type { ValueKind } from '../schema/shapes.js';

/** What the text of an attribute or an element becomes. */
export type Value = string | number | bigint;

/**
 * Converts a text. What is no integer stays a string, and so does one of more than 64 digits: no
 * integer of libvirt's has them, and to convert many takes more than linear time.
 */
export function decodeValue(text: string, kind: ValueKind): Value {
  if (kind === 'string') return text;
  if (!/^[ \t\n]*[+-]?[0-9]{1,64}[ \t\n]*$/.test(text)) return text;
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  return kind === 'integer64' ? BigInt(text.trim().replace('+', '')) : text;
}

/** Converts a value to its text, or says why it has none. */
export function encodeValue(
  value: unknown,
  kind: ValueKind,
): { text: string } | { problem: string } {
  if (typeof value === 'string') return { text: value };
  if (kind === 'string') return { problem: `expected a string, not ${describe(value)}` };
  if (typeof value === 'bigint') return { text: String(value) };
  if (typeof value !== 'number') return { problem: `expected an integer, not ${describe(value)}` };
  if (Number.isSafeInteger(value)) return { text: String(value) };
  return {
    problem: Number.isInteger(value)
      ? `${value} is beyond 2^53, where numbers skip integers: use a bigint`
      : `${value} is no integer`,
  };
}

/** Names a value for a message. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  if (typeof value === 'object') return isPlainObject(value) ? 'an object' : 'a class instance';
  if (typeof value === 'string')
    return `'${value.length > 40 ? `${value.slice(0, 40)}...` : value}'`;
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  // What is left is a number, a bigint, a boolean or undefined.
  return `${value as number}`;
}

/** Whether a value is an object such as `{}` makes, in any realm. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Sets a property under any name, `__proto__` included. */
export function setProperty(object: object, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else {
    (object as Record<string, unknown>)[name] = value;
  }
}
