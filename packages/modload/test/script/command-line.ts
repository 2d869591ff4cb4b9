/** What a command of a script must do. */
export type Wanted = 'success' | 'failure' | 'either';

export interface Condition {
  readonly name: string;
  readonly holds: boolean;
}

export interface CommandLine {
  readonly wanted: Wanted;
  /** All must hold for the command to run. */
  readonly conditions: readonly Condition[];
  /** Empty where the line has no command. */
  readonly name: string;
  readonly args: readonly string[];
}

/** Says what a variable stands for, or in an expression: how that is matched. */
export type Lookup = (variable: string, inExpression: boolean) => string;

const takesExpression = new Set(['grep', 'stdout', 'stderr']);

/** Replaces `$name` and `${name}` as Go's os.Expand does. */
export function expand(text: string, lookup: (variable: string) => string): string {
  return text.replace(
    /\$(?:\{([^{}]*)\}|([*#$@!?0-9-])|(\w+)|(\{))/g,
    (_, braced?: string, special?: string, plain?: string) =>
      lookup(braced ?? special ?? plain ?? ''),
  );
}

/**
 * Takes a line of a script apart: words between blanks, in which variables are replaced, text in
 * single quotes kept as it is, and the rest of the line after # left out.
 */
export function parseCommandLine(line: string, lookup: Lookup): CommandLine {
  let wanted: Wanted = 'success';
  const conditions: Condition[] = [];
  let name = '';
  const args: string[] = [];
  let inExpression = false;

  const add = (word: string) => {
    if (name !== '') {
      args.push(word);
      // An expression is the first argument that is no flag.
      if (!word.startsWith('-')) inExpression = false;
    } else if (word === '!' || word === '?') {
      if (wanted !== 'success') throw new Error("duplicated '!' or '?' token");
      wanted = word === '!' ? 'failure' : 'either';
    } else if (word.startsWith('[') && word.endsWith(']')) {
      const [, negation, condition] = /^\[\s*(!?)\s*(.*?)\s*\]$/.exec(word)!;
      if (condition === '') throw new Error('empty condition');
      conditions.push({ name: condition!, holds: negation === '' });
    } else {
      name = word;
      inExpression = takesExpression.has(name);
    }
  };

  const parts = /'((?:[^']|'')*)'|([^\s'#]+)|(\s+)|(#)|(')/g;
  let word: string | undefined;
  for (const [, quoted, plain, blank, comment, unterminated] of line.matchAll(parts)) {
    if (unterminated !== undefined) throw new Error('unterminated quoted argument');
    if (blank !== undefined || comment !== undefined) {
      if (word !== undefined) add(word);
      word = undefined;
      if (comment !== undefined) break;
    } else if (quoted !== undefined) {
      word = (word ?? '') + quoted.replaceAll("''", "'");
    } else {
      const expression = inExpression;
      word = (word ?? '') + expand(plain!, (variable) => lookup(variable, expression));
    }
  }
  if (word !== undefined) add(word);
  return { wanted, conditions, name, args };
}
