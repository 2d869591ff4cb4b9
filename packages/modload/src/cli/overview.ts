import type { Verbs } from './command.js';

/** Returns whether `word` is the first word of verbs of two words, as `mod` is of `mod tidy`. */
export function isGroup(verbs: Verbs, word: string): boolean {
  return [...verbs.keys()].some((name) => name.startsWith(`${word} `));
}

/** Returns the list of verbs, or of those of a group, that is printed when none is given. */
export function overview(verbs: Verbs, group: string): string {
  const names = [...verbs].filter(([name]) => !group || name.startsWith(`${group} `));
  const title = group ? `gomodload ${group}` : 'gomodload';
  const width = Math.max(...names.map(([name]) => name.length)) + 2;
  return [
    'gomodload loads Go modules without a Go toolchain.',
    '',
    'Usage:',
    '',
    `\t${title} <command> [arguments]`,
    '',
    'The commands are:',
    '',
    ...names.map(([name, { about }]) => `\t${name.padEnd(width)}${about}`),
    '',
    'Use "gomodload help <command>" for more about a command, and "gomodload help modules" for an',
    'introduction to modules.',
    '',
  ].join('\n');
}
