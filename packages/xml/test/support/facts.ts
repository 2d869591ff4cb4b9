import { readFileSync } from 'node:fs';

/** A pattern as packages/codegen/schemas has it: a kind and its parts. */
export type Fact = string | readonly [kind: string, ...parts: unknown[]];

/** The facts of libvirt's schemas that the generated data is made of. */
export interface Facts {
  readonly version: string;
  readonly schemas: Readonly<Record<string, Fact>>;
  readonly defines: Readonly<Record<string, Fact>>;
}

export function readFacts(): Facts {
  const path = new URL('../../../codegen/schemas/12.8.0.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Facts;
}

/** A schema's facts as a RelaxNG schema again, for other validators. */
export function relaxNG(facts: Facts, schema: string): string {
  const defines = Object.entries(facts.defines).map(
    ([name, pattern]) => `<define name="${xmlName(name)}">${write(pattern)}</define>`,
  );
  return `<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"><start>${write(facts.schemas[schema]!)}</start>${defines.join('\n')}</grammar>`;
}

function write(pattern: Fact): string {
  if (typeof pattern === 'string') return `<${pattern}/>`;
  const [kind, ...parts] = pattern;
  switch (kind) {
    case 'ref':
      return `<ref name="${xmlName(parts[0] as string)}"/>`;
    case 'value':
      return `<value type="${parts[0] as string}">${escape(parts[1] as string)}</value>`;
    case 'data': {
      const [type, parameters, except] = parts as [string, [string, string][], Fact?];
      const written = parameters.map(
        ([name, value]) => `<param name="${name}">${escape(value)}</param>`,
      );
      return `<data type="${type}">${written.join('')}${except ? `<except>${write(except)}</except>` : ''}</data>`;
    }
    case 'element':
    case 'attribute': {
      const [name, content] = parts as [string, Fact];
      const [, namespace = '', local = name] = /^\{(.*)\}(.*)$/.exec(name) ?? [];
      const named =
        name === '*' ? '<anyName/>' : `<name ns="${escape(namespace)}">${escape(local)}</name>`;
      return `<${kind}>${named}${write(content)}</${kind}>`;
    }
    default:
      return `<${kind}>${(parts as Fact[]).map(write).join('')}</${kind}>`;
  }
}

/** Names that the facts tell apart by their schema are no XML names. */
function xmlName(name: string): string {
  return name.replaceAll('@', '..');
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
