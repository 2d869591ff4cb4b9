// How a document indents, so that what is added looks like the rest.
import type { Document, Element } from '../syntax/nodes.js';

/** White space of lines. */
export interface Style {
  /** How lines end. */
  readonly newline: string;
  /** What each level adds. */
  readonly unit: string;
}

/** How libvirt indents. */
export const DEFAULT_STYLE: Style = { newline: '\n', unit: '  ' };

/** Returns the white space before what is at an offset if that is all its line has before it. */
export function indentOf(text: string, offset: number): string | undefined {
  let start = offset;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start -= 1;
  if (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') return undefined;
  return text.slice(start, offset);
}

/** Returns the offset where the white space begins, line end included, that comes before an offset. */
export function startOfLead(text: string, offset: number): number {
  const indent = indentOf(text, offset);
  if (indent === undefined) return offset;
  let start = offset - indent.length;
  if (text[start - 1] === '\n') start -= 1;
  if (text[start - 1] === '\r') start -= 1;
  return start;
}

/** Reads a document's style. */
export function styleOf({ text, root }: Document): Style {
  const newline = /\r?\n|\r/.exec(text)?.[0] ?? DEFAULT_STYLE.newline;
  const first = root.children.find((child): child is Element => child.kind === 'element');
  const outer = indentOf(text, root.start) ?? '';
  const inner = first === undefined ? undefined : indentOf(text, first.start);
  const unit = inner?.startsWith(outer) === true ? inner.slice(outer.length) : '';
  return { newline, unit: unit === '' ? DEFAULT_STYLE.unit : unit };
}
