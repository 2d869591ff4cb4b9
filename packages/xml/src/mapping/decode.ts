// A document to plain data, by the shapes of the schema. It works through a list of elements rather
// than call itself, so that no document is too deep for it.
import type { OpenContent, OpenElement, UnknownContent } from '../open-element.js';
import type { Child, Schema, Shape } from '../schema/shapes.js';
import type { Attribute, Document, Element, Text } from '../syntax/nodes.js';
import { textOf, visitContent, type ContentVisitor } from './content.js';
import { declaredPrefix, prefixesOf, prefixOf, schemaName, type Prefixes } from './names.js';
import { setDocument, setOrigin } from './origins.js';
import { decodeValue, setProperty } from './values.js';

/** Open content is all unknown. */
export const OPEN: Shape = {
  attributes: new Map(),
  children: new Map(),
  text: undefined,
  plain: false,
  open: true,
};

type Data = Record<string, unknown>;

/** The outermost part of open content: it keeps the namespaces that are declared outside of it. */
interface Outermost {
  /** Offset of its element. */
  readonly start: number;
  readonly content: OpenContent;
}

/** Returns the data of a document. */
export function decodeDocument(schema: Schema, document: Document): object {
  setDocument(document);
  return new Decoder(schema).decode(document.root);
}

class Decoder implements ContentVisitor {
  readonly #schema: Schema;
  readonly #prefixes: Prefixes;
  readonly #elements: Element[] = [];
  readonly #shapes: Shape[] = [];
  readonly #targets: object[] = [];
  readonly #outermosts: (Outermost | undefined)[] = [];

  // Of the element in work.
  #target: Data = {};
  #unknown: UnknownContent | undefined;
  /** `undefined` outside of open content. */
  #outermost: Outermost | undefined;

  constructor(schema: Schema) {
    this.#schema = schema;
    this.#prefixes = prefixesOf(schema);
  }

  decode(root: Element): object {
    const data = this.#add(root, this.#schema.shape, {});
    for (;;) {
      const element = this.#elements.pop();
      if (element === undefined) return data;
      const shape = this.#shapes.pop()!;
      this.#element(element, shape, this.#targets.pop()!, this.#outermosts.pop());
    }
  }

  /** Decodes an element later, into an object that is there now; perhaps as part of open content. */
  #add<Target extends object>(
    element: Element,
    shape: Shape,
    target: Target,
    outermost?: Outermost,
  ): Target {
    setOrigin(target, element);
    this.#elements.push(element);
    this.#shapes.push(shape);
    this.#targets.push(target);
    this.#outermosts.push(outermost);
    return target;
  }

  #element(element: Element, shape: Shape, target: object, outermost?: Outermost): void {
    this.#target = target as Data;
    this.#unknown = shape.open ? target : undefined;
    this.#outermost =
      outermost ?? (shape.open ? { start: element.start, content: target } : undefined);
    if (shape.open && element.declared >= 0) this.#inherit(element.name, element);
    for (const attribute of element.attributes) {
      const name = schemaName(attribute, this.#prefixes);
      const kind = name === undefined ? undefined : shape.attributes.get(name);
      if (kind === undefined) this.#unknownAttribute(attribute, shape.open);
      else this.#target[name!] = decodeValue(attribute.value, kind);
    }
    visitContent(element, shape, this.#prefixes, this);
    if (shape.text !== undefined) {
      const text = textOf(element);
      if (text !== '') this.#target['value'] = decodeValue(text, shape.text);
    }
    if (this.#unknown !== undefined && !shape.open) this.#target['$unknown'] = this.#unknown;
  }

  #unknownAttribute(attribute: Attribute, isOpen: boolean): void {
    const { name, value } = attribute;
    const declared = declaredPrefix(attribute);
    if (declared !== undefined) {
      if (isOpen) setProperty(((this.#unknown ??= {}).namespaces ??= {}), declared, value);
      return;
    }
    const unknown = (this.#unknown ??= {});
    setProperty((unknown.attributes ??= {}), name, value);
    if (attribute.declared >= 0) this.#inherit(name, attribute);
  }

  /** Keeps a namespace that is declared outside of what the object stands for. */
  #inherit(name: string, { declared, namespace }: Element | Attribute): void {
    if (this.#outermost !== undefined && declared >= this.#outermost.start) return;
    const content = this.#outermost?.content ?? (this.#unknown ??= {});
    setProperty((content.namespaces ??= {}), prefixOf(name), namespace);
  }

  known(element: Element, child: Child): void {
    const { property, repeated, shape } = child;
    let value: unknown;
    if (shape.plain) value = decodeValue(textOf(element), shape.text ?? 'string');
    else value = this.#add(element, shape, {});
    let index: number | undefined;
    if (repeated) {
      const array = this.#target[property] as unknown[] | undefined;
      if (array === undefined) this.#target[property] = [value];
      index = array === undefined ? 0 : array.push(value) - 1;
    } else {
      this.#target[property] = value;
    }
    if (shape.plain && hasMore(element)) this.#unknownOf(element, child, index);
  }

  unknown(node: Element | Text): void {
    const children = ((this.#unknown ??= {}).children ??= []);
    if (node.kind !== 'element') {
      children.push(node.value);
      return;
    }
    const open: OpenElement = { name: node.name };
    children.push(this.#add(node, OPEN, open, this.#outermost));
  }

  /** Keeps what an element holds beside its plain value. */
  #unknownOf(element: Element, { property, shape }: Child, index: number | undefined): void {
    const [target, unknown, outermost] = [this.#target, this.#unknown, this.#outermost];
    const holder: { $unknown?: UnknownContent } = {};
    this.#element(element, shape, holder);
    [this.#target, this.#unknown, this.#outermost] = [target, unknown, outermost];
    const more = holder.$unknown;
    if (more === undefined) return;
    const of = ((this.#unknown ??= {}).of ??= {});
    if (index === undefined) {
      of[property] = more;
      return;
    }
    const list = (of[property] ??= []) as (UnknownContent | null)[];
    while (list.length < index) list.push(null);
    list.push(more);
  }
}

/** Whether an element has anything but text. */
function hasMore({ attributes, children }: Element): boolean {
  if (attributes.length > 0) return true;
  return children.length > 1 || (children.length === 1 && children[0]!.kind === 'element');
}
