// Random well-formed documents: elements and attributes of a schema in any order and number, some that
// it does not know, and everything that XML allows around and between them.
import type { Schema, Shape } from '../../src/schema/shapes.js';
import type { Random } from './random.js';

const words = [
  '',
  'a',
  'yes',
  '7',
  '007',
  '0x10',
  '-1',
  '18446744073709551615',
  ' b ',
  'ü\u{1f600}',
];
const special = [
  '&amp;',
  '&lt;',
  '&gt;',
  '&#65;',
  '&#x9;',
  '&#13;',
  '&quot;',
  '&apos;',
  '\t',
  '\r\n',
];
const spaces = [' ', '\n', '  ', '\t', '\n    ', '\r\n  '];
/** Namespaces that the root declares, and that open content may use. */
export const foreign = ['urn:one', 'urn:two'];

/** Returns a document whose root the schema knows. */
export function randomDocument(random: Random, schema: Schema): string {
  const { namespaces } = schema;
  const prefixes = new Map<string, string>();
  for (const [prefix] of namespaces) prefixes.set(prefix, random.pick([prefix, `x${prefix}`]));
  const declarations = [...namespaces]
    .map(([prefix, namespace]) => ` xmlns:${prefixes.get(prefix)!}='${namespace}'`)
    .concat(foreign.map((namespace, index) => ` xmlns:f${index}="${namespace}"`));
  const written = (name: string) =>
    name.replace(/^[^:]+(?=:)/, (prefix) => prefixes.get(prefix) ?? prefix);
  return [
    random.chance(0.1) ? '\ufeff' : '',
    random.chance(0.3) ? `<?xml version='1.0' encoding="UTF-8"?>` : '',
    misc(random),
    element(schema.root, schema.shape, 0, declarations.join('')),
    misc(random),
  ].join('');

  function element(name: string, shape: Shape, depth: number, more = ''): string {
    const tag = written(name);
    const attributes = new Map<string, string>();
    for (const attribute of shape.attributes.keys()) {
      if (random.chance(0.25)) attributes.set(written(attribute), value(random));
    }
    if (random.chance(0.05))
      attributes.set(random.pick(['odd', 'f0:odd', '__proto__']), value(random));
    const list = [...attributes].map(([key, text]) => {
      const quote = random.pick([`'`, '"']);
      return `${random.pick(spaces)}${key}${random.pick(['=', '=', ' = '])}${quote}${text}${quote}`;
    });
    const content = contentOf(shape, depth);
    const start = `<${tag}${more}${list.join('')}`;
    if (content === '' && random.chance(0.7)) return `${start}${random.pick(['', ' '])}/>`;
    return `${start}>${content}</${tag}${random.pick(['', ' '])}>`;
  }

  function contentOf(shape: Shape, depth: number): string {
    const parts: string[] = [];
    const children = [...shape.children];
    for (
      let count = depth > 6 ? 0 : random.below(5);
      count > 0 && children.length > 0;
      count -= 1
    ) {
      const [name, child] = random.pick(children);
      const repeats = child.repeated ? 1 + random.below(3) : random.chance(0.05) ? 2 : 1;
      for (let each = 0; each < repeats; each += 1) {
        parts.push(element(name, child.shape, depth + 1));
      }
    }
    if (shape.open || random.chance(0.05)) parts.push(openElement(depth + 1));
    const separator = random.chance(0.6) ? `\n${'  '.repeat(depth + 1)}` : '';
    const mixed = parts.flatMap((part) => [
      separator,
      random.chance(0.1) ? `<!-- ${random.pick(['', 'c', '&x <'])} -->` : '',
      random.chance(0.03) ? '<?p x?>' : '',
      part,
    ]);
    if (parts.length > 0) mixed.push(separator);
    if (shape.text !== undefined && random.chance(0.9)) mixed.push(text(random));
    if (random.chance(0.03)) mixed.push(text(random));
    return mixed.join('');
  }

  function openElement(depth: number): string {
    const name = random.pick(['odd', 'name', 'f0:odd', 'f1:odd', 'own:odd', 'p.q-r']);
    const own = name.startsWith('own:') ? ` xmlns:own='urn:own'` : '';
    const standard = random.chance(0.1) ? ` xmlns='urn:standard'` : '';
    const attribute = random.chance(0.5)
      ? ` ${random.pick(['a', 'f1:a', 'xml:lang'])}='${value(random).replaceAll("'", '')}'`
      : '';
    const inner = Array.from({ length: depth > 8 ? 0 : random.below(3) }, () =>
      random.chance(0.4) ? text(random) : openElement(depth + 1),
    );
    return `<${name}${own}${standard}${attribute}>${inner.join('')}</${name}>`;
  }
}

function value(random: Random): string {
  const word = random.pick(words);
  return random.chance(0.15) ? `${word}${random.pick(special)}` : word;
}

function text(random: Random): string {
  if (random.chance(0.1)) return `<![CDATA[${random.pick(words)}<&]]>`;
  return random.chance(0.2) ? random.pick(spaces) : value(random);
}

function misc(random: Random): string {
  const parts = ['\n', '<!-- top -->', '<?p?>', ' '];
  return Array.from({ length: random.below(4) }, () => random.pick(parts)).join('');
}
