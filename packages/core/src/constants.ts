/**
 * The constants of a C enum: an object of plain numbers. The compiler knows of each which enum it
 * belongs to, so that a value of another enum is neither accepted nor compared. Any other number is,
 * as several flags combined with `|` and the values of a newer libvirt are.
 */
export type Constants<Enum> = {
  readonly [Name in keyof Enum as Exclude<Name, number | 'other'>]: Enum[Name];
};

/** The name of a constant of an enum. */
export type ConstantName<Enum> = Exclude<keyof Enum, 'other'> & string;

/**
 * Returns the name of a value: `nameOf(DomainState, DomainState.RUNNING)` is `'RUNNING'`, and
 * `undefined` is returned for a value that this release has no name for. Where several names have
 * one value, the first by the alphabet is returned.
 * @param constants the constants of the value's enum
 * @param value the value
 */
export function nameOf<Enum>(
  constants: Constants<Enum>,
  value: Enum[keyof Enum],
): ConstantName<Enum> | undefined {
  const [name] = entries(constants).find(([, each]) => each === value) ?? [];
  return name;
}

/**
 * Returns the names of the flags that are set: `namesOf(DomainXMLFlags, 3)` is
 * `['SECURE', 'INACTIVE']`. Bits that this release has no name for come last, as one hexadecimal
 * number. Where no bit is set, the list has the name of the value 0 if there is one.
 * @param constants the constants of the flags' enum
 * @param flags the flags
 */
export function namesOf<Enum>(
  constants: Constants<Enum>,
  flags: Enum[keyof Enum],
): (ConstantName<Enum> | `0x${string}`)[] {
  const all = unsigned(flags);
  if (all === 0) {
    const none = entries(constants).find(([, value]) => value === 0);
    return none ? [none[0]] : [];
  }
  const names: (ConstantName<Enum> | `0x${string}`)[] = [];
  let rest = all;
  for (const [name, value] of entries(constants)) {
    const bits = unsigned(value);
    // A name for several flags adds nothing to the names of each.
    if ((bits & rest) === 0 || unsigned(bits & all) !== bits) continue;
    names.push(name);
    rest = unsigned(rest & ~bits);
  }
  if (rest !== 0) names.push(`0x${rest.toString(16)}`);
  return names;
}

function entries<Enum>(constants: Constants<Enum>): [ConstantName<Enum>, number][] {
  return Object.entries(constants) as [ConstantName<Enum>, number][];
}

/** Bit 31 makes a combination negative. */
function unsigned(flags: unknown): number {
  return Number(flags) >>> 0;
}
