import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../src/facts.js';
import { news } from '../src/news.js';
import { schemaNews } from '../src/schema/news.js';
import { runCli } from './cli.js';
import { committedFacts, committedSchemaFacts, newestFacts, root } from './facts.js';

const read = (version: string) =>
  JSON.parse(readFileSync(`${root}native/api/libvirt-${version}.json`, 'utf8')) as Facts;

/** Returns the lines of one kind, without the releases. */
function linesOf(lines: readonly string[], kind: string): string[] {
  return lines
    .filter((line) => line.startsWith(`${kind} `))
    .map((line) => line.slice(kind.length + 1).replace(/, since .*/, ''));
}

describe('news: from libvirt 9.0.0 to 12.8.0', () => {
  const old = read('9.0.0');
  const young = read('12.8.0');
  const lines = news(old, young);

  test('lists ten new functions', () => {
    expect(linesOf(lines, 'function')).toEqual([
      'virAdmConnectDaemonShutdown',
      'virDomainAnnounceInterface',
      'virDomainDelThrottleGroup',
      'virDomainGetAutostartOnce',
      'virDomainGraphicsReload',
      'virDomainSetAutostartOnce',
      'virDomainSetThrottleGroup',
      'virNetworkGetMetadata',
      'virNetworkSetMetadata',
      'virNodeDeviceUpdate',
    ]);
    expect(lines).toContain('function virNodeDeviceUpdate, since 10.1.0');
  });

  test.each([
    ['function', (facts: Facts) => facts.functions.map(({ name }) => name)],
    ['enum', (facts: Facts) => facts.enums.map(({ name }) => name)],
    [
      'value',
      (facts: Facts) =>
        facts.enums.flatMap(({ name, values }) => values.map((value) => `${name}.${value.name}`)),
    ],
    ['macro', (facts: Facts) => facts.macros.map(({ name }) => name)],
    ['struct', (facts: Facts) => facts.structs.map(({ name }) => name)],
    ['callback', (facts: Facts) => facts.callbacks.map(({ name }) => name)],
  ])('lists each new %s of the two files', (kind, namesOf) => {
    const before = namesOf(old);
    const added = namesOf(young).filter((name) => !before.includes(name));
    expect(linesOf(lines, kind)).toEqual(added);
  });

  test('lists a value that was added to an old enum', () => {
    expect(lines).toContain(
      'value virConnectBaselineCPUFlags.VIR_CONNECT_BASELINE_CPU_IGNORE_HOST, since 11.6.0',
    );
  });

  test('lists nothing in the other direction', () => {
    expect(news(young, old)).toEqual([]);
  });
});

test('news: lists a field that was added to a struct, and one of its union', () => {
  const facts = newestFacts();
  const grown: Facts = {
    ...facts,
    structs: facts.structs.map((struct) =>
      struct.name === 'virNodeInfo'
        ? {
            ...struct,
            fields: [
              ...struct.fields,
              { name: 'dies', type: 'union', union: [{ name: 'count', type: 'int' }] },
            ],
          }
        : struct,
    ),
  };
  expect(linesOf(news(facts, grown), 'field')).toEqual([
    'virNodeInfo.dies',
    'virNodeInfo.dies.count',
  ]);
});

test('news: lists nothing for the same release', () => {
  for (const facts of committedFacts()) expect(news(facts, facts)).toEqual([]);
});

test('codegen news: compares the APIs and the schemas of the newest two releases', () => {
  const [before, newest] = committedFacts().slice(-2);
  const [olderSchemas, newerSchemas] = committedSchemaFacts().slice(-2);
  const schemaLines = schemaNews(olderSchemas!, newerSchemas!);
  expect(schemaLines).toContain('value /domain/launchSecurity/@type: tdx');
  const { code, stdout } = runCli('news');
  expect(code).toBe(0);
  expect(stdout).toBe(`${[...news(before!, newest!), ...schemaLines].join('\n')}\n`);
});
