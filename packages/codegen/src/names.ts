import { enumPrefixes } from './annotations.js';
import type { CEnum } from './facts.js';

/** Returns `DomainState` for `virDomainState`. */
export function enumName(name: string): string {
  return name.replace(/^vir/, '');
}

/** Returns the members to export: all but sentinels, which change with every release. */
export function members(each: CEnum): CEnum['values'] {
  return each.values.filter(
    ({ name }) =>
      !/_LAST$|^VIR_DOMAIN_MEMORY_STAT_NR$/.test(name) ||
      name === 'VIR_NETWORK_UPDATE_COMMAND_ADD_LAST',
  );
}

/** Returns `RUNNING` for `VIR_DOMAIN_RUNNING`: the name without the prefix that all members share. */
export function memberName(each: CEnum, member: string): string {
  const prefix = enumPrefixes[each.name] ?? commonPrefix(each);
  const short = member.startsWith(prefix)
    ? member.slice(prefix.length)
    : member.replace(/^VIR_/, '');
  return /^\d/.test(short) ? `_${short}` : short;
}

/** Returns the leading words that all members share, at most all but the last word of a member. */
function commonPrefix(each: CEnum): string {
  const names = members(each).map(({ name }) => name.split('_'));
  const [first = []] = names;
  if (names.length === 1) return singlePrefix(each.name, first);
  let length = 0;
  while (names.every((words) => length < words.length - 1 && words[length] === first[length])) {
    length += 1;
  }
  return first
    .slice(0, length)
    .map((word) => `${word}_`)
    .join('');
}

/** Returns the prefix of a single member: the words with which the enum's name starts. */
function singlePrefix(name: string, words: readonly string[]): string {
  const own = name.toUpperCase();
  const isOwn = (length: number) => own.startsWith(words.slice(0, length).join(''));
  let length = 0;
  while (length < words.length - 1 && isOwn(length + 1)) length += 1;
  return words
    .slice(0, length)
    .map((word) => `${word}_`)
    .join('');
}
