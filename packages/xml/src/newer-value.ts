/**
 * A value of a newer libvirt than the one that the types were generated from.
 *
 * Every enumeration of the types is open to it, so the `default` of a `switch` is reachable and
 * handles what a newer daemon reports. At run time it is the plain string from the document; the
 * `newer value:` of the type only keeps the compiler from accepting any misspelt word, and from
 * mixing it up with the known ones when it narrows a union.
 */
export type NewerValue = `newer value: ${string}`;

/**
 * Returns a value as one that the types do not know, to write what only a newer libvirt accepts.
 *
 * @example
 * ```ts
 * disk.bus = newerValue('thunderbolt');
 * ```
 */
export function newerValue(value: string): NewerValue {
  return value as NewerValue;
}
