import { propertiesOf, type Contents } from './content.js';
import { parts, type Pattern } from './facts.js';
import { possible } from './merge.js';

/**
 * Choices that the presence of an attribute or element decides.
 *
 * An alternative is recognised by its markers: attributes and elements that it requires and that
 * stand nowhere else in the content. A choice decides if all of its alternatives but at most one have
 * markers; that one is what is left without them.
 *
 * An element is split only if exactly one choice in it decides, with no more than six alternatives.
 * Each further choice would multiply the variants (`<iotune>` has six choices: 64 of them), and each
 * further alternative adds a property to all others (`<rule>` of a network filter has 25), until an
 * error message fills two screens. There the properties of all alternatives are optional, as they are
 * where the alternatives overlap without a marker.
 */
export interface Alternative {
  /** Names of the markers; empty for the alternative without. */
  readonly markers: readonly string[];
  /** Properties that only other alternatives have. */
  readonly absent: readonly string[];
  /** The whole content with this alternative in the place of the choice. */
  readonly content: Pattern;
}

const MAX_ALTERNATIVES = 6;

/** The alternatives of the choice that decides, or why none does. */
export type Split =
  | { readonly alternatives: readonly Alternative[] }
  | { readonly rule: 'no choice' | 'overlap' | 'several choices' | 'many alternatives' };

interface Choice {
  readonly alternatives: readonly Pattern[];
  /** Puts one of them, or anything else, in the choice's place. */
  readonly put: (pattern: Pattern) => Pattern;
}

export function splitByPresence(contents: Contents, pattern: Pattern): Split {
  const choices = choicesIn(contents, pattern, (same) => same);
  if (choices.length === 0) return { rule: 'no choice' };
  const deciding = choices.flatMap((choice) => decide(contents, choice) ?? []);
  if (deciding.length === 0) return { rule: 'overlap' };
  if (deciding.length > 1) return { rule: 'several choices' };
  const [alternatives] = deciding;
  return alternatives!.length > MAX_ALTERNATIVES
    ? { rule: 'many alternatives' }
    : { alternatives: alternatives! };
}

function decide(contents: Contents, { alternatives, put }: Choice) {
  const rest = new Set(propertiesOf(contents.of([put('empty')])));
  const all = alternatives.map((each) => contents.of([each]));
  const names = all.map(propertiesOf);
  const markers = all.map(({ attributes, children }, index) =>
    [...attributes, ...children]
      .filter(([, { min }]) => min > 0)
      .map(([name]) => name)
      .filter(
        (name) =>
          !rest.has(name) && names.every((each, at) => at === index || !each.includes(name)),
      ),
  );
  if (markers.filter((each) => each.length === 0).length > 1) return undefined;
  return [
    alternatives.map((each, index): Alternative => {
      const own = names[index]!;
      const absent = names.flat().filter((name) => !own.includes(name) && !rest.has(name));
      return { markers: markers[index]!, absent: [...new Set(absent)], content: put(each) };
    }),
  ];
}

/** Choices that hold attributes or elements and that nothing repeats. */
function choicesIn(contents: Contents, pattern: Pattern, put: Choice['put']): readonly Choice[] {
  if (typeof pattern === 'string') return [];
  switch (pattern[0]) {
    case 'ref':
      return choicesIn(contents, contents.resolve(pattern[1]), put);
    case 'group':
    case 'interleave': {
      const all = parts(pattern);
      return all.flatMap((part, index) =>
        choicesIn(contents, part, (other) =>
          put(possible([pattern[0], ...all.map((each, at) => (at === index ? other : each))])),
        ),
      );
    }
    case 'optional': {
      let inner = pattern[1];
      while (inner[0] === 'ref') inner = contents.resolve(inner[1]);
      return inner[0] === 'choice'
        ? choicesIn(contents, ['choice', ...parts(inner), 'empty'], put)
        : [];
    }
    case 'choice': {
      const alternatives = parts(pattern);
      const properties = propertiesOf(contents.of([pattern]));
      return properties.some((name) => name !== 'value') ? [{ alternatives, put }] : [];
    }
    default:
      return [];
  }
}
