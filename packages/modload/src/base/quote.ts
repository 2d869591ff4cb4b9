const named: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

function escapeCharacter(character: string, delimiter: string): string {
  if (character === delimiter) return `\\${delimiter}`;
  const name = named[character];
  if (name !== undefined) return name;
  if (!unprintable.test(character)) return character;
  const point = character.codePointAt(0)!;
  if (point < 0x80) return `\\x${point.toString(16).padStart(2, '0')}`;
  if (point >= 0xd800 && point < 0xe000) return '\\ufffd';
  if (point < 0x10000) return `\\u${point.toString(16).padStart(4, '0')}`;
  return `\\U${point.toString(16).padStart(8, '0')}`;
}

function quoteWith(text: string, delimiter: string): string {
  let quoted = delimiter;
  for (const character of text) quoted += escapeCharacter(character, delimiter);
  return quoted + delimiter;
}

/** Writes a string as Go source does, between double quotes: what `%q` prints of a string. */
export function quote(text: string): string {
  return /^[\w ./@:+~-]*$/.test(text) ? `"${text}"` : quoteWith(text, '"');
}

/** Writes a character as Go source does, between single quotes: what `%q` prints of a rune. */
export function quoteCharacter(character: string): string {
  return quoteWith(character, "'");
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/**
 * Reads a Go string literal, double-quoted or between backquotes. Returns its value, or `undefined` if it
 * is none.
 */
export function unquote(literal: string): string | undefined {
  const delimiter = literal.charAt(0);
  if (literal.length < 2 || !literal.endsWith(delimiter)) return undefined;
  const body = literal.slice(1, -1);
  if (delimiter === '`') return body.includes('`') ? undefined : body.replaceAll('\r', '');
  if (delimiter !== '"' || body.includes('\n')) return undefined;
  if (!body.includes('\\')) return body.includes('"') ? undefined : body;

  const bytes: number[] = [];
  const encoder = new TextEncoder();
  const token =
    /[^"\\]+|\\(?:x([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\"]))/y;
  while (token.lastIndex < body.length) {
    const match = token.exec(body);
    if (match === null) return undefined;
    const [all, hexadecimal, octal, short, long, name] = match;
    if (hexadecimal !== undefined) bytes.push(parseInt(hexadecimal, 16));
    else if (octal !== undefined) bytes.push(parseInt(octal, 8));
    else if (name !== undefined) bytes.push(...encoder.encode(escapes[name] ?? name));
    else if (short === undefined && long === undefined) bytes.push(...encoder.encode(all));
    else {
      const point = parseInt(short ?? long!, 16);
      if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined;
      bytes.push(...encoder.encode(String.fromCodePoint(point)));
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
