import { kinds, type Kind } from './annotations.js';
import { prefixed } from './facts.js';
import type { ElementType } from './model.js';
import { isEmpty, leavesOf, type NamedType, type Names } from './naming.js';
import type { Since } from './since.js';
import { dataName } from './tables.js';
import type { Values } from './values.js';

/** Longer enumerations than this have a name of their own. */
const INLINE_WORDS = 5;

/** A property of an interface, with everything that is written of it. */
interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  /** What the mapping gives, without the schema's words. */
  readonly loose: string;
  readonly comment: string;
}

/** What a module's types refer to in other modules. */
interface Imports {
  readonly runtime: Set<string>;
  readonly modules: Map<string, Set<string>>;
  newerValue: boolean;
}

/** The types of one module, and the objects of its kinds. */
export function emitTypes(module: string, names: Names, since: Since, roots: Roots): string {
  const own = kinds.filter((kind) => kind.module === module);
  const imports: Imports = {
    runtime: new Set(['XMLObject']),
    modules: new Map(),
    newerValue: false,
  };
  const writer = new ModuleWriter(module, names, since, imports);
  for (const named of names.named) {
    if (named.module === module) writer.declare(named, pageOf(named, own));
  }
  const objects = own.map((kind) => writer.object(kind, roots));
  const text = [...writer.declarations, ...objects].join('\n\n');
  return `${writeImports(imports, own[0]!.family, text)}\n\n${text}`;
}

/** The type of each kind. */
export type Roots = ReadonlyMap<Kind, ElementType>;

/** Only of what the text uses: unions of other modules were looked at, too. */
function writeImports(imports: Imports, family: string, text: string): string {
  const { runtime, modules, newerValue } = imports;
  const words = new Set(text.match(/\w+/g));
  return [
    `import { documentKind, type DocumentKind } from '../document-kind.js';`,
    ...(newerValue ? [`import type { NewerValue } from '../newer-value.js';`] : []),
    `import type { ${[...runtime].sort().join(', ')} } from '../open-element.js';`,
    `import { ${dataName(family)} } from './data/${family}.js';`,
    ...[...modules]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, types]) => [name, [...types].filter((type) => words.has(type)).sort()] as const)
      .filter(([, types]) => types.length > 0)
      .map(([name, types]) => `import type { ${types.join(', ')} } from './${name}.js';`),
  ].join('\n');
}

function pageOf({ path }: NamedType, own: readonly Kind[]): string {
  const kind =
    own.find((each) => each.path.length > 1 && each.path.every((name, at) => path[at] === name)) ??
    own.find((each) => each.path[0] === path[0]) ??
    own[0]!;
  return kind.page;
}

class ModuleWriter {
  readonly declarations: string[] = [];
  readonly #module: string;
  readonly #names: Names;
  readonly #since: Since;
  readonly #imports: Imports;
  /** Named enumerations, by what they say. */
  readonly #enumerations = new Map<string, string>();
  readonly #taken: Set<string>;
  readonly #variants: ReadonlySet<ElementType>;
  readonly #declared = new Set<string>();

  constructor(module: string, names: Names, since: Since, imports: Imports) {
    this.#module = module;
    this.#names = names;
    this.#since = since;
    this.#imports = imports;
    this.#taken = new Set(names.named.map(({ name }) => name));
    this.#variants = new Set(
      names.named.flatMap(({ type }) =>
        (type.union?.variants ?? []).map((variant) => names.of(variant.type)!.type),
      ),
    );
  }

  /** Variants are declared with their union. */
  declare({ type, name, path }: NamedType, page: string): void {
    const element = `\`<${prefixed(type.element)}>\``;
    const parent = path.at(-2);
    const where = parent === undefined ? element : `${element} in \`<${prefixed(parent)}>\``;
    const added = this.#since.type(type);
    const comment = (what: string) =>
      `/**\n * ${what}.\n * @see {@link ${page}}\n${this.#sinceTag(added)} */\n`;
    if (this.#variants.has(type)) return;
    if (!type.union) {
      const properties = this.#properties(type, name, added);
      this.#interface(comment(where), name, 'XMLObject', properties);
      return;
    }
    this.#union(type, name, 'XMLObject', new Map(), comment, where, added);
  }

  /** Declares a union, what its variants have in common, and the variants. */
  #union(
    type: ElementType,
    name: string,
    base: string,
    inherited: ReadonlyMap<string, string>,
    comment: (what: string) => string,
    where: string,
    added: string,
  ): void {
    const { attribute, variants } = type.union!;
    const leaves = leavesOf(type).map((leaf) => this.#properties(leaf, name, added));
    const own = (properties: readonly Property[]) =>
      properties.filter((each) => inherited.get(each.name) !== signature(each));
    const common = own(leaves[0]!).filter((property) =>
      leaves.every((leaf) => leaf.some((each) => signature(each) === signature(property))),
    );
    let extended = base;
    if (common.length > 0) {
      extended = `${name}Common`;
      this.#interface(comment(`What all variants of ${where} have`), extended, base, common);
    }
    const known = new Map([
      ...inherited,
      ...common.map((each): [string, string] => [each.name, signature(each)]),
    ]);
    const newer = attribute === undefined ? undefined : this.#newer(attribute, leaves, known);
    const members = variants.map(({ type: variant }) => this.#reference(variant));
    const by = attribute === undefined ? 'what it holds' : `its \`${attribute}\``;
    this.declarations.push(
      `${comment(`${where}, by ${by}`)}export type ${name} =\n${[
        ...members,
        ...(newer ? [`${name}Newer`] : []),
      ]
        .map((each) => `  | ${each}`)
        .join('\n')};`,
    );
    for (const { type: variant, values } of variants) {
      const { name: variantName, module } = this.#names.of(variant)!;
      // Another union may have the same variant.
      if (module !== this.#module || this.#declared.has(variantName)) continue;
      this.#declared.add(variantName);
      const what = `${where} ${condition(attribute, values, variant)}`;
      if (variant.union) {
        this.#union(variant, variantName, extended, known, comment, what, added);
        continue;
      }
      const properties = this.#properties(variant, variantName, added).filter(
        (each) => known.get(each.name) !== signature(each),
      );
      this.#interface(comment(what), variantName, extended, properties);
    }
    if (!newer) return;
    const whatNewer = `${where} whose \`${attribute}\` is of a newer release`;
    this.#interface(comment(whatNewer), `${name}Newer`, extended, newer);
  }

  /** The variant for values that the schemas do not know: everything else is optional and loose. */
  #newer(
    attribute: string,
    leaves: readonly (readonly Property[])[],
    known: ReadonlyMap<string, string>,
  ): readonly Property[] {
    this.#imports.newerValue = true;
    const names = new Set(leaves.flatMap((leaf) => leaf.map((each) => each.name)));
    names.delete(attribute);
    const loose = [...names]
      .filter((name) => !known.has(name))
      .map((name): Property => {
        const all = leaves.flatMap((leaf) => leaf.find((each) => each.name === name) ?? []);
        const type = [...new Set(all.map((each) => each.loose).filter((each) => each !== ''))].join(
          ' | ',
        );
        const comment = all[0]!.comment.replace(/^Required ([a-z])/, (_all, letter: string) =>
          letter.toUpperCase(),
        );
        return { name, required: false, type, loose: type, comment };
      });
    return [
      {
        name: attribute,
        required: true,
        type: 'NewerValue',
        loose: 'string',
        comment: 'Required attribute: a word of a newer release.',
      },
      ...loose,
    ];
  }

  #interface(comment: string, name: string, base: string, properties: readonly Property[]): void {
    const lines = properties.map(
      (each) =>
        `  /** ${each.comment} */\n  ${key(each.name)}${each.required ? '' : '?'}: ${each.type};`,
    );
    const body = lines.length > 0 ? `{\n${lines.join('\n')}\n}` : '{}';
    this.declarations.push(`${comment}export interface ${name} extends ${base} ${body}`);
  }

  #properties(type: ElementType, owner: string, ownerSince: string): readonly Property[] {
    const properties: Property[] = [];
    const element = `\`<${prefixed(type.element)}>\``;
    for (const [name, { required, values }] of type.attributes) {
      properties.push({
        name: prefixed(name),
        required,
        type: this.#values(values, owner, prefixed(name), !type.settled.includes(name)),
        loose: looseType(values),
        comment: `${sentence(`attribute of ${element}`, required, values)}${this.#added(
          this.#since.attribute(type, name),
          values.literals.map((word) => [word, this.#since.word(type, name, word)]),
        )}`,
      });
    }
    if (type.text && !type.plain) {
      const { required, values } = type.text;
      properties.push({
        name: 'value',
        required,
        type: this.#values(values, owner, 'value'),
        loose: looseType(values),
        comment: `${sentence(`text of ${element}`, required, values)}${this.#added(
          ownerSince,
          values.literals.map((word) => [word, this.#since.word(type, undefined, word)]),
        )}`,
      });
    }
    for (const [name, { property, required, repeated, type: child }] of type.children) {
      const single = this.#child(child, owner, property);
      const loose = child.plain
        ? looseType(child.text!.values)
        : child.open
          ? 'OpenContent'
          : 'XMLObject';
      const words = child.plain ? child.text!.values : undefined;
      const what = `child element${repeated ? 's' : ''} of ${element}`;
      properties.push({
        name: prefixed(property),
        required,
        type: repeated ? array(single) : single,
        loose: repeated ? array(loose) : loose,
        comment: `${sentence(what, required, words)}${this.#added(
          this.#since.child(type, name),
          words?.literals.map((word) => [word, this.#since.word(child, undefined, word)]) ?? [],
        )}`,
      });
    }
    for (const name of type.absent) {
      properties.push({
        name: prefixed(name),
        required: false,
        type: 'undefined',
        loose: '',
        comment: `Only in other variants of ${element}.`,
      });
    }
    return properties;
  }

  /** The type of a property for one child. */
  #child(type: ElementType, owner: string, property: string): string {
    if (type.plain) return this.#values(type.text!.values, owner, prefixed(property));
    if (type.open) {
      this.#imports.runtime.add('OpenContent');
      return 'OpenContent';
    }
    if (isEmpty(type)) return 'XMLObject';
    return this.#reference(type);
  }

  /** The name of a type, imported if it is another module's. */
  #reference(type: ElementType): string {
    const { name, module } = this.#names.of(type)!;
    if (module !== this.#module) {
      const imported = this.#imports.modules.get(module) ?? new Set<string>();
      this.#imports.modules.set(module, imported.add(name));
    }
    return name;
  }

  #values(values: Values, owner: string, property: string, isOpen = true): string {
    const { literals, integer, text } = values;
    const words = literals.map((word) => `'${word.replace(/[\\']/g, '\\$&')}'`);
    if (text) {
      if (words.length === 0 || words.length > 20) return 'string';
      return [...words, '(string & {})'].join(' | ');
    }
    const numbers = integer === 0 ? [] : integer === 32 ? ['number'] : ['number', 'bigint'];
    if (words.length === 0) return numbers.join(' | ') || 'string';
    if (isOpen) this.#imports.newerValue = true;
    const all = [...words, ...numbers, ...(isOpen ? ['NewerValue'] : [])].join(' | ');
    return words.length > INLINE_WORDS ? this.#enumeration(all, owner, property) : all;
  }

  #enumeration(words: string, owner: string, property: string): string {
    const known = this.#enumerations.get(words);
    if (known !== undefined) return known;
    const wanted = `${owner.replace(/XML$/, '')}${camel(property)}`;
    let name = wanted;
    for (let number = 2; this.#taken.has(name); number++) name = `${wanted}${String(number)}`;
    this.#taken.add(name);
    this.#enumerations.set(words, name);
    this.declarations.push(
      `/** Values of \`${property}\`. */\nexport type ${name} =\n${words
        .split(' | ')
        .map((word) => `  | ${word}`)
        .join('\n')};`,
    );
    return name;
  }

  /** The object of a kind; the type of the same name, too, if it is another type's. */
  object(kind: Kind, roots: Roots): string {
    const named = this.#names.of(roots.get(kind)!)!;
    const members = kinds.filter(({ family }) => family === kind.family);
    const element = `\`<${kind.path.at(-1)!}>\``;
    const what =
      kind.path.length > 1 ? `${element}, a device alone` : `${element}, a whole document`;
    const comment = `/**\n * ${what}.\n * @see {@link ${kind.page}}\n */\n`;
    const type =
      named.name === kind.name ? '' : `${comment}export type ${kind.name} = ${named.name};\n\n`;
    if (named.module !== this.#module) throw new Error(`${kind.name} is of another module`);
    return `${type}${comment}export const ${kind.name}: DocumentKind<${kind.name}> = /* @__PURE__ */ documentKind<${kind.name}>(\n  '${kind.name}',\n  ${dataName(kind.family)},\n  ${String(members.indexOf(kind))},\n);`;
  }

  #sinceTag(version: string): string {
    return this.#since.isAlways(version) ? '' : ` * @since ${version}\n`;
  }

  /** Says since when there is a property, and which of its words came later. */
  #added(version: string, words: readonly (readonly [word: string, version: string])[]): string {
    const later = words.filter(([, since]) => since !== version && !this.#since.isAlways(since));
    const listed = later.map(([word, since]) => `\`${word}\` since ${since}`).join(', ');
    const or = this.#since.isAlways(version) ? ' or before' : '';
    return `${listed === '' ? '' : ` ${listed}.`} @since ${version}${or}`;
  }
}

function array(type: string): string {
  return /[|&]/.test(type) ? `(${type})[]` : `${type}[]`;
}

function signature({ name, required, type, comment }: Property): string {
  return JSON.stringify([name, required, type, comment]);
}

function looseType({ integer }: Values): string {
  return integer === 0 ? 'string' : integer === 32 ? 'number' : 'number | bigint';
}

/** Longer patterns tell a reader nothing. */
const MAX_PATTERN = 40;

/** What a property is, whether it has to be there, and what its value may be. */
function sentence(what: string, required: boolean, values: Values | undefined): string {
  const all = required ? `Required ${what}` : `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  return `${all}${values ? `: ${describe(values)}` : ''}.`;
}

function describe({ literals, integer, text, range, pattern }: Values): string {
  if (text || (integer === 0 && literals.length === 0)) {
    const readable =
      pattern !== undefined && pattern.length <= MAX_PATTERN && !/[`@{}]|\*\//.test(pattern);
    return readable ? `text that matches \`${pattern}\`` : 'text';
  }
  const words = literals.length === 1 ? 'one word' : `one of ${String(literals.length)} words`;
  if (integer === 0) return words;
  const number = `${integer === 64 ? '64-bit ' : ''}integer${describeRange(range)}`;
  return literals.length === 0 ? number : `${number}, or ${words}`;
}

function describeRange([least, greatest]: NonNullable<Values['range']> = [undefined, undefined]) {
  if (least === undefined && greatest === undefined) return '';
  if (greatest === undefined) return `, at least ${least!}`;
  return least === undefined ? `, at most ${greatest}` : `, ${least} to ${greatest}`;
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}

/** What makes an element the variant that it is. */
function condition(
  attribute: string | undefined,
  values: readonly (string | undefined)[],
  { absent }: ElementType,
): string {
  const names = (words: readonly string[]) => words.map((word) => `\`${prefixed(word)}\``);
  if (attribute !== undefined) {
    const words = values.map((word) => (word === undefined ? 'absent' : `\`${word}\``));
    return `whose \`${attribute}\` is ${words.join(' or ')}`;
  }
  const present = values.filter((word) => word !== undefined);
  return present.length > 0
    ? `with ${names(present).join(' and ')}`
    : `without ${names(absent).join(', ')}`;
}

/** `tickpolicy` is `Tickpolicy`. */
function camel(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
