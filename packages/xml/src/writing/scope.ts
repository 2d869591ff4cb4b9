// Which namespaces prefixes stand for at a place of the text that is written.
import { declaredPrefix } from '../mapping/names.js';
import { escapeAttribute } from '../syntax/escape.js';
import type { Element } from '../syntax/nodes.js';
import { XML_NAMESPACE } from '../syntax/parser.js';

/** A declaration, and those of the elements around it. */
export interface Scope {
  readonly prefix: string;
  readonly namespace: string;
  readonly outer: Scope | undefined;
}

/** What is declared on the root element because something inside needs it. */
export class RootDeclarations {
  readonly #added = new Map<string, string>();

  /** What a prefix stands for; the default namespace is empty if it is not declared. */
  resolve(prefix: string, scope: Scope | undefined): string | undefined {
    for (let at = scope; at !== undefined; at = at.outer) {
      if (at.prefix === prefix) return at.namespace;
    }
    if (prefix === 'xml') return XML_NAMESPACE;
    return this.#added.get(prefix) ?? (prefix === '' ? '' : undefined);
  }

  /** Makes a prefix stand for a namespace, on the root if need be; returns whether it does. */
  ensure(prefix: string, namespace: string, scope: Scope | undefined): boolean {
    const present = this.resolve(prefix, scope);
    if (present !== undefined) return present === namespace;
    this.#added.set(prefix, namespace);
    return true;
  }

  /** Finds a prefix for a namespace; libvirt's own is declared if there is none. */
  prefixFor(namespace: string, own: string, scope: Scope | undefined): string | undefined {
    for (let at = scope; at !== undefined; at = at.outer) {
      const { prefix } = at;
      if (prefix !== '' && at.namespace === namespace) {
        if (this.resolve(prefix, scope) === namespace) return prefix;
      }
    }
    return this.ensure(own, namespace, scope) ? own : undefined;
  }

  /** Declares on the root what is in scope around an element that becomes the root. */
  inherit(element: Element): void {
    for (const [prefix, namespace] of declaredAround(element)) {
      if (!element.attributes.some((attribute) => declaredPrefix(attribute) === prefix)) {
        this.#added.set(prefix, namespace);
      }
    }
  }

  /** Whether an element's text means the same in a scope as where it is now. */
  canHold(element: Element, scope: Scope | undefined): boolean {
    const around = declaredAround(element);
    if (!around.has('')) around.set('', '');
    return [...around].every(([prefix, namespace]) => this.ensure(prefix, namespace, scope));
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
