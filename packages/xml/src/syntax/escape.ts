import { findForbidden } from './characters.js';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const escapeOne = (character: string) => escapes[character]!;

/** Writes characters as the text of an element. */
export function escapeText(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, escapeOne) : text;
}

/** Writes characters as the value of an attribute, without its quotes. */
export function escapeAttribute(text: string, quote: string): string {
  if (!/[&<'"\t\n\r]/.test(text)) return text;
  return text.replace(/[&<'"\t\n\r]/g, (character) =>
    (character === "'" || character === '"') && character !== quote
      ? character
      : escapeOne(character),
  );
}

/** Why XML cannot hold a text; `undefined` if it can. */
export function problemOfText(text: string): string | undefined {
  const offset = findForbidden(text);
  if (offset < 0) return undefined;
  const code = text.codePointAt(offset)!.toString(16).toUpperCase().padStart(4, '0');
  return `XML cannot hold U+${code}, which is at offset ${offset} of the text`;
}
