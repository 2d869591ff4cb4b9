import { describe, expect, test } from 'vitest';
import { enumPrefixes } from '../src/annotations.js';
import type { CEnum } from '../src/facts.js';
import { enumName, memberName, members } from '../src/names.js';
import { committedFacts, newestFacts } from './facts.js';

const facts = newestFacts();
const enums = new Map(facts.enums.map((each) => [enumName(each.name), each]));

/** Every member of an enum by its C name, with its own name and its value. */
function namesOf(each: CEnum): ReadonlyMap<string, string> {
  return new Map(members(each).map(({ name }) => [name, memberName(each, name)]));
}

describe('members of enums', () => {
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
  ])('%s: %s is called %s', (name, cName, member, value) => {
    const each = enums.get(name)!;
    expect(members(each)).toContainEqual(expect.objectContaining({ name: cName, value }));
    expect(memberName(each, cName)).toBe(member);
  });

  test('are identifiers, and no two of an enum are alike', () => {
    const wrong = facts.enums.filter((each) => {
      const names = [...namesOf(each).values()];
      const areIdentifiers = names.every((name) => /^[A-Z_][A-Z0-9_]*$/.test(name));
      return names.length === 0 || !areIdentifiers || new Set(names).size < names.length;
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('are none that count the others', () => {
    const all = facts.enums.flatMap((each) => [...namesOf(each).values()]);
    // ADD_LAST says where to add.
    expect(all.filter((name) => /(^|_)LAST$/.test(name))).toEqual(['ADD_LAST']);
  });

  test('keep their names from one release to the next', () => {
    const renamed = committedFacts().flatMap(({ version, enums: before }) =>
      before.flatMap((each) => {
        const now = enums.get(enumName(each.name));
        if (!now) return [`${each.name} of ${version} is gone`];
        return [...namesOf(each)]
          .filter(([cName, name]) => memberName(now, cName) !== name)
          .map(([cName, name]) => `${cName} of ${version} was ${name}`);
      }),
    );
    expect(renamed).toEqual([]);
  });
});

test.each(Object.entries(enumPrefixes))(
  'the prefix that is given for %s begins most of its members',
  (name, prefix) => {
    const cNames = [...namesOf(enums.get(enumName(name))!).keys()];
    const begun = cNames.filter((cName) => cName.startsWith(prefix));
    expect(begun.length).toBeGreaterThan(cNames.length / 2);
  },
);
