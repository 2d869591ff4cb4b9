// Which element each parsed object was made of. It is kept in a private field, which can be put on
// any object: it is out of sight for spreading, JSON, structuredClone, comparison and printing, so the objects
// stay plain data, and copies have no origin. (A WeakMap would do the same, and take more time than
// the rest of parsing.)
import type { Document, Element } from '../syntax/nodes.js';

/** A constructor that returns what it is given, so that a subclass puts its fields on that. */
const Given = function (object: object) {
  return object;
} as unknown as new (object: object) => object;

class Origin extends Given {
  #element: Element;

  constructor(object: object, element: Element) {
    super(object);
    this.#element = element;
  }

  static of(object: object): Element | undefined {
    return #element in object ? object.#element : undefined;
  }
}

const documents = new WeakMap<Element, Document>();

/** Remembers the element that an object was made of. */
export function setOrigin(object: object, element: Element): void {
  new Origin(object, element);
}

/** Returns the element that an object was made of; `undefined` if it was not parsed. */
export function originOf(object: unknown): Element | undefined {
  return typeof object === 'object' && object !== null ? Origin.of(object) : undefined;
}

/** Remembers the document of a root element. */
export function setDocument(document: Document): void {
  documents.set(document.root, document);
}

/** Returns the document that an element belongs to. */
export function documentOf(element: Element): Document {
  let root = element;
  while (root.parent !== undefined) root = root.parent;
  return documents.get(root)!;
}
