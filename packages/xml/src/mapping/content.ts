// The children of an element, sorted by what the data makes of them. Decoding and writing both start
// from it, so that they agree.
import type { Child, Shape } from '../schema/shapes.js';
import { isBlank } from '../syntax/characters.js';
import type { Element, Node, Text } from '../syntax/nodes.js';
import { schemaName, type Prefixes } from './names.js';

/** Reports the children of an element, in their order. */
export interface ContentVisitor {
  /** An element that the schema has in this place. */
  known(element: Element, child: Child): void;
  /** An element or a text that it does not have there. */
  unknown(node: Element | Text): void;
}

/** Visits the children of an element but for its own text, comments and instructions. */
export function visitContent(
  element: Element,
  shape: Shape,
  prefixes: Prefixes,
  visitor: ContentVisitor,
): void {
  const { children } = element;
  const isContent = shape.open && keepsText(children);
  const single: Child[] = [];
  for (const node of children) {
    if (node.kind === 'element') {
      const name = schemaName(node, prefixes);
      const child = name === undefined ? undefined : shape.children.get(name);
      if (child === undefined) {
        visitor.unknown(node);
      } else if (child.repeated) {
        visitor.known(node, child);
      } else if (single.includes(child)) {
        visitor.unknown(node);
      } else {
        single.push(child);
        visitor.known(node, child);
      }
    } else if (node.kind === 'text' || node.kind === 'cdata') {
      if (shape.open ? isContent : shape.text === undefined && !isBlank(node.value)) {
        visitor.unknown(node);
      }
    }
  }
}

/** Whether all text of open content counts: where some is not blank, and where there is nothing else. */
export function keepsText(children: readonly Node[]): boolean {
  let hasElements = false;
  for (const node of children) {
    if (node.kind === 'element') hasElements = true;
    else if (isText(node) && !isBlank(node.value)) return true;
  }
  return !hasElements;
}

/** Returns the text of an element, all that is directly in it; blank text beside elements is none. */
export function textOf({ children }: Element): string {
  if (children.length === 0) return '';
  const [first] = children;
  if (children.length === 1) return isText(first!) ? first.value : '';
  let text = '';
  let hasElements = false;
  for (const node of children) {
    if (isText(node)) text += node.value;
    else if (node.kind === 'element') hasElements = true;
  }
  return hasElements && isBlank(text) ? '' : text;
}

/** Whether a node is text. */
export function isText(node: Node): node is Text {
  return node.kind === 'text' || node.kind === 'cdata';
}
