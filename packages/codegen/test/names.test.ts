import { describe, expect, test } from 'vitest';
import { enumPrefixes } from '../src/annotations.js';
import type { CEnum } from '../src/facts.js';
import { enumName, memberName, members } from '../src/names.js';
import { committedFacts, newestFacts } from './facts.js';

const facts = newestFacts();
const enums = new Map(facts.enums.map((each) => [enumName(each.name), each]));

/** Returns the names of an enum's members, by their names in C. */
function namesOf(each: CEnum): ReadonlyMap<string, string> {
  return new Map(members(each).map(({ name }) => [name, memberName(each, name)]));
}

describe('memberName', () => {
  test.each([
    ['DomainState', 'VIR_DOMAIN_RUNNING', 'RUNNING', 1],
    ['DomainEventID', 'VIR_DOMAIN_EVENT_ID_LIFECYCLE', 'LIFECYCLE', 0],
    ['DomainMemoryStatTags', 'VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE', 'LAST_UPDATE', 9],
    ['DomainModificationImpact', 'VIR_DOMAIN_AFFECT_CONFIG', 'CONFIG', 2],
    ['DomainSetTimeFlags', 'VIR_DOMAIN_TIME_SYNC', 'SYNC', 1],
    ['ErrorNumber', 'VIR_ERR_NO_DOMAIN', 'NO_DOMAIN', 42],
    ['ErrorNumber', 'VIR_WAR_NO_NETWORK', 'WAR_NO_NETWORK', 41],
    ['ConnectListAllDomainsFlags', 'VIR_CONNECT_LIST_DOMAINS_ACTIVE', 'ACTIVE', 1],
    ['NetworkUpdateCommand', 'VIR_NETWORK_UPDATE_COMMAND_ADD_LAST', 'ADD_LAST', 3],
    ['NodeGetCPUStatsAllCPUs', 'VIR_NODE_CPU_STATS_ALL_CPUS', 'ALL_CPUS', -1],
    ['StoragePoolState', 'VIR_STORAGE_POOL_RUNNING', 'RUNNING', 2],
  ])('%s: %s becomes %s', (name, cName, member, value) => {
    const each = enums.get(name)!;
    expect(members(each)).toContainEqual(expect.objectContaining({ name: cName, value }));
    expect(memberName(each, cName)).toBe(member);
  });

  test('returns unique identifiers for each enum', () => {
    const wrong = facts.enums.filter((each) => {
      const names = [...namesOf(each).values()];
      const areIdentifiers = names.every((name) => /^[A-Z_][A-Z0-9_]*$/.test(name));
      return names.length === 0 || !areIdentifiers || new Set(names).size < names.length;
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('is not called for sentinels', () => {
    const all = facts.enums.flatMap((each) => [...namesOf(each).values()]);
    // ADD_LAST is not a sentinel.
    expect(all.filter((name) => /(^|_)LAST$/.test(name))).toEqual(['ADD_LAST']);
  });

  test('returns the same names in all releases', () => {
    const renamed = committedFacts().flatMap(({ version, enums: before }) =>
      before.flatMap((each) => {
        const now = enums.get(enumName(each.name));
        if (!now) return [`${each.name} of ${version} does not exist`];
        return [...namesOf(each)]
          .filter(([cName, name]) => memberName(now, cName) !== name)
          .map(([cName, name]) => `${cName} of ${version} was ${name}`);
      }),
    );
    expect(renamed).toEqual([]);
  });
});

test.each(Object.entries(enumPrefixes))(
  'enumPrefixes: most members of %s have the prefix',
  (name, prefix) => {
    const cNames = [...namesOf(enums.get(enumName(name))!).keys()];
    const begun = cNames.filter((cName) => cName.startsWith(prefix));
    expect(begun.length).toBeGreaterThan(cNames.length / 2);
  },
);
