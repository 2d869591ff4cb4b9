import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('KINDS: the libvirt release of each event is that of the C API', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const facts = read('../../../native/api/libvirt-12.8.0.json');
  const source = read('../src/events/kinds.ts');
  const kinds = [...source.matchAll(/(\w+)EventID\.(\w+),\s*'([\d.]+)'/g)];
  expect(kinds.length).toBeGreaterThan(30);
  for (const [, owner, name, since] of kinds) {
    const c = `VIR_${owner!.replace(/\B([A-Z])/g, '_$1').toUpperCase()}_EVENT_ID_${name!}`;
    expect(facts).toMatch(
      new RegExp(`"${c}","value":\\d+,"since":"${since!.replaceAll('.', '\\.')}"`),
    );
  }
});
