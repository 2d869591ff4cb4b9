import { kinds } from './annotations.js';
import type { SchemaFacts } from './facts.js';
import { Model, type ElementType } from './model.js';

/** One line for each element, attribute and word that a release's schemas have and another's have not. */
export function schemaNews(from: SchemaFacts, to: SchemaFacts): readonly string[] {
  const [older, newer] = [from, to].map((facts) => new Model(facts, { whole: true }));
  return kinds
    .filter(({ path }) => path.length === 1)
    .flatMap(({ schema, path }) => {
      const root = newer!.root(schema, path);
      return root ? differences(older!.root(schema, path), root, `/${path.join('/')}`) : [];
    });
}

/**
 * Walks both releases at once. An element that the old one lacks is one line, without its parts; the
 * same pair of types in several places is reported at the first.
 */
function differences(
  older: ElementType | undefined,
  newer: ElementType,
  start: string,
): readonly string[] {
  if (!older) return [`element ${start}`];
  const lines: string[] = [];
  const seen = new Set<string>();
  const queue = [{ older, newer, path: start }];
  for (const pair of queue) {
    const key = `${pair.older.key} ${pair.newer.key}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const [name, { values }] of pair.newer.attributes) {
      const known = pair.older.attributes.get(name);
      const path = `${pair.path}/@${name}`;
      if (!known) lines.push(`attribute ${path}`);
      else lines.push(...newWords(known.values.literals, values.literals, path));
    }
    const words = [
      pair.older.text?.values.literals ?? [],
      pair.newer.text?.values.literals ?? [],
    ] as const;
    lines.push(...newWords(...words, pair.path));
    for (const [name, child] of pair.newer.children) {
      const known = pair.older.children.get(name);
      const path = `${pair.path}/${name}`;
      if (known) queue.push({ older: known.type, newer: child.type, path });
      else lines.push(`element ${path}`);
    }
  }
  return lines;
}

function newWords(
  older: readonly string[],
  newer: readonly string[],
  path: string,
): readonly string[] {
  return newer.filter((word) => !older.includes(word)).map((word) => `value ${path}: ${word}`);
}
