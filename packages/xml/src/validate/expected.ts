import type { Pattern } from './patterns.js';

/** What a pattern could go on with, for messages. Names are as in the grammar. */
export interface Expected {
  readonly elements: ReadonlySet<string>;
  readonly attributes: ReadonlySet<string>;
  /** Words in quotes, and descriptions of data types. */
  readonly values: ReadonlySet<string>;
  readonly text: boolean;
}

/**
 * What may come next; with `required`, only what a document has to have for the pattern to be
 * complete in at least one way.
 */
export function expected(pattern: Pattern, required = false): Expected {
  const elements = new Set<string>();
  const attributes = new Set<string>();
  const values = new Set<string>();
  let text = false;
  const seen = new Set<Pattern>();
  const visit = (part: Pattern): void => {
    if (seen.has(part) || (required && part.nullable)) return;
    seen.add(part);
    switch (part.kind) {
      case 'element':
        part.names.names.forEach((name) => elements.add(name));
        return;
      case 'attribute':
        part.names.names.forEach((name) => attributes.add(name));
        return;
      case 'value':
        values.add(`'${part.value}'`);
        return;
      case 'data':
        values.add(part.type.description);
        return;
      case 'text':
        text = true;
        return;
      case 'choice':
      case 'interleave':
        part.parts.forEach(visit);
        return;
      case 'group':
        for (const each of part.parts) {
          visit(each);
          // What follows an element that is still missing may not come yet.
          if (!required && !each.nullable && !hasAttribute(each)) return;
        }
        return;
      case 'oneOrMore':
      case 'list':
      case 'after':
        visit(part.part);
        return;
      default:
    }
  };
  visit(pattern);
  return { elements, attributes, values, text };
}

function hasAttribute(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'attribute':
      return true;
    case 'choice':
    case 'group':
    case 'interleave':
      return pattern.parts.some(hasAttribute);
    case 'oneOrMore':
      return hasAttribute(pattern.part);
    default:
      return false;
  }
}

/** What the value of an attribute may be, of every attribute of that name. */
export function expectedValues(pattern: Pattern, name: string, namespace: string): Expected {
  const values = new Set<string>();
  const seen = new Set<Pattern>();
  const visit = (part: Pattern): void => {
    if (seen.has(part)) return;
    seen.add(part);
    switch (part.kind) {
      case 'attribute':
        if (part.names.matches(name, namespace)) {
          expected(part.part).values.forEach((value) => values.add(value));
        }
        return;
      case 'choice':
      case 'group':
      case 'interleave':
        part.parts.forEach(visit);
        return;
      case 'oneOrMore':
      case 'after':
        visit(part.part);
        return;
      default:
    }
  };
  visit(pattern);
  return { elements: new Set(), attributes: new Set(), values, text: false };
}
