/**
 * The JavaScript expression that matches what Go's `(?m)` + `source` does. Knows what Go's scripts
 * use, and throws for what it does not know.
 */
export function goRegExp(source: string): RegExp {
  let flags = 'u';
  let dotMatchesLineEnd = false;
  const leading = /^\(\?([is]+)\)/.exec(source);
  if (leading !== null) {
    source = source.slice(leading[0].length);
    if (leading[1]!.includes('i')) flags += 'i';
    dotMatchesLineEnd = leading[1]!.includes('s');
  }
  let result = '';
  let at = 0;
  /** Takes the next part if `pattern`, which must be sticky, matches it. */
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < source.length) {
    const quoted = take(/\\Q[^]*?(?:\\E|$)/y);
    const escaped = quoted === undefined ? take(/\\(?:x\{[^}]*\}|x..|p\{[^}]*\}|.)/uy) : undefined;
    const group =
      escaped === undefined ? take(/\(\?(?:P<\w+>|<\w+>|:)|\(\?|\{\d+(?:,\d*)?\}/y) : undefined;
    if (quoted !== undefined) {
      result += quoteMeta(quoted.slice(2).replace(/\\E$/, ''));
    } else if (escaped !== undefined) {
      result += translateEscape(escaped, false);
    } else if (group !== undefined) {
      if (group === '(?') throw new Error(`cannot translate the group at ${at} of ${source}`);
      result += group.replace('?P<', '?<');
    } else if (source[at] === '[') {
      const set = take(/\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]])*\]/y);
      if (set === undefined) throw new Error(`missing closing ]: ${source}`);
      result += translateSet(set);
    } else {
      const character = String.fromCodePoint(source.codePointAt(at)!);
      at += character.length;
      if (character === '.') result += dotMatchesLineEnd ? '[^]' : '[^\\n]';
      else if (character === '^') result += '(?<![^\\n])';
      else if (character === '$') result += '(?![^\\n])';
      else result += ']{}'.includes(character) ? `\\${character}` : character;
    }
  }
  return new RegExp(result, flags);
}

/** `text` as an expression that matches it, escaped as Go does it. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

function translateEscape(escape: string, inSet: boolean): string {
  const character = escape[1]!;
  if (escape === '\\z') return '(?![^])';
  if (escape === '\\A') return '(?<![^])';
  if (escape === '\\s') return inSet ? '\\t\\n\\f\\r ' : '[\\t\\n\\f\\r ]';
  if (escape === '\\S' && !inSet) return '[^\\t\\n\\f\\r ]';
  if (escape === '\\a') return '\\x07';
  if (escape.startsWith('\\x{')) return `\\u${escape.slice(2)}`;
  if (/[dDwWbBfnrtvxp]/.test(character)) return escape;
  if (/\w/.test(character)) throw new Error(`cannot translate ${escape}`);
  if (inSet && character === '-') return '\\-';
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? escape : character;
}

const namedSets: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

function translateSet(set: string): string {
  const [, negation, inside] = /^\[(\^?)([^]*)\]$/.exec(set)!;
  const translated = inside!.replace(
    /\\x\{[^}]*\}|\\.|\[:(\w+):\]|[[\]]/gu,
    (part, name?: string) => {
      if (name !== undefined) {
        const named = namedSets[name];
        if (named === undefined) throw new Error(`cannot translate ${part}`);
        return named;
      }
      return part.startsWith('\\') ? translateEscape(part, true) : `\\${part}`;
    },
  );
  return `[${negation}${translated}]`;
}
