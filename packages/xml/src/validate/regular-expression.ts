/**
 * Regular expressions of XML Schema as JavaScript's.
 *
 * They match the whole text; `^` and `$` are ordinary characters; `.` matches all but line breaks;
 * `\i` and `\c` are the characters of names. Subtraction in character classes is refused.
 */
export function toRegExp(pattern: string): RegExp {
  let result = '';
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '\\') {
      result += escape(pattern[++at], inClass);
    } else if (inClass) {
      if (character === '[') throw new Error(`subtraction in the pattern ${pattern}`);
      if (character === ']') inClass = false;
      result += character;
    } else if (character === '[') {
      inClass = true;
      result += character;
      if (pattern[at + 1] === '^') result += pattern[++at]!;
    } else if (character === '.') {
      result += '[^\\n\\r]';
    } else {
      result += character === '^' || character === '$' ? `\\${character}` : character;
    }
  }
  return new RegExp(`^(?:${result})$`, 'u');
}

const CLASSES: Readonly<Record<string, string>> = {
  s: ' \\t\\n\\r',
  d: '\\p{Nd}',
  w: '\\p{L}\\p{M}\\p{N}\\p{S}',
  i: '\\p{L}_:',
  c: '\\p{L}\\p{N}\\p{M}_:.\\-',
};

function escape(character: string | undefined, inClass: boolean): string {
  if (character === undefined) throw new Error('a pattern ends with a backslash');
  const members = CLASSES[character];
  if (members !== undefined) return inClass ? members : `[${members}]`;
  const excluded = CLASSES[character.toLowerCase()];
  if (excluded !== undefined) {
    if (inClass) throw new Error(`\\${character} in a character class`);
    return `[^${excluded}]`;
  }
  if ('nrtpP'.includes(character)) return `\\${character}`;
  // In Unicode mode JavaScript lets only its own special characters be escaped.
  if ('^$\\.*+?()[]{}|/'.includes(character)) return `\\${character}`;
  return character === '-' && inClass ? '\\-' : character;
}
