import { nameError } from '../base/errors.js';
/** The value of a flag: none, a text, an optional text (`-u`, `-u=patch`), or a text each time it is given. */
export type FlagKind = 'boolean' | 'text' | 'optional' | 'each';

/** The flags of a command: their names and what they take. */
export type FlagKinds = Readonly<Record<string, FlagKind>>;

/** The values of a command's flags. */
export type FlagValues<Kinds extends FlagKinds> = {
  readonly [Name in keyof Kinds]: Kinds[Name] extends 'boolean'
    ? boolean
    : Kinds[Name] extends 'each'
      ? readonly string[]
      : string | undefined;
};

/** A command line, taken apart. */
export interface CommandLine<Kinds extends FlagKinds> {
  readonly flags: FlagValues<Kinds>;
  /** Every flag that was given, in the order in which it was. */
  readonly given: readonly { readonly name: string; readonly value: string }[];
  readonly rest: readonly string[];
}

/** Thrown for a command line that is not understood: the text, and exit status 2 after the usage. */
export class UsageError extends Error {
  static {
    nameError(this, 'UsageError');
  }
}

const truths = new Map<string, boolean>([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
]);

/** Reads a truth value as Go does; `undefined` if it is none. */
export function parseTruth(text: string): boolean | undefined {
  return truths.get(text);
}

/** Checks the value of a flag; the text returned says what is wrong with it. */
export type FlagCheck = (value: string) => string | undefined;

/** Returns whether a word asks how something is used. */
export function isHelpFlag(word: string): boolean {
  return /^--?h(elp)?$/.test(word);
}

/**
 * Takes a command line apart as Go's flag package does: one dash or two, values after `=` or in the
 * next word, flags only before the first other word.
 */
export function parseFlags<const Kinds extends FlagKinds>(
  kinds: Kinds,
  words: readonly string[],
  checks: Readonly<Record<string, FlagCheck>> = {},
): CommandLine<Kinds> {
  const values: Record<string, boolean | string | string[] | undefined> = {};
  for (const [name, kind] of Object.entries(kinds)) {
    values[name] = kind === 'boolean' ? false : kind === 'each' ? [] : undefined;
  }

  const given: { name: string; value: string }[] = [];
  const set = (name: string, value: string) => {
    const problem = checks[name]?.(value);
    if (problem !== undefined) {
      throw new UsageError(`invalid value ${JSON.stringify(value)} for flag -${name}: ${problem}`);
    }
    given.push({ name, value });
    const kind = kinds[name];
    if (kind === 'each') (values[name] as string[]).push(value);
    else values[name] = kind === 'boolean' ? truths.get(value) : value;
  };

  let position = 0;
  for (; position < words.length; position++) {
    const word = words[position]!;
    if (!word.startsWith('-') || word === '-') break;
    if (word === '--') {
      position++;
      break;
    }
    const [, name, , inline] = /^--?([^=]*)(=([^]*))?$/.exec(word)!;
    if (!name || name.startsWith('-')) throw new UsageError(`bad flag syntax: ${word}`);
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    // `-help` prints the usage only.
    if (!kind && isHelpFlag(word)) throw new UsageError('');
    if (!kind) throw new UsageError(`flag provided but not defined: -${name}`);

    if (kind === 'boolean') {
      const value = inline ?? 'true';
      if (!truths.has(value)) {
        const problem = 'parse error';
        throw new UsageError(
          `invalid boolean value ${JSON.stringify(value)} for -${name}: ${problem}`,
        );
      }
      set(name, value);
    } else if (inline !== undefined) {
      set(name, inline);
    } else if (kind === 'optional') {
      set(name, 'true');
    } else {
      const value = words[++position];
      if (value === undefined) throw new UsageError(`flag needs an argument: -${name}`);
      set(name, value);
    }
  }
  return { flags: values as FlagValues<Kinds>, given, rest: words.slice(position) };
}

/** The words of GOFLAGS, those that the command knows; a word that no command knows is an error. */
export function environmentFlags(
  goFlags: string,
  kinds: FlagKinds,
  knownAnywhere: ReadonlySet<string>,
): string[] {
  const applied: string[] = [];
  for (const word of goFlags.split(/\s+/).filter(Boolean)) {
    const name = /^--?([^-=][^=]*)/.exec(word)?.[1];
    if (name === undefined) {
      throw new Error(`go: parsing $GOFLAGS: non-flag ${JSON.stringify(word)}`);
    }
    if (Object.hasOwn(kinds, name)) {
      if (!word.includes('=') && (kinds[name] === 'text' || kinds[name] === 'each')) {
        throw new UsageError(`go: flag needs an argument: ${word} (from $GOFLAGS)`);
      }
      applied.push(word);
    } else if (!knownAnywhere.has(name)) {
      throw new Error(`go: parsing $GOFLAGS: unknown flag -${name}`);
    }
  }
  return applied;
}
