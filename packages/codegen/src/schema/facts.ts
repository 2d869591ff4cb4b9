/**
 * What is kept of libvirt's RelaxNG schemas: names, structure, value sets and data types. A pattern
 * is an array that starts with its kind, or a word if it has no parts.
 */
export type Pattern =
  | 'empty'
  | 'text'
  | 'notAllowed'
  | readonly ['ref', string]
  | readonly ['element' | 'attribute', NameClass, Pattern]
  | readonly ['group' | 'interleave' | 'choice', ...Pattern[]]
  | readonly ['optional' | 'zeroOrMore' | 'oneOrMore' | 'list', Pattern]
  | readonly ['value', string, string]
  | readonly ['data', string, Parameters, Pattern?];

/**
 * A local name, or `{namespace}name`. `*` stands for any name, `{namespace}*` for any name of one
 * namespace; the names after it are excepted. More than one name: a choice.
 */
export type NameClass = string | readonly ['choice' | 'except', ...NameClass[]];

/** A facet may be given more than once. */
export type Parameters = readonly (readonly [name: string, value: string])[];

export type ElementPattern = Extract<Pattern, readonly ['element' | 'attribute', ...unknown[]]>;

/** The schemas of one libvirt release. */
export interface SchemaFacts {
  readonly version: string;
  /** What a document of each schema may be, by the schema's file name without its ending. */
  readonly schemas: Readonly<Record<string, Pattern>>;
  /** Named patterns that refer to each other, and recursively. */
  readonly defines: Readonly<Record<string, Pattern>>;
}

/** One record a line, so that a difference between two releases reads as one. */
export function formatSchemaFacts({ version, schemas, defines }: SchemaFacts): string {
  const records = (values: Readonly<Record<string, Pattern>>) =>
    `{\n${Object.entries(values)
      .map(([name, pattern]) => `${JSON.stringify(name)}: ${JSON.stringify(pattern)}`)
      .join(',\n')}\n}`;
  return `{\n"version": ${JSON.stringify(version)},\n"schemas": ${records(schemas)},\n"defines": ${records(defines)}\n}\n`;
}

/** `{namespace}name` with libvirt's prefix: the last word of the namespace before its version. */
export function prefixed(name: string): string {
  const [namespace, local] = namespaceOf(name);
  return namespace === '' ? name : `${namespace.split('/').at(-2)!}:${local}`;
}

/** The namespace and the local name of `{namespace}name`. */
export function namespaceOf(name: string): readonly [namespace: string, local: string] {
  const [, namespace = '', local = name] = /^\{(.*)\}(.*)$/.exec(name) ?? [];
  return [namespace, local];
}

/** The patterns that a pattern consists of. */
export function parts(pattern: Pattern): readonly Pattern[] {
  if (typeof pattern === 'string') return [];
  switch (pattern[0]) {
    case 'element':
    case 'attribute':
      return [pattern[2]];
    case 'group':
    case 'interleave':
    case 'choice':
      return pattern.slice(1) as Pattern[];
    case 'optional':
    case 'zeroOrMore':
    case 'oneOrMore':
    case 'list':
      return [pattern[1]];
    default:
      return [];
  }
}

/** The same pattern with other parts. */
export function withParts(pattern: Pattern, change: (part: Pattern) => Pattern): Pattern {
  if (typeof pattern === 'string') return pattern;
  switch (pattern[0]) {
    case 'element':
    case 'attribute':
      return [pattern[0], pattern[1], change(pattern[2])];
    case 'group':
    case 'interleave':
    case 'choice':
      return [pattern[0], ...(pattern.slice(1) as Pattern[]).map(change)];
    case 'optional':
    case 'zeroOrMore':
    case 'oneOrMore':
    case 'list':
      return [pattern[0], change(pattern[1])];
    default:
      return pattern;
  }
}
