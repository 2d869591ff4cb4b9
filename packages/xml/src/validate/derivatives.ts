import { collapse } from './datatypes.js';
import type { Pattern, Patterns } from './patterns.js';

/**
 * Derivatives of patterns, after James Clark's algorithm: what is left to match once something was
 * met. A derivative of `notAllowed` only means that it may not be there.
 *
 * The start of an element leads to `after(content, rest)`: the content is matched first, its end gives
 * the rest. Several ways to match are kept as a choice. What was derived by a name is remembered for
 * each pattern, so that the thousandth disk costs as little as any; values are not remembered.
 */
export class Derivatives {
  readonly #patterns: Patterns;
  readonly #byName = new Map<Pattern, Map<string, Pattern>>();
  readonly #closed = new Map<Pattern, Pattern>();
  readonly #forgiven = new Map<Pattern, Pattern>();

  /** How much is remembered. */
  size = 0;

  constructor(patterns: Patterns) {
    this.#patterns = patterns;
  }

  /** Either of two ways to go on. */
  either(one: Pattern, other: Pattern): Pattern {
    return this.#patterns.choice(one, other);
  }

  /** At the start tag of an element, before its attributes. */
  startTag(pattern: Pattern, name: string, namespace: string): Pattern {
    const known = this.#byName.get(pattern) ?? new Map<string, Pattern>();
    this.#byName.set(pattern, known);
    const key = `${namespace} ${name}`;
    const found = known.get(key);
    if (found) return found;
    const derived = this.#startTag(pattern, name, namespace);
    known.set(key, derived);
    this.size++;
    return derived;
  }

  #startTag(pattern: Pattern, name: string, namespace: string): Pattern {
    const p = this.#patterns;
    const start = (part: Pattern): Pattern =>
      part.kind === 'empty' || part.kind === 'attribute' || part.kind === 'text'
        ? p.notAllowed
        : this.startTag(part, name, namespace);
    switch (pattern.kind) {
      case 'element':
        return pattern.names.matches(name, namespace)
          ? p.after(pattern.content(), p.empty)
          : p.notAllowed;
      case 'choice':
        return p.choice(...pattern.parts.map(start));
      case 'group':
        return p.choice(
          ...leading(pattern.parts).map((index) =>
            this.#after(start(pattern.parts[index]!), (rest) =>
              p.group(rest, ...pattern.parts.slice(index + 1)),
            ),
          ),
        );
      case 'interleave':
        return p.choice(
          ...pattern.parts.map((part, index) =>
            this.#after(start(part), (rest) =>
              p.interleave(rest, ...pattern.parts.filter((_each, at) => at !== index)),
            ),
          ),
        );
      case 'oneOrMore':
        return this.#after(start(pattern.part), (rest) => p.group(rest, p.optional(pattern)));
      case 'after':
        return this.#after(start(pattern.part), (rest) => p.after(rest, pattern.rest));
      default:
        return p.notAllowed;
    }
  }

  /** Changes what follows each element that may have begun. */
  #after(pattern: Pattern, change: (rest: Pattern) => Pattern): Pattern {
    const p = this.#patterns;
    switch (pattern.kind) {
      case 'choice':
        return p.choice(...pattern.parts.map((part) => this.#after(part, change)));
      case 'after':
        return p.after(pattern.part, change(pattern.rest));
      default:
        return p.notAllowed;
    }
  }

  /** At an attribute. Its value is `undefined` to let any pass. */
  attribute(pattern: Pattern, name: string, namespace: string, value: string | undefined): Pattern {
    const p = this.#patterns;
    const derive = (part: Pattern): Pattern => this.attribute(part, name, namespace, value);
    switch (pattern.kind) {
      case 'attribute':
        return pattern.names.matches(name, namespace) &&
          (value === undefined || this.#accepts(pattern.part, value))
          ? p.empty
          : p.notAllowed;
      case 'choice':
        return p.choice(...pattern.parts.map(derive));
      case 'group':
      case 'interleave':
        return p.choice(
          ...pattern.parts.flatMap((part, index) => {
            const derived = derive(part);
            if (derived.kind === 'notAllowed') return [];
            return [
              p[pattern.kind](...pattern.parts.map((each, at) => (at === index ? derived : each))),
            ];
          }),
        );
      case 'oneOrMore': {
        const derived = derive(pattern.part);
        return derived.kind === 'notAllowed' ? derived : p.group(derived, p.optional(pattern));
      }
      case 'after':
        return p.after(derive(pattern.part), pattern.rest);
      default:
        return p.notAllowed;
    }
  }

  /** At the end of a start tag: attributes that are still required make it not allowed. */
  startTagClosed(pattern: Pattern): Pattern {
    const p = this.#patterns;
    return this.#withoutAttributes(pattern, this.#closed, p.notAllowed);
  }

  /** The same, without regard to attributes that are missing. */
  forgiveAttributes(pattern: Pattern): Pattern {
    return this.#withoutAttributes(pattern, this.#forgiven, this.#patterns.empty);
  }

  #withoutAttributes(pattern: Pattern, known: Map<Pattern, Pattern>, instead: Pattern): Pattern {
    const found = known.get(pattern);
    if (found) return found;
    const p = this.#patterns;
    const close = (part: Pattern): Pattern => this.#withoutAttributes(part, known, instead);
    const made = ((): Pattern => {
      switch (pattern.kind) {
        case 'attribute':
          return instead;
        case 'choice':
        case 'group':
        case 'interleave':
          return p[pattern.kind](...pattern.parts.map(close));
        case 'oneOrMore':
          return p.oneOrMore(close(pattern.part));
        case 'after':
          return p.after(close(pattern.part), pattern.rest);
        default:
          return pattern;
      }
    })();
    known.set(pattern, made);
    return made;
  }

  /** At text. It is `undefined` to let any pass. */
  text(pattern: Pattern, text: string | undefined): Pattern {
    const p = this.#patterns;
    const derive = (part: Pattern): Pattern => this.text(part, text);
    switch (pattern.kind) {
      case 'text':
        return pattern;
      case 'value':
      case 'data':
      case 'list':
        return text === undefined || this.#accepts(pattern, text) ? p.empty : p.notAllowed;
      case 'choice':
        return p.choice(...pattern.parts.map(derive));
      case 'group':
        return p.choice(
          ...leading(pattern.parts).map((index) =>
            p.group(derive(pattern.parts[index]!), ...pattern.parts.slice(index + 1)),
          ),
        );
      case 'interleave':
        return p.choice(
          ...pattern.parts.map((part, index) =>
            p.interleave(derive(part), ...pattern.parts.filter((_each, at) => at !== index)),
          ),
        );
      case 'oneOrMore':
        return p.group(derive(pattern.part), p.optional(pattern));
      case 'after':
        return p.after(derive(pattern.part), pattern.rest);
      default:
        return p.notAllowed;
    }
  }

  /** At the end tag: what follows, if the content is complete; without regard to that if forgiven. */
  endTag(pattern: Pattern, forgiven = false): Pattern {
    const p = this.#patterns;
    switch (pattern.kind) {
      case 'choice':
        return p.choice(...pattern.parts.map((part) => this.endTag(part, forgiven)));
      case 'after':
        return forgiven || pattern.part.nullable ? pattern.rest : p.notAllowed;
      default:
        return p.notAllowed;
    }
  }

  /** Whether a whole text matches: the value of an attribute, or an item of a list. */
  #accepts(pattern: Pattern, text: string): boolean {
    switch (pattern.kind) {
      case 'value':
        return pattern.exact ? pattern.value === text : collapse(pattern.value) === collapse(text);
      case 'data':
        return (
          pattern.type.accepts(text) && !(pattern.except && this.#accepts(pattern.except, text))
        );
      case 'choice':
        return pattern.parts.some((part) => this.#accepts(part, text));
      case 'list': {
        const items = collapse(text).split(' ').filter(Boolean);
        const left = items.reduce((rest, item) => this.text(rest, item), pattern.part);
        return left.nullable;
      }
      default:
        return this.text(pattern, text).nullable || (pattern.nullable && text.trim() === '');
    }
  }
}

/** Positions of the parts of a group that may come first. */
function leading(parts: readonly Pattern[]): readonly number[] {
  const found: number[] = [];
  for (const [index, part] of parts.entries()) {
    found.push(index);
    if (!part.nullable) break;
  }
  return found;
}
