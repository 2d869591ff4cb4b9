// Which characters XML 1.0 (fifth edition) allows where.
/* eslint-disable no-control-regex, no-misleading-character-class -- the ranges are the standard's */

/** A character that no XML document can contain, or a surrogate, which is one unless paired. */
const SUSPECT = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/u;

/** Returns the offset of the first character that XML cannot contain, or -1. */
export function findForbidden(text: string): number {
  return SUSPECT.test(text) ? text.search(FORBIDDEN) : -1;
}

/** Whether XML can contain a character at all, and so a reference to it. */
export function isCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

const NAME_START =
  ':A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d' +
  '\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}';
const NAME_REST = `${NAME_START}\\-.0-9\\xb7\\u0300-\\u036f\\u203f\\u2040`;
const NAME = new RegExp(`[${NAME_START}][${NAME_REST}]*`, 'uy');

/** For each ASCII code: 2 if it can start a name, 1 if it can only continue one, else 0. */
const asciiNames = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (new RegExp(`[${NAME_START}]`, 'u').test(character)) return 2;
  return new RegExp(`[${NAME_REST}]`, 'u').test(character) ? 1 : 0;
});

/** Returns the offset after the name that starts at an offset; the same if none does. */
export function endOfName(text: string, start: number): number {
  let end = start;
  let code = text.charCodeAt(end);
  if (code < 128 && asciiNames[code] !== 2) return start;
  while (code < 128 && asciiNames[code] !== 0) {
    end += 1;
    code = text.charCodeAt(end);
  }
  if (!(code >= 128)) return end;
  NAME.lastIndex = start;
  return NAME.test(text) ? NAME.lastIndex : start;
}

/** Whether a whole text is a name with at most one colon, inside it. */
export function isQualifiedName(name: string): boolean {
  return name !== '' && endOfName(name, 0) === name.length && isQualified(name, 0, name.length);
}

/** Whether a name's colon, if it has one, is the only one, with a name on each side. */
export function isQualified(text: string, start: number, end: number): boolean {
  const name = text.slice(start, end);
  const colon = name.indexOf(':');
  if (colon < 0) return true;
  const local = name.slice(colon + 1);
  return colon > 0 && !local.includes(':') && local !== '' && endOfName(local, 0) === local.length;
}

/** Whether a code is white space of XML. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0xa || code === 0x9 || code === 0xd;
}

/** Whether a text has nothing but white space of XML. */
export function isBlank(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (!isSpace(text.charCodeAt(index))) return false;
  }
  return true;
}
