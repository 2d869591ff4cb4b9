/** Turns a Go path pattern into an expression; `undefined` for a malformed one. */
function compileGlob(pattern: string): string | undefined {
  let expression = '';
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]!;
    if (character === '*') expression += '[^/]*';
    else if (character === '?') expression += '[^/]';
    else if (character === '[') {
      const set = /^\[(\^?)((?:\\.|[^\\\]])+)\]/su.exec(pattern.slice(index));
      if (set === null) return undefined;
      const [all, negation = '', body = ''] = set;
      const members = body.replace(/\\(.)|(.)/gsu, (_, quoted?: string, plain?: string) =>
        plain === '-' ? '-' : `\\u{${(quoted ?? plain)!.codePointAt(0)!.toString(16)}}`,
      );
      expression += `(?!/)[${negation}${members}]`;
      index += all.length - 1;
    } else if (character === '\\') {
      const next = pattern[++index];
      if (next === undefined) return undefined;
      expression += escape(next);
    } else expression += escape(character);
  }
  return expression;
}

function escape(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

interface Pattern {
  readonly elements: number;
  readonly expression: RegExp;
}

const compiled = new Map<string, readonly Pattern[]>();

function compile(globs: string): readonly Pattern[] {
  let patterns = compiled.get(globs);
  if (patterns === undefined) {
    patterns = globs.split(',').flatMap((text) => {
      const glob = text.endsWith('/') ? text.slice(0, -1) : text;
      const expression = glob === '' ? undefined : compileGlob(glob);
      if (expression === undefined) return [];
      try {
        const compiledGlob = new RegExp(`^${expression}$`, 'su');
        return [{ elements: glob.split('/').length, expression: compiledGlob }];
      } catch {
        return [];
      }
    });
    compiled.set(globs, patterns);
  }
  return patterns;
}

/**
 * Returns whether a module path, or what it begins with, fits one of the patterns in a list such as GOPRIVATE is:
 * `*.corp.example.com,rsc.io/private`. What is malformed in the list fits nothing.
 */
export function matchesPrefix(globs: string, path: string): boolean {
  if (globs === '') return false;
  const elements = path.split('/');
  return compile(globs).some(
    (pattern) =>
      pattern.elements <= elements.length &&
      pattern.expression.test(elements.slice(0, pattern.elements).join('/')),
  );
}
