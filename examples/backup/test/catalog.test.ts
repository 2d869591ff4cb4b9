import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../src/catalog.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backups-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const disks = (file: string) => [{ disk: 'vda', file, sha256: '' }];

describe('Catalog', () => {
  it('keeps backups, and finds those on which one builds', async () => {
    const catalog = await Catalog.open(folder);
    await catalog.add({ name: 'a', disks: disks('a') });
    await catalog.add({ name: 'b', disks: disks('b') });
    await catalog.add({ name: 'c', since: 'b', disks: disks('c') });

    const again = await Catalog.open(folder);
    expect(again.last?.name).toBe('c');
    expect(again.chain(again.find()).map(({ name }) => name)).toEqual(['b', 'c']);
    expect(again.chain(again.find('a')).map(({ name }) => name)).toEqual(['a']);
    expect(() => again.find('d')).toThrow(`no backup 'd' in ${folder}`);
  });

  it('removes images that belong to no backup', async () => {
    const catalog = await Catalog.open(folder);
    for (const file of ['a', 'part']) writeFileSync(join(folder, file), '');
    await catalog.add({ name: 'a', disks: disks('a') });
    await catalog.removeStrays();
    expect(readdirSync(folder).sort()).toEqual(['a', 'backups.json']);
  });

  it('refuses a list of something else', async () => {
    writeFileSync(join(folder, 'backups.json'), '[1]');
    await expect(Catalog.open(folder)).rejects.toThrow('backups.json lists no backups');
  });
});
