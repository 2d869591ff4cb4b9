// Reads libvirt's `.x` files. A scanner makes tokens, and each declaration of XDR's language is read in
// turn. Comments are skipped, but for the annotations of procedures.
import type { Procedure, Program, WireField, WireType, WireUnion } from './facts.js';

/** What one file declares. */
export interface Declarations {
  /** Numbers, or names of other constants. */
  readonly constants: Map<string, number | string>;
  readonly typedefs: Map<string, WireType>;
  readonly structs: Map<string, readonly WireField[]>;
  readonly unions: Map<string, WireUnion>;
  readonly enums: Map<string, Map<string, number>>;
  /** The annotations before each member of an enum. */
  readonly notes: Map<string, ReadonlyMap<string, string>>;
}

const TOKEN =
  /\s+|%[^\n]*|\/\*[\s\S]*?\*\/|[A-Za-z_]\w*|-?(?:0x[0-9a-fA-F]+|\d+)|[{}()[\]<>;=,*:]/y;

/** The types of XDR that are two words in a row. */
const UNSIGNED = 'unsigned';
const PLAIN: ReadonlySet<string> = new Set(['int', 'char', 'short', 'hyper']);

class Reader {
  readonly declarations: Declarations = {
    constants: new Map(),
    typedefs: new Map(),
    structs: new Map(),
    unions: new Map(),
    enums: new Map(),
    notes: new Map(),
  };
  readonly #tokens: string[] = [];
  /** By index of a token: the comment before it. */
  readonly #comments = new Map<number, string>();
  #at = 0;

  constructor(text: string, name: string) {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const start = TOKEN.lastIndex;
      const token = TOKEN.exec(text)?.[0];
      if (token === undefined) {
        const line = text.slice(0, start).split('\n').length;
        throw new Error(`${name}:${line}: unexpected '${text[start]}'`);
      }
      if (token.startsWith('/*')) this.#comments.set(this.#tokens.length, token);
      else if (!/^\s|^%/.test(token)) this.#tokens.push(token);
    }
    while (this.#at < this.#tokens.length) this.#declaration();
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('the file ends in the middle of a declaration');
    this.#at += 1;
    return token;
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    const found = this.#next();
    if (found !== token) throw new Error(`expected '${token}', found '${found}'`);
  }

  #declaration(): void {
    const what = this.#next();
    switch (what) {
      case 'const': {
        const name = this.#next();
        this.#expect('=');
        const value = this.#next();
        // Another constant, maybe of a header.
        const isNumber = !Number.isNaN(Number(value));
        this.declarations.constants.set(name, isNumber ? Number(value) : value);
        break;
      }
      case 'typedef': {
        const { name, ...type } = this.#field();
        this.declarations.typedefs.set(name, type);
        return;
      }
      case 'enum':
        this.#enum(this.#next());
        break;
      case 'struct': {
        const name = this.#next();
        this.declarations.structs.set(name, this.#fields());
        break;
      }
      case 'union':
        this.#union(this.#next());
        break;
      default:
        throw new Error(`unknown declaration '${what}'`);
    }
    this.#expect(';');
  }

  #fields(): WireField[] {
    const fields: WireField[] = [];
    this.#expect('{');
    while (!this.#accept('}')) fields.push(this.#field());
    return fields;
  }

  /** Reads a type, a name and how many there are, up to the semicolon. */
  #field(): WireField {
    let type = this.#next();
    if (type === UNSIGNED) {
      type = PLAIN.has(this.#tokens[this.#at] ?? '')
        ? `${UNSIGNED} ${this.#next()}`
        : 'unsigned int';
    }
    const isOptional = this.#accept('*');
    const name = this.#next();
    const many = this.#accept('<') ? '<>' : this.#accept('[') ? '[]' : isOptional ? '*' : undefined;
    let limit: string | undefined;
    if (many === '<>' || many === '[]') {
      limit = this.#next();
      this.#expect(many[1]!);
    }
    this.#expect(';');
    return {
      name,
      type,
      ...(many !== undefined && { many }),
      ...(limit !== undefined && { limit }),
    };
  }

  #enum(name: string): void {
    const values = new Map<string, number>();
    this.#expect('{');
    while (!this.#accept('}')) {
      const comment = this.#comments.get(this.#at);
      const member = this.#next();
      this.#expect('=');
      values.set(member, Number(this.#next()));
      this.#accept(',');
      const notes = comment?.matchAll(/@(\w+):\s*([^\n]*?)\s*(?:\n|\*\/)/g) ?? [];
      this.declarations.notes.set(
        member,
        new Map(Array.from(notes, ([, key, value]) => [key!, value!] as const)),
      );
    }
    this.declarations.enums.set(name, values);
  }

  #union(name: string): void {
    this.#expect('switch');
    this.#expect('(');
    while (!this.#accept(')')) this.#next();
    this.#expect('{');
    const cases: Record<string, WireField> = {};
    while (!this.#accept('}')) {
      this.#expect('case');
      const label = this.#next();
      this.#expect(':');
      cases[label] = this.#field();
    }
    this.declarations.unions.set(name, { cases });
  }
}

/** Reads the text of a `.x` file; `name` is for error messages. */
export function readDeclarations(text: string, name: string): Declarations {
  return new Reader(text, name).declarations;
}

/** Returns the program that a file declares, whose names start with `prefix`. */
export function programOf(prefix: string, declared: Declarations): Program {
  const upper = prefix.toUpperCase();
  const procedures = declared.enums.get(`${prefix}_procedure`);
  const number = declared.constants.get(`${upper}_PROGRAM`);
  const version = declared.constants.get(`${upper}_PROTOCOL_VERSION`);
  if (!procedures || typeof number !== 'number' || typeof version !== 'number') {
    throw new Error(`the file does not declare the program ${prefix}`);
  }
  return {
    name: prefix,
    number,
    version,
    procedures: Array.from(procedures, ([constant, value]): Procedure => {
      const name = constant.replace(`${upper}_PROC_`, '');
      const struct = (ending: string) => {
        const found = `${prefix}_${name.toLowerCase()}_${ending}`;
        return declared.structs.has(found) ? found : undefined;
      };
      const notes = declared.notes.get(constant);
      const args = struct('args');
      const ret = struct('ret') ?? struct('msg');
      const stream = notes?.has('readstream')
        ? 'read'
        : notes?.has('writestream')
          ? 'write'
          : undefined;
      return {
        name,
        number: value,
        ...(args !== undefined && { args }),
        ...(ret !== undefined && { ret }),
        generate: notes?.get('generate') ?? 'none',
        ...(notes?.get('priority') === 'high' && { high: true }),
        ...(stream !== undefined && { stream }),
      };
    }),
  };
}
