import { parts, withParts, type Pattern } from './facts.js';
import type { ReadSchema } from './read.js';
import { refine } from './refine.js';

/**
 * Joins the names of several schemas into one set.
 *
 * Each schema brings its own copy of the files that it includes, and may override parts of them. Two
 * names are the same if the schemas call them the same, and their patterns are, with the names that
 * these refer to.
 *
 * What can never match is removed before, so that only patterns with a use are kept.
 */
export function mergeSchemas(schemas: ReadonlyMap<string, ReadSchema>): {
  readonly schemas: Readonly<Record<string, Pattern>>;
  readonly defines: Readonly<Record<string, Pattern>>;
} {
  const all = new Map<string, Pattern>();
  const starts = new Map<string, Pattern>();
  for (const [schema, { start, defines }] of schemas) {
    const own = (pattern: Pattern): Pattern => renamed(pattern, (name) => `${schema}/${name}`);
    starts.set(schema, own(start));
    for (const [name, pattern] of defines) all.set(`${schema}/${name}`, own(pattern));
  }
  const possible = withoutImpossible(all);
  const reachable = reachableFrom([...starts.values()], possible);
  const classes = refine(
    reachable,
    (key, classOf) =>
      `${lastName(key)} ${JSON.stringify(renamed(possible.get(key)!, (name) => String(classOf(name))))}`,
  );
  const names = namesOf(reachable, classes);
  const name = (key: string) => names.get(classes.get(key)!)!;
  const defines = Object.fromEntries(
    [...new Map(reachable.map((key) => [name(key), key]))]
      .map(([unique, key]) => [unique, renamed(possible.get(key)!, name)] as const)
      .filter(([unique]) => !unique.startsWith('<start>'))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const started = new Map(reachable.map((key) => [name(key), possible.get(key)!]));
  // A nested grammar stands for its start pattern.
  const inline = (pattern: Pattern): Pattern =>
    typeof pattern !== 'string' && pattern[0] === 'ref' && pattern[1].startsWith('<start>')
      ? inline(renamed(started.get(pattern[1])!, name))
      : withParts(pattern, inline);
  return {
    schemas: Object.fromEntries(
      [...starts].map(([schema, start]) => [schema, inline(renamed(start, name))]),
    ),
    defines: Object.fromEntries(
      Object.entries(defines).map(([unique, pattern]) => [unique, inline(pattern)]),
    ),
  };
}

function renamed(pattern: Pattern, rename: (name: string) => string): Pattern {
  return typeof pattern !== 'string' && pattern[0] === 'ref'
    ? ['ref', rename(pattern[1])]
    : withParts(pattern, (part) => renamed(part, rename));
}

/** Without `notAllowed`, and what cannot match because of it. */
function withoutImpossible(defines: ReadonlyMap<string, Pattern>): Map<string, Pattern> {
  let current = new Map(defines);
  for (;;) {
    const simplified = new Map(
      [...current].map(([name, pattern]) => [name, simplify(pattern, current)]),
    );
    const changed = [...simplified].some(
      ([name, pattern]) => pattern === 'notAllowed' && current.get(name) !== 'notAllowed',
    );
    current = simplified;
    if (!changed) return current;
  }
}

function simplify(pattern: Pattern, defines: ReadonlyMap<string, Pattern>): Pattern {
  if (typeof pattern === 'string') return pattern;
  if (pattern[0] === 'ref') {
    const target = defines.get(pattern[1]);
    if (target === undefined) throw new Error(`no pattern is named ${pattern[1]}`);
    return target === 'notAllowed' ? target : pattern;
  }
  return possible(withParts(pattern, (part) => simplify(part, defines)));
}

/** A pattern whose parts are simple already. */
export function possible(pattern: Pattern): Pattern {
  if (typeof pattern === 'string') return pattern;
  const inner = parts(pattern);
  const impossible = inner.includes('notAllowed');
  switch (pattern[0]) {
    case 'choice': {
      const left = inner.filter((part) => part !== 'notAllowed');
      if (left.length === 0) return 'notAllowed';
      return left.length === 1 ? left[0]! : ['choice', ...left];
    }
    case 'group':
    case 'interleave': {
      if (impossible) return 'notAllowed';
      const left = inner.filter((part) => part !== 'empty');
      if (left.length === 0) return 'empty';
      return left.length === 1 ? left[0]! : [pattern[0], ...left];
    }
    case 'optional':
    case 'zeroOrMore':
      return impossible || inner[0] === 'empty' ? 'empty' : pattern;
    case 'oneOrMore':
      return impossible ? 'notAllowed' : inner[0] === 'empty' ? 'empty' : pattern;
    default:
      return impossible ? 'notAllowed' : pattern;
  }
}

/** In the order in which they are met. */
function reachableFrom(
  starts: readonly Pattern[],
  defines: ReadonlyMap<string, Pattern>,
): readonly string[] {
  const found = new Set<string>();
  const visit = (pattern: Pattern): void => {
    if (typeof pattern !== 'string' && pattern[0] === 'ref') {
      if (found.has(pattern[1])) return;
      found.add(pattern[1]);
      visit(defines.get(pattern[1])!);
    } else {
      parts(pattern).forEach(visit);
    }
  };
  starts.forEach(visit);
  return [...found];
}

/** The schema's own name of each class; with the schema that has it first, where names clash. */
function namesOf(
  keys: readonly string[],
  classes: ReadonlyMap<string, number>,
): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const taken = new Set<string>();
  for (const key of keys) {
    const number = classes.get(key)!;
    if (names.has(number)) continue;
    const name = lastName(key);
    const candidates = [name, `${name}@${key.split('/')[0]!}`];
    const free =
      candidates.find((each) => !taken.has(each)) ?? `${candidates[1]!}@${String(number)}`;
    names.set(number, free);
    taken.add(free);
  }
  return names;
}

/** `domain/0/disk` is the `disk` of its scope. */
function lastName(key: string): string {
  return key.slice(key.indexOf('/', key.indexOf('/') + 1) + 1);
}
