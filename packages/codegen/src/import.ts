import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import type {
  CArgument,
  CCallback,
  CEnum,
  CEnumValue,
  CField,
  CFunction,
  CMacro,
  CStruct,
  CTypedef,
  Facts,
  Library,
  Meaning,
} from './facts.js';

const FILES: Readonly<Record<Library, string>> = {
  libvirt: 'libvirt-api.xml',
  qemu: 'libvirt-qemu-api.xml',
  lxc: 'libvirt-lxc-api.xml',
  admin: 'libvirt-admin-api.xml',
};

/** An XML element: attributes as strings, children as lists. */
interface Element {
  readonly name: string;
  readonly file?: string;
  readonly type?: string;
  readonly info?: string;
  readonly version?: string;
  readonly value?: string;
  readonly string?: string;
  readonly raw?: string;
  readonly params?: string;
  readonly return?: readonly Element[];
  readonly arg?: readonly Element[];
  readonly field?: readonly Element[];
  readonly union?: readonly Element[];
}

type Symbols = Readonly<
  Partial<
    Record<'function' | 'enum' | 'macro' | 'struct' | 'functype' | 'typedef', readonly Element[]>
  >
>;

/** Reads the facts of libvirt's API description in a directory, without its prose. */
export function importFacts(directory: string): Facts {
  const libraries = Object.keys(FILES) as Library[];
  const symbols = new Map(
    libraries.map((library) => [library, readSymbols(join(directory, FILES[library]))]),
  );
  const all = [...symbols.values()];
  const macros = [...symbols].flatMap(([library, { macro = [] }]) =>
    macro.map((element) => macroOf(element, library)),
  );
  return {
    version: releaseOf(macros),
    functions: libraries
      .flatMap((library) =>
        (symbols.get(library)?.function ?? []).map((element) => functionOf(element, library)),
      )
      .sort(byName),
    enums: enumsOf(symbols),
    macros: macros.sort(byName),
    structs: all
      .flatMap((each) => each.struct ?? [])
      .map(structOf)
      .sort(byName),
    callbacks: all
      .flatMap((each) => each.functype ?? [])
      .map(callbackOf)
      .sort(byName),
    typedefs: all
      .flatMap((each) => each.typedef ?? [])
      .filter((element) => element.type !== 'enum')
      .map(typedefOf)
      .sort(byName),
  };
}

function readSymbols(path: string): Symbols {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    parseTagValue: false,
    isArray: (_name, _path, _leaf, attribute) => !attribute,
  });
  const document = parser.parse(readFileSync(path)) as { api: [{ symbols: [Symbols] }] };
  return document.api[0].symbols[0];
}

/** Returns the release, which is the value of a macro. */
function releaseOf(macros: readonly CMacro[]): string {
  const number = Number(
    macros.find((macro) => macro.name === 'LIBVIR_VERSION_NUMBER')?.expression ?? NaN,
  );
  if (!Number.isInteger(number)) throw new Error('LIBVIR_VERSION_NUMBER is missing');
  return [Math.floor(number / 1e6), Math.floor(number / 1e3) % 1e3, number % 1e3].join('.');
}

function functionOf(element: Element, library: Library): CFunction {
  const result = element.return?.[0];
  return {
    name: element.name,
    library,
    header: element.file ?? '',
    since: since(element),
    returns: type(result),
    ...(type(result) === 'int' && { meaning: meaningOf(result?.info ?? '') }),
    arguments: (element.arg ?? []).map(argumentOf),
  };
}

function meaningOf(description: string): Meaning {
  const text = description.replace(/\s+/g, ' ').toLowerCase();
  if (/\b1 (if|when)\b/.test(text) && /\b0 (if|when)\b/.test(text)) return 'boolean';
  if (/^0\b/.test(text)) return 'status';
  if (/\bnumber\b|\bidentifier\b|\binteger\b|\bmaximum\b/.test(text)) return 'number';
  return /(^|[ ,])0\b/.test(text) ? 'status' : 'number';
}

function argumentOf(element: Element): CArgument {
  const description = element.info ?? '';
  const named =
    /\b(vir[A-Z]\w*(?:Flags|Values|Type|Types|Impact|Level|Set|Section|Command|Action))\b/.exec(
      description,
    )?.[1];
  return {
    name: element.name,
    type: type(element),
    ...(/\bNULL\b|\boptional/.test(description) && { nullable: true as const }),
    ...(type(element).endsWith('int') && named !== undefined && { enum: named }),
  };
}

function enumsOf(symbols: ReadonlyMap<Library, Symbols>): CEnum[] {
  const all = [...symbols].flatMap(([library, { enum: elements = [] }]) =>
    elements.map((element) => ({ library, element })),
  );
  const elements = all.map(({ element }) => element);
  // A value may refer to one of another library.
  const written = new Map(elements.map((element) => [element.name, element.value ?? '']));
  const values = new Map<string, CEnumValue[]>();
  for (const element of elements) {
    const group = values.get(type(element)) ?? [];
    group.push({
      name: element.name,
      value: valueOf(element.name, written),
      since: since(element),
    });
    values.set(type(element), group);
  }
  const declared = new Map(
    [...symbols.values()]
      .flatMap((each) => each.typedef ?? [])
      .map((element) => [element.name, since(element)]),
  );
  const libraries = new Map(all.map(({ library, element }) => [type(element), library]));
  return [...values]
    .map(([name, members]) => {
      const library = libraries.get(name);
      return {
        name,
        ...(library !== undefined && library !== 'libvirt' && { library }),
        since: declared.get(name) ?? '0.0.0',
        values: members.sort((a, b) => a.value - b.value || byName(a, b)),
      };
    })
    .sort(byName);
}

/** Returns the number of a value, which may be given by the name of another value. */
function valueOf(name: string, written: ReadonlyMap<string, string>): number {
  const text = written.get(name);
  if (text === undefined) throw new Error(`an enum value refers to ${name}, which is unknown`);
  const value = Number(text);
  return text !== '' && Number.isInteger(value) ? value : valueOf(text, written);
}

function macroOf(element: Element, library: Library): CMacro {
  return {
    name: element.name,
    ...(library !== 'libvirt' && { library }),
    since: since(element),
    ...(element.string !== undefined && { string: element.string }),
    ...(element.raw && !element.params && { expression: withoutComment(element.raw) }),
    ...(element.params && { parameters: element.params }),
  };
}

function withoutComment(expression: string): string {
  return expression.replace(/\/\*.*?\*\//g, '').trim();
}

function structOf(element: Element): CStruct {
  return {
    name: element.name,
    since: since(element),
    fields: (element.field ?? []).map(fieldOf),
  };
}

function fieldOf(element: Element): CField {
  const members = element.union?.[0]?.field;
  return {
    name: element.name,
    type: type(element),
    ...(members && { union: members.map(fieldOf) }),
  };
}

function callbackOf(element: Element): CCallback {
  return {
    name: element.name,
    since: since(element),
    returns: type(element.return?.[0]),
    arguments: (element.arg ?? []).map((argument) => ({
      name: argument.name,
      type: type(argument),
    })),
  };
}

function typedefOf(element: Element): CTypedef {
  return { name: element.name, type: type(element), since: since(element) };
}

function type(element: Element | undefined): string {
  return (element?.type ?? 'void').replace(/\s+/g, ' ').trim();
}

/** Returns the since-version; some symbols of the first releases have none. */
function since(element: Element): string {
  return element.version ?? '0.0.0';
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
