// A parser of XML 1.0 with namespaces, for texts that nobody vouches for.
//
// It goes through the text once and keeps the open elements on a stack of its own, so time and memory
// grow with the text's length alone, however it is nested. What could make them grow faster is
// refused, or looked up by hash:
//
// - A DTD is refused, and with it every entity but XML's own five. Nothing is ever fetched.
// - Attributes of an element are compared by a set once there are many of them.
// - Prefixes are looked up in one map for all open elements. An element's declarations overwrite
//   it, and remember what to put back when it ends.
// - Whether a stretch of text contains a rare character (`&`, CR, `]]>`) is decided by the offset of the
//   next one, which only moves on.
//
// Names repeat; `Names` returns one string for all uses of one, without slicing the text each time.
import { endOfName, findForbidden, isCharacter, isQualified, isSpace } from './characters.js';
import { XMLParseError, type XMLRule } from './error.js';
import type { Aside, Attribute, Document, Element, Node, Text } from './nodes.js';

/** Limits for documents. */
export interface XMLLimits {
  /**
   * Most UTF-16 code units of a document; 16 Mi (16,777,216) by default. libvirt's own protocol carries
   * documents of up to 4 MiB. A document needs up to 100 times its length as memory.
   */
  readonly maxLength?: number;
  /** Most elements inside each other; 1,000 by default. */
  readonly maxDepth?: number;
}

/** What the prefix `xml` stands for. */
export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
/** What declarations of namespaces are in. */
export const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';

const NO_ATTRIBUTES: readonly Attribute[] = Object.freeze([]);
const NO_NODES: readonly Node[] = Object.freeze([]);

/** What a prefix stands for, and the offset where that is declared, or -1. */
interface Declaration {
  readonly namespace: string;
  readonly start: number;
}

const NO_NAMESPACE: Declaration = { namespace: '', start: -1 };

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const DECLARATION =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:'1\.[0-9]+'|"1\.[0-9]+")(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:'[A-Za-z][A-Za-z0-9._-]*'|"[A-Za-z][A-Za-z0-9._-]*"))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:'(?:yes|no)'|"(?:yes|no)"))?[ \t\r\n]*\?>/y;

/**
 * Parses a document.
 * @throws {XMLParseError} if it is not well-formed, or goes beyond a limit
 */
export function parseDocument(text: string, limits: XMLLimits = {}): Document {
  return new Parser(text, limits).document();
}

class Parser {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #names: Names;
  readonly #prefixes = new Map<string, Declaration>([
    ['', NO_NAMESPACE],
    ['xml', { namespace: XML_NAMESPACE, start: -1 }],
    ['xmlns', { namespace: XMLNS_NAMESPACE, start: -1 }],
  ]);
  /** For each open element: what its declarations have replaced. */
  readonly #replaced: (Map<string, Declaration | undefined> | undefined)[] = [];
  /** The attributes of the element in work. */
  readonly #attributes: Attribute[] = [];
  readonly #ampersands: Occurrences;
  readonly #returns: Occurrences;
  readonly #sectionEnds: Occurrences;
  #offset = 0;

  constructor(text: string, { maxLength = 1 << 24, maxDepth = 1000 }: XMLLimits) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#names = new Names(text);
    this.#ampersands = new Occurrences(text, '&');
    this.#returns = new Occurrences(text, '\r');
    this.#sectionEnds = new Occurrences(text, ']]>');
    if (text.length > maxLength) {
      this.#fail('length', `the document is longer than ${maxLength} characters`, maxLength);
    }
    const forbidden = findForbidden(text);
    if (forbidden >= 0) {
      const code = text.codePointAt(forbidden)!.toString(16).toUpperCase().padStart(4, '0');
      this.#fail('character', `U+${code} cannot be in an XML document`, forbidden);
    }
  }

  document(): Document {
    const text = this.#text;
    if (text.charCodeAt(0) === 0xfeff) this.#offset = 1;
    if (text.startsWith('<?xml', this.#offset) && isSpace(text.charCodeAt(this.#offset + 5))) {
      DECLARATION.lastIndex = this.#offset;
      if (!DECLARATION.test(text)) {
        this.#fail('declaration', 'this is no valid XML declaration', this.#offset);
      }
      this.#offset = DECLARATION.lastIndex;
    }
    const before = this.#misc();
    if (this.#offset === text.length) this.#fail('root', 'there is no element', this.#offset);
    const root = this.#root();
    const after = this.#misc();
    if (this.#offset < text.length) {
      this.#fail('root', 'there is something after the root element', this.#offset);
    }
    return { text, root, before, after };
  }

  /** What may stand around the root element. */
  #misc(): Aside[] {
    const text = this.#text;
    const nodes: Aside[] = [];
    for (;;) {
      this.#skipSpace();
      if (text.startsWith('<!--', this.#offset)) nodes.push(this.#comment());
      else if (text.startsWith('<?', this.#offset)) nodes.push(this.#instruction());
      else return nodes;
    }
  }

  /** The root element with all that it contains. */
  #root(): Element {
    const text = this.#text;
    const root = this.#startTag(undefined);
    if (this.#hasEnded()) return root;
    // The children of all open elements, one after the other, so that each list has its exact length.
    const nodes: Node[] = [];
    let count = 0;
    const open: Element[] = [];
    const starts: number[] = [];
    let element = root;
    let first = 0;
    for (;;) {
      const start = this.#offset;
      const end = text.indexOf('<', start);
      if (end < 0) {
        this.#fail('end-tag', `<${element.name}> has no end tag`, text.length);
      }
      if (end > start) {
        nodes[count++] = this.#textBetween(start, end);
        this.#offset = end;
      }
      const next = text.charCodeAt(end + 1);
      if (next === 0x2f) {
        this.#endTag(element);
        if (count > first) element.children = nodes.slice(first, count);
        const parent = open.pop();
        if (parent === undefined) return root;
        element = parent;
        count = first;
        first = starts.pop()!;
      } else if (next === 0x21) {
        if (text.startsWith('<!--', end)) nodes[count++] = this.#comment();
        else if (text.startsWith('<![CDATA[', end)) nodes[count++] = this.#cdata();
        else this.#fail('content', "'<!' starts no comment and no CDATA section here", end);
      } else if (next === 0x3f) {
        nodes[count++] = this.#instruction();
      } else {
        if (open.length + 1 >= this.#maxDepth) {
          this.#fail('depth', `more than ${this.#maxDepth} elements are inside each other`, end);
        }
        const child = this.#startTag(element);
        nodes[count++] = child;
        if (!this.#hasEnded()) {
          open.push(element);
          starts.push(first);
          element = child;
          first = count;
        }
      }
    }
  }

  /** Whether the element whose start tag was just read ended with it; if so, ends it. */
  #hasEnded(): boolean {
    if (this.#text.charCodeAt(this.#offset - 2) !== 0x2f) return false;
    this.#restorePrefixes();
    return true;
  }

  #startTag(parent: Element | undefined): Element {
    const text = this.#text;
    const start = this.#offset;
    if (text.charCodeAt(start) !== 0x3c) {
      this.#fail('root', 'there is text outside of the root element', start);
    }
    if (text.startsWith('<!DOCTYPE', start)) {
      this.#fail('doctype', 'document type definitions are refused', start);
    }
    const name = this.#name(start + 1, 'tag', "no element's name follows '<'");
    const attributes = this.#attributes;
    let count = 0;
    let seen: Set<string> | undefined;
    let declares = false;
    let hasPrefixes = false;
    for (;;) {
      const spaced = this.#skipSpace();
      const code = text.charCodeAt(this.#offset);
      if (code === 0x3e) {
        this.#offset += 1;
        break;
      }
      if (code === 0x2f) {
        if (text.charCodeAt(this.#offset + 1) !== 0x3e) {
          this.#fail('tag', "'>' has to follow '/'", this.#offset + 1);
        }
        this.#offset += 2;
        break;
      }
      if (!(code > 0)) this.#fail('tag', `the start tag of <${name}> does not end`, text.length);
      if (!spaced) this.#fail('tag', 'white space has to stand before an attribute', this.#offset);
      const attribute = this.#attribute(name);
      if (count > 0) seen = this.#refuseTwice(attribute, count, seen);
      attributes[count] = attribute;
      count += 1;
      const declaresOne = attribute.name.startsWith('xmlns');
      if (declaresOne) declares = true;
      if (declaresOne || attribute.name.includes(':')) hasPrefixes = true;
    }
    const list = count === 0 ? NO_ATTRIBUTES : attributes.slice(0, count);
    this.#replaced.push(declares ? this.#declare(list) : undefined);
    if (hasPrefixes) this.#resolveAttributes(list);
    const declaration = this.#declarationOf(name, start + 1);
    return {
      kind: 'element',
      name,
      local: localName(name),
      namespace: declaration.namespace,
      declared: declaration.start,
      attributes: list,
      children: NO_NODES,
      parent,
      start,
      contentStart: this.#offset,
      contentEnd: this.#offset,
      end: this.#offset,
    };
  }

  #attribute(element: string): Attribute {
    const text = this.#text;
    const start = this.#offset;
    const name = this.#name(start, 'attribute', `no attribute's name is here, in <${element}>`);
    if (text.charCodeAt(this.#offset) !== 0x3d) {
      this.#skipSpace();
      if (text.charCodeAt(this.#offset) !== 0x3d) {
        this.#fail('attribute', `'=' has to follow the attribute '${name}'`, this.#offset);
      }
    }
    this.#offset += 1;
    let quote = text.charCodeAt(this.#offset);
    if (quote !== 0x27 && quote !== 0x22) {
      this.#skipSpace();
      quote = text.charCodeAt(this.#offset);
      if (quote !== 0x27 && quote !== 0x22) {
        this.#fail('attribute', `the value of '${name}' has to be in quotes`, this.#offset);
      }
    }
    const valueStart = this.#offset + 1;
    let end = valueStart;
    let isPlain = true;
    for (;;) {
      const code = text.charCodeAt(end);
      if (code === quote) break;
      if (code === 0x3c) this.#fail('attribute', `'<' is in the value of '${name}'`, end);
      if (code === 0x26 || code < 0x20) isPlain = false;
      if (Number.isNaN(code)) {
        this.#fail('attribute', `the value of '${name}' has no closing quote`, valueStart - 1);
      }
      end += 1;
    }
    this.#offset = end + 1;
    const raw = text.slice(valueStart, end);
    const value = isPlain ? raw : this.#decode(raw.replace(/\r\n|[\t\r\n]/g, ' '), valueStart, end);
    return {
      name,
      local: localName(name),
      namespace: '',
      declared: -1,
      value,
      start,
      valueStart,
      valueEnd: end,
    };
  }

  /** Refuses an attribute that is there already; few are compared, many are looked up. */
  #refuseTwice(
    { name, start }: Attribute,
    count: number,
    seen: Set<string> | undefined,
  ): Set<string> | undefined {
    let known = seen;
    if (known === undefined && count >= 16) {
      known = new Set(this.#attributes.slice(0, count).map((attribute) => attribute.name));
    }
    let isTwice = known?.has(name) ?? false;
    for (let index = 0; known === undefined && index < count; index += 1) {
      if (this.#attributes[index]!.name === name) isTwice = true;
    }
    if (isTwice) this.#fail('attribute-twice', `there are two attributes '${name}'`, start);
    return known?.add(name);
  }

  /** Enters an element's namespace declarations. */
  #declare(attributes: readonly Attribute[]): Map<string, Declaration | undefined> {
    const replaced = new Map<string, Declaration | undefined>();
    for (const { name, value, start } of attributes) {
      if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
      const prefix = name.slice('xmlns:'.length);
      if (prefix === 'xmlns') this.#fail('namespace', "'xmlns' cannot be declared", start);
      if ((prefix === 'xml') !== (value === XML_NAMESPACE)) {
        this.#fail('namespace', `'xml' and ${XML_NAMESPACE} belong to each other`, start);
      }
      if (value === XMLNS_NAMESPACE) {
        this.#fail('namespace', `no prefix can stand for ${XMLNS_NAMESPACE}`, start);
      }
      if (prefix !== '' && value === '') {
        this.#fail('namespace', `the namespace of '${prefix}' is empty`, start);
      }
      replaced.set(prefix, this.#prefixes.get(prefix));
      this.#prefixes.set(prefix, { namespace: value, start });
    }
    return replaced;
  }

  #restorePrefixes(): void {
    for (const [prefix, value] of this.#replaced.pop() ?? []) {
      if (value === undefined) this.#prefixes.delete(prefix);
      else this.#prefixes.set(prefix, value);
    }
  }

  /** Two prefixes may stand for one namespace, so names are compared once more. */
  #resolveAttributes(attributes: readonly Attribute[]): void {
    const seen = new Set<string>();
    for (const attribute of attributes) {
      const { name, start } = attribute;
      const colon = name.indexOf(':');
      if (colon < 0) {
        if (name === 'xmlns') attribute.namespace = XMLNS_NAMESPACE;
        continue;
      }
      const declaration = this.#declarationOf(name, start);
      attribute.namespace = declaration.namespace;
      attribute.declared = declaration.start;
      const key = `${name.slice(colon + 1)} ${attribute.namespace}`;
      if (seen.has(key)) {
        this.#fail('attribute-twice', `'${name}' has the name of another attribute`, start);
      }
      seen.add(key);
    }
  }

  #declarationOf(name: string, start: number): Declaration {
    const colon = name.indexOf(':');
    if (colon < 0) return this.#prefixes.get('') ?? NO_NAMESPACE;
    const prefix = name.slice(0, colon);
    const declaration = this.#prefixes.get(prefix);
    const isElement = this.#text.charCodeAt(start - 1) === 0x3c;
    if (declaration === undefined || (prefix === 'xmlns' && isElement)) {
      this.#fail('namespace', `the prefix '${prefix}' is not declared`, start);
    }
    return declaration;
  }

  #endTag(element: Element): void {
    const text = this.#text;
    const { name } = element;
    const start = this.#offset;
    this.#offset += 2;
    const end = this.#offset + name.length;
    if (!text.startsWith(name, this.#offset) || endOfName(text, this.#offset) !== end) {
      this.#fail('end-tag', `</${name}> has to end <${name}>`, start);
    }
    this.#offset = end;
    if (text.charCodeAt(end) !== 0x3e) {
      this.#skipSpace();
      if (text.charCodeAt(this.#offset) !== 0x3e) {
        this.#fail('end-tag', `</${name}> has to end with '>'`, this.#offset);
      }
    }
    this.#offset += 1;
    element.contentEnd = start;
    element.end = this.#offset;
    this.#restorePrefixes();
  }

  #textBetween(start: number, end: number): Text {
    if (this.#sectionEnds.between(start, end)) {
      this.#fail('content', "']]>' cannot be in text", this.#text.indexOf(']]>', start));
    }
    let value = this.#text.slice(start, end);
    if (this.#returns.between(start, end)) value = normalizeLines(value);
    if (this.#ampersands.between(start, end)) value = this.#decode(value, start, end);
    return { kind: 'text', value, start, end };
  }

  /** Replaces the references in a value, which is between two offsets of the text. */
  #decode(value: string, start: number, end: number): string {
    if (!value.includes('&')) return value;
    return value.replace(/&([^&;]*)(;?)/g, (whole, name: string, semicolon: string, at: number) => {
      const decoded = semicolon === '' ? undefined : decodeReference(name);
      if (decoded !== undefined) return decoded;
      // Line ends are shorter here than in the text.
      let offset = start;
      for (let count = value.slice(0, at).split('&').length; count > 0; count -= 1) {
        offset = this.#text.indexOf('&', offset) + 1;
      }
      const problem = `'${whole.slice(0, 40)}' is no reference to a character or to one of XML's five entities`;
      return this.#fail('reference', problem, Math.min(offset - 1, end));
    });
  }

  #comment(): Aside {
    const start = this.#offset;
    const end = this.#text.indexOf('--', start + 4);
    if (end < 0) this.#fail('comment', 'the comment does not end', start);
    if (this.#text.charCodeAt(end + 2) !== 0x3e) {
      this.#fail('comment', "'--' cannot be in a comment", end);
    }
    this.#offset = end + 3;
    const value = normalizeLines(this.#text.slice(start + 4, end));
    return { kind: 'comment', value, start, end: this.#offset };
  }

  #cdata(): Text {
    const start = this.#offset;
    const end = this.#text.indexOf(']]>', start);
    if (end < 0) this.#fail('cdata', 'the CDATA section does not end', start);
    this.#offset = end + 3;
    const value = normalizeLines(this.#text.slice(start + 9, end));
    return { kind: 'cdata', value, start, end: this.#offset };
  }

  #instruction(): Aside {
    const text = this.#text;
    const start = this.#offset;
    const target = this.#name(start + 2, 'instruction', "no name follows '<?'");
    if (target.toLowerCase() === 'xml') {
      this.#fail('declaration', 'an XML declaration can only be the first in a document', start);
    }
    if (target.includes(':')) {
      this.#fail('namespace', `the target '${target}' has a colon`, start + 2);
    }
    const spaced = this.#skipSpace();
    const end = text.indexOf('?>', this.#offset);
    if (end < 0) this.#fail('instruction', 'the processing instruction does not end', start);
    if (!spaced && end !== this.#offset) {
      this.#fail('instruction', `white space has to follow the target '${target}'`, this.#offset);
    }
    const value = `${target} ${normalizeLines(text.slice(this.#offset, end))}`;
    this.#offset = end + 2;
    return { kind: 'instruction', value, start, end: this.#offset };
  }

  #name(start: number, rule: XMLRule, problem: string): string {
    const end = endOfName(this.#text, start);
    if (end === start) this.#fail(rule, problem, start);
    this.#offset = end;
    const name = this.#names.between(start, end);
    if (name === undefined) {
      const bad = this.#text.slice(start, Math.min(end, start + 40));
      this.#fail('name', `a colon of '${bad}' has no name on each side`, start);
    }
    return name;
  }

  /** Returns whether there was any. */
  #skipSpace(): boolean {
    const start = this.#offset;
    while (isSpace(this.#text.charCodeAt(this.#offset))) this.#offset += 1;
    return this.#offset > start;
  }

  #fail(rule: XMLRule, problem: string, offset: number): never {
    throw new XMLParseError(rule, problem, this.#text, offset);
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function decodeReference(name: string): string | undefined {
  if (!name.startsWith('#')) return entities.get(name);
  if (!/^#(?:[0-9]+|x[0-9A-Fa-f]+)$/.test(name)) return undefined;
  const code = name.startsWith('#x') ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

function normalizeLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Where a rare string occurs, asked with offsets that only grow. */
class Occurrences {
  readonly #text: string;
  readonly #string: string;
  #next = -1;

  constructor(text: string, string: string) {
    this.#text = text;
    this.#string = string;
  }

  between(start: number, end: number): boolean {
    if (this.#next < start) {
      const next = this.#text.indexOf(this.#string, start);
      this.#next = next < 0 ? Infinity : next;
    }
    return this.#next < end;
  }
}

/** Names of a text, each kept as one string as long as no other takes its place. */
class Names {
  readonly #text: string;
  readonly #known: string[] = new Array<string>(256).fill('');

  constructor(text: string) {
    this.#text = text;
  }

  /** The name between two offsets; `undefined` if its colons are wrong. */
  between(start: number, end: number): string | undefined {
    const text = this.#text;
    const length = end - start;
    const first = text.charCodeAt(start);
    const middle = text.charCodeAt(start + (length >> 1));
    const slot = (length * 131 + first * 31 + middle * 7 + text.charCodeAt(end - 1)) & 255;
    const known = this.#known[slot]!;
    if (known.length === length && text.startsWith(known, start)) return known;
    if (!isQualified(text, start, end)) return undefined;
    const name = text.slice(start, end);
    this.#known[slot] = name;
    return name;
  }
}
