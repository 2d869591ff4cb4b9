import { prefixOf, prefixesOf, schemaName, type Prefixes } from '../mapping/names.js';
import type { OpenElement } from '../open-element.js';
import type { Schema } from '../schema/shapes.js';
import type { Document, Element } from '../syntax/nodes.js';
import { DEFAULT_STYLE, styleOf, type Style } from './indentation.js';
import { Output } from './output.js';
import type { ChildEntry, Fail } from './places.js';
import { declarationOf, Scope } from './scope.js';

/** A name as it is written. */
export interface WrittenName {
  readonly name: string;
  /** What has to be declared for it, as text; otherwise empty. */
  readonly declaration: string;
}

/** What all parts of writing one document share. */
export class Context {
  readonly schema: Schema;
  readonly prefixes: Prefixes;
  readonly output = new Output();
  readonly scope = new Scope();
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
  write(name: string): WrittenName {
    const prefix = prefixOf(name);
    if (prefix === '') {
      return { name, declaration: this.scope.resolve('') === '' ? '' : this.declare('', '') };
    }
    const namespace = this.schema.namespaces.get(prefix)!;
    const written = this.scope.prefixFor(namespace, prefix);
    if (written === undefined) return { name, declaration: this.declare(prefix, namespace) };
    return { name: `${written}${name.slice(prefix.length)}`, declaration: '' };
  }

  /** Declares a namespace in the element in work, and returns the text of that. */
  declare(prefix: string, namespace: string): string {
    this.scope.declare(prefix, namespace);
    return declarationOf(prefix, namespace);
  }

  /** Refuses a name whose prefix stands for no namespace. */
  requirePrefix(name: string): void {
    const prefix = prefixOf(name);
    if (this.scope.resolve(prefix) === undefined) {
      this.fail(`the prefix '${prefix}' of '${name}' is not in 'namespaces'`);
    }
  }
}
