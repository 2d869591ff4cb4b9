import type { WriteStream } from 'node:tty';
import type { Name } from './names.js';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

export type Style = keyof typeof CODES;

/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style | undefined, text: string) => string;

/** Colours are for terminals whose user has not declined them. */
export function paintFor(stream: WriteStream): Paint {
  const declined = Boolean(process.env['NO_COLOR']);
  // On a pipe or a file, `isTTY` and `hasColors` are missing, whatever their type says.
  if (declined || !stream.isTTY || !stream.hasColors()) return (_style, text) => text;
  return (style, text) => (style ? `\u001B[${CODES[style]}m${text}\u001B[0m` : text);
}

const MOODS: Readonly<Record<string, Style>> = {
  running: 'green',
  started: 'green',
  resumed: 'green',
  paused: 'yellow',
  suspended: 'yellow',
  pmsuspended: 'yellow',
  stopped: 'red',
  crashed: 'red',
  shutoff: 'dim',
};

/** The style of a state or an event. */
export function moodOf(name: Name): Style | undefined {
  return MOODS[name];
}
