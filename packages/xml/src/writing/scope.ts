// Which namespaces prefixes stand for at a place of the text that is written.
import { declaredPrefix } from '../mapping/names.js';
import { escapeAttribute } from '../syntax/escape.js';
import type { Element } from '../syntax/nodes.js';
import { XML_NAMESPACE } from '../syntax/parser.js';

/**
 * The namespaces in scope, for a writer that goes through the elements in order. Declarations are looked
 * up by hash, however many there are.
 */
export class Scope {
  /** What is declared on the root element because something inside needs it. */
  readonly #added = new Map<string, string>();
  /** For each prefix, what elements declare; the innermost last. */
  readonly #namespaces = new Map<string, string[]>();
  /** For each namespace, the prefixes that elements declare for it; the innermost last. */
  readonly #prefixes = new Map<string, string[]>();
  /** The prefixes of all declarations of elements that have not ended. */
  readonly #declared: string[] = [];

  /** The number of declarations, for `restore`. */
  get size(): number {
    return this.#declared.length;
  }

  /** Adds a declaration of the element in work. */
  declare(prefix: string, namespace: string): void {
    this.#declared.push(prefix);
    pushTo(this.#namespaces, prefix, namespace);
    pushTo(this.#prefixes, namespace, prefix);
  }

  /** Removes the declarations of elements that have ended. */
  restore(size: number): void {
    while (this.#declared.length > size) {
      const namespace = this.#namespaces.get(this.#declared.pop()!)!.pop()!;
      this.#prefixes.get(namespace)!.pop();
    }
  }

  /** What a prefix stands for; the default namespace is empty if it is not declared. */
  resolve(prefix: string): string | undefined {
    const declared = this.#namespaces.get(prefix)?.at(-1);
    if (declared !== undefined) return declared;
    if (prefix === 'xml') return XML_NAMESPACE;
    return this.#added.get(prefix) ?? (prefix === '' ? '' : undefined);
  }

  /** Makes a prefix stand for a namespace, on the root if need be; returns whether it does. */
  ensure(prefix: string, namespace: string): boolean {
    const present = this.resolve(prefix);
    if (present !== undefined) return present === namespace;
    this.#added.set(prefix, namespace);
    return true;
  }

  /** Finds a prefix for a namespace; libvirt's own is declared if there is none. */
  prefixFor(namespace: string, own: string): string | undefined {
    const prefix = this.#prefixes
      .get(namespace)
      ?.findLast((each) => each !== '' && this.resolve(each) === namespace);
    return prefix ?? (this.ensure(own, namespace) ? own : undefined);
  }

  /** Declares on the root what is in scope around an element that becomes the root. */
  inherit(element: Element): void {
    for (const [prefix, namespace] of declaredAround(element)) {
      if (!element.attributes.some((attribute) => declaredPrefix(attribute) === prefix)) {
        this.#added.set(prefix, namespace);
      }
    }
  }

  /** Whether an element's text means the same here as where it is now. */
  canHold(element: Element): boolean {
    const around = declaredAround(element);
    if (!around.has('')) around.set('', '');
    return [...around].every(([prefix, namespace]) => this.ensure(prefix, namespace));
  }

  toString(): string {
    return [...this.#added].map((added) => declarationOf(...added)).join('');
  }
}

/** Returns the attribute that declares a namespace, with the white space before it. */
export function declarationOf(prefix: string, namespace: string): string {
  return ` xmlns${prefix && `:${prefix}`}='${escapeAttribute(namespace, "'")}'`;
}

function declaredAround(element: Element): Map<string, string> {
  const declared = new Map<string, string>();
  for (let at = element.parent; at !== undefined; at = at.parent) {
    for (const attribute of at.attributes) {
      const prefix = declaredPrefix(attribute);
      if (prefix !== undefined && !declared.has(prefix)) declared.set(prefix, attribute.value);
    }
  }
  return declared;
}

function pushTo(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
