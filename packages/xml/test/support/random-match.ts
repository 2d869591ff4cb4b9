import type { Random } from './random.js';

/**
 * A random text that a regular expression of the schemas matches: alternatives, groups, classes,
 * quantifiers. Repetitions without an end are kept short.
 */
export function randomMatch(pattern: string, random: Random): string {
  let at = 0;
  return alternatives();

  function alternatives(): string {
    const ways: string[] = [];
    let way = '';
    while (at < pattern.length && pattern[at] !== ')') {
      if (pattern[at] === '|') {
        ways.push(way);
        way = '';
        at++;
      } else {
        way += quantified();
      }
    }
    return random.pick([...ways, way]);
  }

  function quantified(): string {
    const start = at;
    atom();
    const end = at;
    const [least, most] = quantifier();
    const after = at;
    let text = '';
    const count = between(random, least, most);
    for (let index = 0; index < count; index++) {
      at = start;
      text += atom();
      if (at !== end) throw new Error(`the pattern ${pattern} was read in two ways`);
    }
    at = after;
    return text;
  }

  function quantifier(): readonly [number, number] {
    const sign = pattern[at];
    if (sign === '?' || sign === '*' || sign === '+') {
      at++;
      return [sign === '+' ? 1 : 0, sign === '?' ? 1 : 3];
    }
    const [all, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(pattern.slice(at)) ?? [];
    if (all === undefined) return [1, 1];
    at += all.length;
    const from = Number(least);
    return [from, comma === '' ? from : most === '' ? from + 2 : Math.min(Number(most), from + 4)];
  }

  function atom(): string {
    const character = pattern[at++]!;
    if (character === '(') {
      const text = alternatives();
      at++;
      return text;
    }
    if (character === '[') return oneOf();
    if (character === '.') return random.pick(Array.from('aZ0-_'));
    return character === '\\' ? escaped(pattern[at++]!) : character;
  }

  function escaped(character: string): string {
    if (character === 's' || character === 'n') return ' ';
    return character === 'd' ? '7' : character;
  }

  function oneOf(): string {
    const excludes = pattern[at] === '^';
    if (excludes) at++;
    const members = new Set<string>();
    while (pattern[at] !== ']') {
      const first = pattern[at] === '\\' ? escaped(pattern[(at += 2) - 1]!) : pattern[at++]!;
      if (pattern[at] === '-' && pattern[at + 1] !== ']') {
        const last = pattern[at + 1]!;
        at += 2;
        for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) {
          members.add(String.fromCharCode(code));
        }
      } else {
        members.add(first);
      }
    }
    at++;
    const candidates = excludes
      ? Array.from('aZ0-_ ').filter((each) => !members.has(each))
      : [...members];
    return random.pick(candidates);
  }
}

/** A whole number, both ends included. */
export function between(random: Random, least: number, most: number): number {
  return least + random.below(most - least + 1);
}
