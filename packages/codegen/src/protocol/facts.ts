// What is known of the protocol of libvirt's daemons in one release: facts of its `.x` files (XDR, RFC
// 4506, with the comments in which libvirt annotates each procedure).

/** A value on the wire: its type, and how many of them there are. */
export interface WireType {
  /** A type of XDR (`int`, `unsigned hyper`, `string`, `opaque`, ...), or the name of another one. */
  readonly type: string;
  /** `<>`: up to `limit` values; `[]`: exactly `limit`; `*`: one or none; absent: one. */
  readonly many?: '<>' | '[]' | '*';
  /** The name of a constant, or a number. */
  readonly limit?: string;
}

export interface WireField extends WireType {
  readonly name: string;
}

export interface WireUnion {
  /** The alternatives, by the name of a constant. */
  readonly cases: Readonly<Record<string, WireField>>;
}

export interface Procedure {
  readonly name: string;
  readonly number: number;
  /** The struct of the arguments; absent if there are none. */
  readonly args?: string;
  /** The struct of the reply, or of an event. */
  readonly ret?: string;
  /** Whose side libvirt generates: `both`, `server`, `client` or `none`. */
  readonly generate: string;
  /** Whether a daemon keeps workers free for it. */
  readonly high?: true;
  /** Whether it opens a stream from the host, or to it. */
  readonly stream?: 'read' | 'write';
}

export interface Program {
  readonly name: string;
  readonly number: number;
  readonly version: number;
  readonly procedures: readonly Procedure[];
}

export interface ProtocolFacts {
  readonly version: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly typedefs: Readonly<Record<string, WireType>>;
  readonly structs: Readonly<Record<string, readonly WireField[]>>;
  readonly unions: Readonly<Record<string, WireUnion>>;
  readonly programs: readonly Program[];
}

/** Returns the facts as the text of their file: a line each, for readable differences. */
export function formatProtocolFacts(facts: ProtocolFacts): string {
  const lines = (object: object) =>
    Object.entries(object)
      .map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const programs = facts.programs.map(
    ({ procedures, ...program }) =>
      `    { ${JSON.stringify(program).slice(1, -1)}, "procedures": [\n${procedures
        .map((procedure) => `      ${JSON.stringify(procedure)}`)
        .join(',\n')}\n    ] }`,
  );
  return `{
  "version": ${JSON.stringify(facts.version)},
  "constants": {
${lines(facts.constants)}
  },
  "typedefs": {
${lines(facts.typedefs)}
  },
  "structs": {
${lines(facts.structs)}
  },
  "unions": {
${lines(facts.unions)}
  },
  "programs": [
${programs.join(',\n')}
  ]
}
`;
}
