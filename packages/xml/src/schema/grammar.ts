import { dataType, type Facets } from '../validate/datatypes.js';
import { parseNameClass } from '../validate/names.js';
import { Patterns, type Pattern } from '../validate/patterns.js';

/**
 * Decodes patterns from their text in the schema data. Capital letters and signs are operators, what
 * follows is read as they want; numbers are in base 36 and refer to the strings or the named patterns:
 *
 *     .  empty   ~  text   !  not allowed
 *     Rn     the named pattern n
 *     Enp    an element, An p an attribute: of name n, with content p
 *     Gp...) a group; Ip...) an interleave; Cp...) a choice
 *     ?p     at most once; *p any number of times; +p at least once; Lp a list
 *     Vn     the token n; Wn the string n
 *     Dn     data of type n, then Pn:m for each facet, then a dot, or X and what is excepted
 */
export class Grammar {
  readonly patterns = new Patterns();
  readonly start: Pattern;
  readonly #strings: readonly string[];
  readonly #defines: readonly string[];
  readonly #named: Pattern[] = [];

  constructor(strings: readonly string[], defines: readonly string[], start: string) {
    this.#strings = strings;
    this.#defines = defines;
    this.start = this.#read(start, { at: 0 });
  }

  #define(number: number): Pattern {
    return (this.#named[number] ??= this.#read(this.#defines[number]!, { at: 0 }));
  }

  #read(text: string, position: { at: number }): Pattern {
    const { patterns } = this;
    const next = (): Pattern => this.#read(text, position);
    const start = position.at++;
    switch (text[start]) {
      case '.':
        return patterns.empty;
      case '~':
        return patterns.text;
      case '!':
        return patterns.notAllowed;
      case 'R':
        return this.#define(number(text, position));
      case 'E':
        return this.#element(text, start, position);
      case 'A':
        return patterns.attribute(parseNameClass(this.#string(text, position)), next());
      case 'G':
        return patterns.group(...this.#several(text, position));
      case 'I':
        return patterns.interleave(...this.#several(text, position));
      case 'C':
        return patterns.choice(...this.#several(text, position));
      case '?':
        return patterns.optional(next());
      case '*':
        return patterns.optional(patterns.oneOrMore(next()));
      case '+':
        return patterns.oneOrMore(next());
      case 'L':
        return patterns.list(next());
      case 'V':
        return patterns.value(this.#string(text, position), false);
      case 'W':
        return patterns.value(this.#string(text, position), true);
      case 'D':
        return this.#data(text, start, position);
      default:
        throw new Error(`unknown operator ${text.slice(start, start + 9)} of a grammar`);
    }
  }

  /** The content is decoded when it is first needed: it may contain the element again. */
  #element(text: string, start: number, position: { at: number }): Pattern {
    const name = this.#string(text, position);
    const content = position.at;
    skip(text, position);
    let decoded: Pattern | undefined;
    return this.patterns.element(text.slice(start, position.at), parseNameClass(name), () => {
      return (decoded ??= this.#read(text, { at: content }));
    });
  }

  #data(text: string, start: number, position: { at: number }): Pattern {
    const name = this.#string(text, position);
    const facets: [string, string][] = [];
    while (text[position.at] === 'P') {
      position.at++;
      const facet = this.#string(text, position);
      position.at++;
      facets.push([facet, this.#string(text, position)]);
    }
    const except = text[position.at++] === 'X' ? this.#read(text, position) : undefined;
    return this.patterns.data(
      text.slice(start, position.at),
      dataType(name, facets satisfies Facets),
      except,
    );
  }

  #several(text: string, position: { at: number }): Pattern[] {
    const parts: Pattern[] = [];
    while (text[position.at] !== ')') parts.push(this.#read(text, position));
    position.at++;
    return parts;
  }

  #string(text: string, position: { at: number }): string {
    return this.#strings[number(text, position)]!;
  }
}

function number(text: string, position: { at: number }): number {
  const start = position.at;
  while (/[0-9a-z]/.test(text[position.at] ?? '')) position.at++;
  return parseInt(text.slice(start, position.at), 36);
}

/** Moves behind the pattern at a position. */
function skip(text: string, position: { at: number }): void {
  const operator = text[position.at++];
  if (operator === 'G' || operator === 'I' || operator === 'C') {
    while (text[position.at] !== ')') skip(text, position);
    position.at++;
    return;
  }
  if ('RVWEAD'.includes(operator!)) number(text, position);
  if (operator === 'D') {
    while (text[position.at] === 'P') {
      position.at++;
      number(text, position);
      position.at++;
      number(text, position);
    }
    if (text[position.at++] === 'X') skip(text, position);
  }
  if ('EA?*+L'.includes(operator!)) skip(text, position);
}
