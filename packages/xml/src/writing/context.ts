import { prefixOf, prefixesOf, schemaName, type Prefixes } from '../mapping/names.js';
import type { OpenElement } from '../open-element.js';
import type { Schema } from '../schema/shapes.js';
import type { Document, Element } from '../syntax/nodes.js';
import { DEFAULT_STYLE, styleOf, type Style } from './indentation.js';
import { Output } from './output.js';
import type { ChildEntry, Fail } from './places.js';
import { declarationOf, RootDeclarations, type Scope } from './scope.js';

/** A name as it is written, and the scope in which it means what it should. */
export interface WrittenName {
  readonly name: string;
  readonly scope: Scope | undefined;
  /** What has to be declared for it, as text; otherwise empty. */
  readonly declaration: string;
}

/** What all parts of writing one document share. */
export class Context {
  readonly schema: Schema;
  readonly prefixes: Prefixes;
  readonly output = new Output();
  readonly declarations = new RootDeclarations();
  readonly fail: Fail;
  readonly #styles = new Map<Document, Style>();

  constructor(schema: Schema, fail: Fail) {
    this.schema = schema;
    this.prefixes = prefixesOf(schema);
    this.fail = fail;
  }

  /** How a document indents; how new ones do if there is none. */
  style(document: Document | undefined): Style {
    if (document === undefined) return DEFAULT_STYLE;
    let style = this.#styles.get(document);
    if (style === undefined) {
      style = styleOf(document);
      this.#styles.set(document, style);
    }
    return style;
  }

  /** Whether an element has the name that an item of the data has to have. */
  isNamed(element: Element, entry: ChildEntry | undefined, value: unknown): boolean {
    return entry === undefined
      ? element.name === (value as OpenElement).name
      : schemaName(element, this.prefixes) === entry.name;
  }

  /** Returns how to write a name of the schema. */
  write(name: string, scope: Scope | undefined): WrittenName {
    const prefix = prefixOf(name);
    if (prefix === '') {
      if (this.declarations.resolve('', scope) === '') return { name, scope, declaration: '' };
      return { name, ...declare('', '', scope) };
    }
    const namespace = this.schema.namespaces.get(prefix)!;
    const written = this.declarations.prefixFor(namespace, prefix, scope);
    if (written === undefined) return { name, ...declare(prefix, namespace, scope) };
    return { name: `${written}${name.slice(prefix.length)}`, scope, declaration: '' };
  }

  /** Refuses a name whose prefix stands for no namespace. */
  requirePrefix(name: string, scope: Scope | undefined): void {
    const prefix = prefixOf(name);
    if (this.declarations.resolve(prefix, scope) === undefined) {
      this.fail(`the prefix '${prefix}' of '${name}' is not in 'namespaces'`);
    }
  }
}

/** Declares a namespace. */
export function declare(
  prefix: string,
  namespace: string,
  outer: Scope | undefined,
): { readonly scope: Scope; readonly declaration: string } {
  return { scope: { prefix, namespace, outer }, declaration: declarationOf(prefix, namespace) };
}
