/** Facts of one libvirt release's C API: names, types, values and since-versions, without prose. */
export interface Facts {
  readonly version: string;
  readonly functions: readonly CFunction[];
  readonly enums: readonly CEnum[];
  readonly macros: readonly CMacro[];
  readonly structs: readonly CStruct[];
  readonly callbacks: readonly CCallback[];
  readonly typedefs: readonly CTypedef[];
}

/** The libraries. An application may need only some of them. */
export type Library = 'libvirt' | 'qemu' | 'lxc' | 'admin';

/** The libraries that a build may leave out. Each has its own package. */
export const PARTS = ['qemu', 'lxc', 'admin'] as const satisfies readonly Library[];
export type Part = (typeof PARTS)[number];

/**
 * The meaning of an `int` result according to its description: only success, a boolean, or a number.
 */
export type Meaning = 'status' | 'boolean' | 'number';

export interface CFunction {
  readonly name: string;
  readonly library: Library;
  /** The header that declares it, without `.h`: libvirt's reference has a page for each. */
  readonly header: string;
  readonly since: string;
  readonly returns: string;
  readonly meaning?: Meaning;
  readonly arguments: readonly CArgument[];
}

export interface CArgument {
  readonly name: string;
  readonly type: string;
  /** The description says that NULL may be passed. */
  readonly nullable?: true;
  /** The enum whose values the description names. */
  readonly enum?: string;
}

export interface CEnum {
  readonly name: string;
  /** Absent where it is libvirt itself. */
  readonly library?: Part;
  readonly since: string;
  readonly values: readonly CEnumValue[];
}

export interface CEnumValue {
  readonly name: string;
  readonly value: number;
  readonly since: string;
}

export interface CMacro {
  readonly name: string;
  /** Absent where it is libvirt itself. */
  readonly library?: Part;
  readonly since: string;
  /** A quoted string's text, or the C expression; absent for macros with parameters. */
  readonly string?: string;
  readonly expression?: string;
  readonly parameters?: string;
}

export interface CStruct {
  readonly name: string;
  readonly since: string;
  /** Empty for opaque structs: the handles. */
  readonly fields: readonly CField[];
}

export interface CField {
  readonly name: string;
  readonly type: string;
  /** Members of an anonymous union. */
  readonly union?: readonly CField[];
}

export interface CCallback {
  readonly name: string;
  readonly since: string;
  readonly returns: string;
  readonly arguments: readonly CArgument[];
}

export interface CTypedef {
  readonly name: string;
  readonly type: string;
  readonly since: string;
}

/** Returns libvirt's number for a version: 12008000 for `12.8.0`. */
export function versionNumber(version: string): number {
  const [major = 0, minor = 0, micro = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor * 1_000 + micro;
}

/** Formats one record per line, for readable diffs between releases. */
export function formatFacts(facts: Facts): string {
  const sections = Object.entries(facts).map(([key, value]) =>
    Array.isArray(value)
      ? `${JSON.stringify(key)}: [\n${value.map((record) => JSON.stringify(record)).join(',\n')}\n]`
      : `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n${sections.join(',\n')}\n}\n`;
}
