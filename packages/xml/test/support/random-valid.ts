import type { Random } from './random.js';
import type { Fact, Facts } from './facts.js';
import { between, randomMatch } from './random-match.js';

/** A document as it is generated and changed; text is a string. */
export interface RandomElement {
  name: string;
  attributes: [name: string, value: string][];
  children: (RandomElement | string)[];
}

/** Below this depth, everything that may be left out is. */
const DEPTH = 5;

/** A document that follows a schema's facts, at random. */
export function randomDocument(facts: Facts, schema: string, random: Random): RandomElement {
  const root: RandomElement = { name: '', attributes: [], children: [] };
  fill(facts.schemas[schema]!, root, 0);
  return root.children.find((child) => typeof child !== 'string')!;

  function fill(pattern: Fact, parent: RandomElement, depth: number): void {
    if (pattern === 'text') {
      parent.children.push(random.pick(['', 'a', 'some text', '42']));
      return;
    }
    if (typeof pattern === 'string') return;
    const [kind, ...parts] = pattern;
    const rarely = depth > DEPTH ? 0 : between(random, 0, 2);
    switch (kind) {
      case 'ref': {
        fill(facts.defines[parts[0] as string]!, parent, depth);
        return;
      }
      case 'element': {
        const name = parts[0] as string;
        const child = { name: name === '*' ? 'anything' : name, attributes: [], children: [] };
        fill(parts[1] as Fact, child, depth + 1);
        parent.children.push(child);
        return;
      }
      case 'attribute': {
        const name = parts[0] as string;
        if (name === '*' || parent.attributes.some(([known]) => known === name)) return;
        const value: RandomElement = { name: '', attributes: [], children: [] };
        fill(parts[1] as Fact, value, depth);
        parent.attributes.push([
          name,
          value.children.filter((child) => typeof child === 'string').join(''),
        ]);
        return;
      }
      case 'group':
        for (const part of parts) fill(part as Fact, parent, depth);
        return;
      case 'interleave':
        for (const part of shuffled(parts, random)) fill(part as Fact, parent, depth);
        return;
      case 'choice': {
        fill(random.pick(parts) as Fact, parent, depth);
        return;
      }
      case 'optional':
        if (rarely === 1) fill(parts[0] as Fact, parent, depth);
        return;
      case 'zeroOrMore':
      case 'oneOrMore': {
        const count = Math.max(kind === 'oneOrMore' ? 1 : 0, rarely);
        for (let index = 0; index < count; index++) fill(parts[0] as Fact, parent, depth);
        return;
      }
      case 'value':
        parent.children.push(parts[1] as string);
        return;
      default:
        parent.children.push(randomData(parts as [string, [string, string][]], random));
    }
  }
}

function randomData([type, parameters]: [string, [string, string][]], random: Random): string {
  const facet = (name: string) => parameters.find(([each]) => each === name)?.[1];
  const pattern = facet('pattern');
  if (pattern !== undefined) return randomMatch(pattern, random);
  if (type === 'dateTime') return '2024-02-29T12:00:00Z';
  if (/^(string|token|NCName|anyURI)$/.test(type)) return random.pick(['a', 'b-c', 'Name']);
  if (type === 'double') return random.pick(['1.5', '0', '-2e3']);
  const least = Number(facet('minInclusive') ?? (/unsigned|positive/.test(type) ? 1 : -9));
  const most = Number(facet('maxInclusive') ?? least + 200);
  return String(between(random, least, Math.min(most, least + 1000)));
}

function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  return list
    .map((item) => ({ item, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

/** A copy with one thing changed: something left out, doubled, renamed, moved or given another value. */
export function mutate(document: RandomElement, random: Random): RandomElement {
  const copy = structuredClone(document);
  const all: RandomElement[] = [copy];
  for (const element of all) {
    for (const child of element.children) if (typeof child !== 'string') all.push(child);
  }
  const element = random.pick(all);
  const other = random.pick(all);
  const attribute = between(random, 0, Math.max(0, element.attributes.length - 1));
  const child = between(random, 0, Math.max(0, element.children.length - 1));
  const values = ['', '0', '-1', 'yes', 'x y', '4294967296', ' 7 ', 'default', '+3', '007'];
  switch (between(random, 0, 8)) {
    case 0:
      element.attributes.splice(attribute, 1);
      break;
    case 1:
      element.children.splice(child, 1);
      break;
    case 2: {
      const doubled = element.children[child];
      if (doubled !== undefined) element.children.splice(child, 0, structuredClone(doubled));
      break;
    }
    case 3:
      if (element !== copy) element.name = random.pick(all).name;
      break;
    case 4: {
      const [name] = random.pick(all).attributes[0] ?? ['type'];
      if (!element.attributes.some(([known]) => known === name)) {
        element.attributes.push([name, random.pick(values)]);
      }
      break;
    }
    case 5: {
      const changed = element.attributes[attribute];
      if (changed) changed[1] = random.pick(values);
      break;
    }
    case 6:
      element.children = [random.pick(values)];
      break;
    case 7:
      element.children.push(random.pick(values));
      break;
    default:
      if (other !== copy) element.children.push(structuredClone(other));
  }
  return copy;
}

/** The document as text; namespaces are declared where they are used. */
export function toXML(element: RandomElement): string {
  const [, namespace, local] = /^\{(.*)\}(.*)$/.exec(element.name) ?? [];
  const name = namespace === undefined ? element.name : `n:${local!}`;
  const declared = namespace === undefined ? '' : ` xmlns:n="${namespace}"`;
  const attributes = element.attributes.map(([key, value]) => ` ${key}="${escape(value)}"`);
  const content = element.children.map((child) =>
    typeof child === 'string' ? escape(child) : toXML(child),
  );
  return `<${name}${declared}${attributes.join('')}>${content.join('')}</${name}>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"\n\r\t]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
