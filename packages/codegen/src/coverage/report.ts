import type { Item } from './check.js';
import { planned, type Part } from './exceptions.js';

const TITLES: Readonly<Record<Part, string>> = {
  functions: 'Functions',
  events: 'Events',
  constants: 'Values of enums',
  macros: 'Macros',
  fields: 'Classes, and fields of structs',
};

const STATES = ['covered', 'ignored', 'planned', 'missing'] as const;

/** Formats a table for each part of the API, by class, and the planned names. */
export function formatCoverage(items: readonly Item[]): string {
  const tables = (Object.keys(TITLES) as Part[]).map((part) =>
    formatPart(
      part,
      items.filter((item) => item.part === part),
    ),
  );
  return [...tables, formatPlanned(items)].join('\n');
}

function formatPart(part: Part, items: readonly Item[]): string {
  const owners = [...new Set(items.map(({ owner }) => owner))].sort();
  const rows = [
    ...owners.map((owner) => [
      owner || '(no class)',
      ...countsOf(items.filter((item) => item.owner === owner)),
    ]),
    ['all', ...countsOf(items)],
  ];
  const header = [TITLES[part], 'covered', 'ignored', 'planned', 'missing', 'total'];
  return `\n${[header, ...rows].map(formatRow).join('\n')}`;
}

function countsOf(items: readonly Item[]): string[] {
  const counts = STATES.map((state) => items.filter((item) => item.state === state).length);
  return [...counts, items.length].map((count) => (count === 0 ? '·' : String(count)));
}

function formatRow([first = '', ...rest]: readonly string[]): string {
  return `${first.padEnd(32)}${rest.map((cell) => cell.padStart(9)).join('')}`;
}

/** Formats the planned names by their reasons. */
function formatPlanned(items: readonly Item[]): string {
  const coming = items.filter(({ state }) => state === 'planned');
  if (coming.length === 0) return '';
  const lines = Object.entries(planned).flatMap(([part, groups]) =>
    groups.flatMap(({ why, names }) => {
      const own = coming.filter(
        (item) =>
          item.part === part && names.some((name) => `${item.name}.`.startsWith(`${name}.`)),
      );
      return own.length === 0 ? [] : [`  ${why} ${own.map(({ name }) => name).join(', ')}`];
    }),
  );
  return `\nPLANNED, not covered yet: ${coming.length}\n${lines.join('\n')}\n`;
}
