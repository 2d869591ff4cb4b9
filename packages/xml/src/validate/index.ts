import type { Grammar } from '../schema/grammar.js';
import type { Schema } from '../schema/shapes.js';
import { Derivatives } from './derivatives.js';
import { expected, expectedValues } from './expected.js';
import { splitName } from './names.js';
import { nearest } from './nearest.js';
import type { Pattern } from './patterns.js';

/** What the validator needs to see of a document. */
export interface ElementNode {
  readonly kind: 'element';
  readonly name: string;
  readonly local: string;
  readonly namespace: string;
  readonly start: number;
  readonly attributes: readonly AttributeNode[];
  readonly children: readonly (ElementNode | TextNode | OtherNode)[];
}

/** An attribute of such an element. */
export interface AttributeNode {
  readonly name: string;
  readonly local: string;
  readonly namespace: string;
  readonly value: string;
  readonly start: number;
}

/** Text in such an element. */
export interface TextNode {
  readonly kind: 'text' | 'cdata';
  readonly value: string;
  readonly start: number;
}

/** What does not count. */
export interface OtherNode {
  readonly kind: 'comment' | 'instruction';
}

/** One place where a document differs from what its schema allows. */
export interface Problem {
  /** `/domain/devices/disk[2]/@type`; elements of the same name are counted from 1. */
  readonly path: string;
  /** Offset in the text. */
  readonly offset: number;
  readonly message: string;
  /** What would be allowed there: names, quoted words, descriptions of data types. */
  readonly expected: readonly string[];
  /** The name or word that was probably meant. */
  readonly nearest?: string;
}

const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** How much is kept from one document to the next, at most: patterns, and derivatives by name. */
const KEPT = 50_000;

interface Engine {
  readonly grammar: Grammar;
  readonly derivatives: Derivatives;
}

const engines = new WeakMap<Schema, Engine>();

function engineOf(schema: Schema): Engine {
  const known = engines.get(schema);
  if (known && known.grammar.patterns.size + known.derivatives.size <= KEPT) return known;
  const grammar = schema.grammar();
  const engine = { grammar, derivatives: new Derivatives(grammar.patterns) };
  engines.set(schema, engine);
  return engine;
}

/**
 * Checks a document against its schema. Returns no problems exactly if the schema accepts it.
 *
 * After a problem it goes on as if the document were right there: an unknown element or attribute is
 * left out, a wrong value passes, what is missing counts as present. So each problem is reported
 * once, and the rest of the document is still checked.
 */
export function validateElement(schema: Schema, root: ElementNode): Problem[] {
  return new Validation(engineOf(schema)).run(root);
}

/** An element that has begun and not ended. */
class Frame {
  readonly element: ElementNode;
  /** `disk`, or `disk[2]` if its parent has several. */
  readonly step: string;
  readonly hasElements: boolean;
  /** All text, if there are no elements. */
  readonly text: string | undefined;
  next = 0;
  #textSeen = false;
  /** How many elements of each name there were so far, and are in all. */
  readonly #counts = new Map<string, number>();
  #totals: Map<string, number> | undefined;

  constructor(element: ElementNode, step: string) {
    this.element = element;
    this.step = step;
    this.hasElements = element.children.some((child) => child.kind === 'element');
    const texts = this.hasElements ? [] : element.children.filter(isText);
    this.text = texts.length > 0 ? texts.map(({ value }) => value).join('') : undefined;
  }

  /** The text to match at a text node: the whole at the first one, if there is only text. */
  textAt({ value }: TextNode): string | undefined {
    if (this.hasElements) return isBlank(value) ? undefined : value;
    const first = !this.#textSeen;
    this.#textSeen = true;
    return first ? this.text : undefined;
  }

  /** Counts a child, in the order of the document. */
  count({ name }: ElementNode): number {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count;
  }

  total(name: string): number {
    if (!this.#totals) {
      this.#totals = new Map();
      for (const child of this.element.children) {
        if (child.kind !== 'element') continue;
        this.#totals.set(child.name, (this.#totals.get(child.name) ?? 0) + 1);
      }
    }
    return this.#totals.get(name) ?? 0;
  }
}

class Validation {
  readonly #derivatives: Derivatives;
  readonly #problems: Problem[] = [];
  readonly #frames: Frame[] = [];
  #pattern: Pattern;

  constructor({ grammar, derivatives }: Engine) {
    this.#derivatives = derivatives;
    this.#pattern = grammar.start;
  }

  run(root: ElementNode): Problem[] {
    this.#enter(root);
    for (let frame = this.#frames.at(-1); frame; frame = this.#frames.at(-1)) {
      const child = frame.element.children[frame.next++];
      if (child === undefined) {
        this.#end(frame);
        this.#frames.pop();
      } else if (child.kind === 'element') {
        this.#enter(child);
      } else if (isText(child)) {
        this.#text(frame, child);
      }
    }
    return this.#problems;
  }

  #enter(element: ElementNode): void {
    const parent = this.#frames.at(-1);
    const count = parent?.count(element) ?? 1;
    const several = count > 1 || (parent?.total(element.name) ?? 1) > 1;
    this.#frames.push(
      new Frame(element, several ? `${element.name}[${String(count)}]` : element.name),
    );
    if (!this.#begin(element)) this.#frames.pop();
  }

  /** Whether the element may be there, so that its content is worth checking. */
  #begin(element: ElementNode): boolean {
    const derivatives = this.#derivatives;
    const { local, namespace, attributes } = element;
    const before = this.#pattern;
    const open = derivatives.startTag(before, local, namespace);
    if (open.kind === 'notAllowed') {
      this.#unexpectedElement(element, before);
      return false;
    }
    this.#pattern = open;
    for (const attribute of attributes) {
      if (attribute.namespace !== XMLNS) this.#attribute(attribute);
    }
    const closed = derivatives.startTagClosed(this.#pattern);
    if (closed.kind === 'notAllowed') {
      const missing = [...expected(this.#pattern, true).attributes].map(shown);
      this.#report('', element.start, list('missing attribute', missing), missing);
      this.#pattern = derivatives.forgiveAttributes(this.#pattern);
    } else {
      this.#pattern = closed;
    }
    return true;
  }

  #unexpectedElement(element: ElementNode, pattern: Pattern): void {
    const allowed = [...expected(pattern).elements].map(shown);
    const written = element.namespace === '' ? element.local : element.name;
    const meant = nearest(written, allowed);
    const what = allowed.includes(written)
      ? `element '${written}' is in the wrong namespace`
      : `element '${written}' is not allowed here`;
    this.#report('', element.start, what, allowed, meant);
  }

  #attribute({ name, local, namespace, value, start }: AttributeNode): void {
    const derivatives = this.#derivatives;
    const path = `/@${name}`;
    const pattern = this.#pattern;
    const next = derivatives.attribute(pattern, local, namespace, value);
    if (next.kind !== 'notAllowed') {
      this.#pattern = next;
      return;
    }
    const lenient = derivatives.attribute(pattern, local, namespace, undefined);
    if (lenient.kind === 'notAllowed') {
      const allowed = [...expected(pattern).attributes].map(shown);
      const meant = nearest(name, allowed);
      this.#report(path, start, `attribute '${name}' is not allowed here`, allowed, meant);
      return;
    }
    const values = [...expectedValues(pattern, local, namespace).values];
    const meant = nearest(`'${value}'`, words(values));
    this.#report(path, start, `'${short(value)}' is no value of '${name}'`, values, meant);
    this.#pattern = lenient;
  }

  #text(frame: Frame, node: TextNode): void {
    const whole = frame.textAt(node);
    if (whole === undefined) return;
    const { start } = node;
    const derivatives = this.#derivatives;
    const pattern = this.#pattern;
    const derived = derivatives.text(pattern, whole);
    // White space alone may also be no text at all.
    if (isBlank(whole)) {
      this.#pattern = derivatives.either(pattern, derived);
      return;
    }
    if (derived.kind !== 'notAllowed') {
      this.#pattern = derived;
      return;
    }
    const lenient = derivatives.text(pattern, undefined);
    const { values, elements } = expected(pattern);
    const allowed = lenient.kind === 'notAllowed' ? [...elements].map(shown) : [...values];
    if (lenient.kind === 'notAllowed') {
      this.#report('', start, 'text is not allowed here', allowed);
      return;
    }
    const meant = nearest(`'${whole.trim()}'`, words(allowed));
    const what = `'${short(whole)}' is no value of '${frame.element.name}'`;
    this.#report('', start, what, allowed, meant);
    this.#pattern = lenient;
  }

  #end({ element, hasElements, text }: Frame): void {
    const derivatives = this.#derivatives;
    // An element without any text may have the empty text.
    const pattern =
      hasElements || text !== undefined
        ? this.#pattern
        : derivatives.either(this.#pattern, derivatives.text(this.#pattern, ''));
    const next = derivatives.endTag(pattern);
    if (next.kind !== 'notAllowed') {
      this.#pattern = next;
      return;
    }
    const { elements, values } = expected(pattern, true);
    const missing = [...elements].map(shown);
    const what =
      missing.length > 0 ? list('missing element', missing) : `'${element.name}' lacks its text`;
    this.#report('', element.start, what, missing.length > 0 ? missing : [...values]);
    this.#pattern = derivatives.endTag(pattern, true);
  }

  /** Reports a problem of the innermost element, or of a part of it. */
  #report(
    part: string,
    offset: number,
    what: string,
    allowed: readonly string[],
    meant?: string,
  ): void {
    const message = meant === undefined ? what : `${what}; did you mean ${quoted(meant)}?`;
    this.#problems.push({
      path: `${this.#frames.map(({ step }) => `/${step}`).join('')}${part}`,
      offset,
      message,
      expected: allowed,
      ...(meant !== undefined && { nearest: meant.replace(/^'|'$/g, '') }),
    });
  }
}

function isText(node: ElementNode | TextNode | OtherNode): node is TextNode {
  return node.kind === 'text' || node.kind === 'cdata';
}

function isBlank(text: string): boolean {
  return /^[ \t\r\n]*$/.test(text);
}

/** `{namespace}name` as libvirt writes it: with the last word of the namespace. */
function shown(name: string): string {
  const [namespace, local] = splitName(name);
  return namespace === '' ? local : `${namespace.split('/').at(-2) ?? namespace}:${local}`;
}

function words(values: readonly string[]): readonly string[] {
  return values.filter((value) => value.startsWith("'"));
}

function quoted(word: string): string {
  return word.startsWith("'") ? word : `'${word}'`;
}

function list(what: string, names: readonly string[]): string {
  if (names.length === 0) return what;
  return `${what} ${names.map(quoted).join(' or ')}`;
}

function short(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 60 ? `${trimmed.slice(0, 60)}...` : trimmed;
}
