import { describe, expect, it } from 'vitest';
import {
  convertLegacyLock,
  legacyLocks,
  readLegacyLock,
} from '../src/modload/legacy-locks/legacy.js';
import { GoMod } from '../src/modfile/gomod.js';
import { formatGoSum, parseGoSum } from '../src/modfile/gosum.js';
import { parseModulesText } from '../src/modfile/modulestxt.js';

describe('parseGoSum', () => {
  it('reads and formats lines by module and version', () => {
    const table = parseGoSum(
      'go.sum',
      [
        'a.b/c v1.10.0 h1:second=',
        'a.b/c v1.10.0 h1:first=',
        'a.b/c v1.10.0 h1:first=',
        '',
        '  a.b/c\tv1.9.0/go.mod  h1:tabs= \r',
        'a.b/c v1.9.0 h2:other=',
        'x.y/z v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=',
      ].join('\n'),
    );
    expect(table.get('a.b/c v1.9.0/go.mod')).toEqual(['h1:tabs=']);
    expect(table.has('x.y/z v1.0.0/go.mod')).toBe(false);
    expect(formatGoSum(table)).toBe(
      'a.b/c v1.9.0 h2:other=\na.b/c v1.9.0/go.mod h1:tabs=\na.b/c v1.10.0 h1:first=\na.b/c v1.10.0 h1:second=\n',
    );
    expect(formatGoSum(parseGoSum('go.sum', ''))).toBe('');
  });

  it('names the malformed line', () => {
    expect(() => parseGoSum('go.sum', 'a.b v1.0.0 h1:x=\n\nbad line\n')).toThrow(
      'go.sum:3: wrong number of fields 2',
    );
  });
});

describe('parseModulesText', () => {
  const text = [
    '# a.b/c v1.0.0',
    '## explicit; go 1.17',
    'a.b/c',
    'a.b/c/sub',
    '# d.e/f v1.2.0 => ../f',
    '## explicit',
    '# g.h/i v1.0.0 => j.k/l v2.0.0',
    'g.h/i/pkg',
    '# m.n/o => ../o',
    '# nonsense',
    '# s.t/u bad',
    'ignored.x/y',
  ].join('\n');

  it('returns modules, packages and replacements', () => {
    const modules = parseModulesText(text);
    const c = { path: 'a.b/c', version: 'v1.0.0' };
    const i = { path: 'g.h/i', version: 'v1.0.0' };
    expect(modules.vendored).toEqual([c, i]);
    expect(modules.replaced).toEqual([
      { path: 'd.e/f', version: 'v1.2.0' },
      i,
      { path: 'm.n/o', version: '' },
    ]);
    expect(modules.find(c)).toMatchObject({
      isExplicit: true,
      goVersion: '1.17',
      packages: ['a.b/c', 'a.b/c/sub'],
    });
    expect(modules.find(i)?.replacement).toEqual({ path: 'j.k/l', version: 'v2.0.0' });
    expect(modules.find({ path: 'm.n/o', version: '' })?.replacement).toEqual({
      path: '../o',
      version: '',
    });
    expect(modules.packageModule('a.b/c/sub')).toEqual(c);
    expect(modules.packageModule('ignored.x/y')).toBeUndefined();
    expect(modules.version('g.h/i')).toBe('v1.0.0');
    expect(modules.isWorkspace).toBe(false);
    expect(parseModulesText('## workspace\n').isWorkspace).toBe(true);
  });
});

describe('convertLegacyLock', () => {
  const locks: Readonly<Record<string, string>> = {
    GLOCKFILE: 'cmd golang.org/x/tools/cmd/vet\na.b/c 0123abc\nd.e/f v1.0.0\n',
    'Godeps/Godeps.json': JSON.stringify({
      ImportPath: 'x.y/z',
      Deps: [
        { ImportPath: 'a.b/c', Comment: 'v0.9-2', Rev: '0123abc' },
        { ImportPath: 'd.e/f', Rev: 'v1.0.0' },
      ],
    }),
    'Gopkg.lock':
      '# made by dep\n[[projects]]\n  name = "a.b/c"\n  packages = ["."]\n  revision = "0123abc"\n  version = "2.0"\n\n' +
      '[[projects]]\n  branch = "master"\n  name = "d.e/f"\n  revision = "4567def"\n  version = "v1.0.0"\n\n[solve-meta]\n  solver-version = 1\n',
    'dependencies.tsv': 'a.b/c\tgit\t0123abc\t2016-01-01T00:00:00Z\nd.e/f\tgit\tv1.0.0\t\nshort\n',
    'glide.lock':
      'hash: 12\nimports:\n- name: a.b/c\n  version: 0123abc\n  subpackages:\n  - x\n- name: d.e/f\n  version: v1.0.0\ntestImports:\n- name: t.u/v\n  version: 99\n',
    'vendor.conf': '# comment\na.b/c 0123abc # why\nd.e/f v1.0.0 https://example.com\n',
    'vendor.yml': 'vendors:\n- path: a.b/c\n  rev: 0123abc\n- path: d.e/f\n  rev: v1.0.0\n',
    'vendor/manifest': JSON.stringify({
      version: 0,
      dependencies: [
        { importpath: 'a.b/c', repository: 'x', revision: '0123abc' },
        { importpath: 'd.e/f', revision: 'v1.0.0' },
      ],
    }),
    'vendor/vendor.json': JSON.stringify({
      package: [
        { path: 'a.b/c', revision: '0123abc' },
        { path: 'd.e/f', revision: 'v1.0.0' },
      ],
    }),
  };

  it('supports nine formats', () => {
    expect([...legacyLocks].sort()).toEqual(Object.keys(locks).sort());
  });

  it.each(Object.keys(locks))('%s', async (name) => {
    const { require } = await readLegacyLock(`/some/where/${name}`, locks[name]!);
    expect(require).toEqual([
      { path: 'a.b/c', version: '0123abc' },
      { path: 'd.e/f', version: 'v1.0.0' },
    ]);
  });

  it('keeps hashes that look like numbers', async () => {
    const { require } = await readLegacyLock(
      'glide.lock',
      'imports:\n- name: a.b/c\n  version: 0123456\n- name: d.e/f\n  version: 12e4567\n',
    );
    expect(require.map(({ version }) => version)).toEqual(['0123456', '12e4567']);
  });

  it('resolves hashes to versions and adds requirements', async () => {
    const goMod = new GoMod();
    goMod.addModule('x.y/z');
    const failed: string[] = [];
    const lock = [
      ['a.b/c', '0123abc', ''],
      ['a.b/c/sub', '99999', ''],
      ['g.h/i', '1', 'git@github.com:fork/i.git'],
      ['j.k/l', '2', 'https://user@example.com/fork/l.hg'],
      ['gone.x/y', '3', ''],
    ].map(
      ([name, revision, source]) =>
        `[[projects]]\nname = "${name!}"\nrevision = "${revision!}"\n${source === '' ? '' : `source = "${source!}"\n`}`,
    );
    await convertLegacyLock(goMod, 'Gopkg.lock', lock.join('\n'), {
      query: (path, revision) => {
        if (path === 'gone.x/y') return Promise.reject(new Error('gone'));
        if (path.startsWith('a.b/c')) {
          return Promise.resolve({
            path: 'a.b/c',
            version: revision === '99999' ? 'v1.9.0' : 'v1.10.0',
          });
        }
        return Promise.resolve({ path, version: `v1.0.${revision}` });
      },
      onError: ({ path }, error) => failed.push(`${path}: ${(error as Error).message}`),
    });
    expect(goMod.format()).toBe(
      [
        'module x.y/z',
        '',
        'require (',
        '\ta.b/c v1.10.0',
        '\texample.com/fork/l v1.0.2',
        '\tgithub.com/fork/i v1.0.1',
        ')',
        '',
        'replace (',
        '\tj.k/l 2 => example.com/fork/l v1.0.2',
        '\tg.h/i 1 => github.com/fork/i v1.0.1',
        ')',
        '',
      ].join('\n'),
    );
    expect(failed).toEqual(['gone.x/y: gone']);
  });

  it.each([
    ['other.lock', '', 'unknown legacy config file other.lock'],
    ['Godeps/Godeps.json', '{', /^parsing Godeps\/Godeps.json: /],
    [
      'Gopkg.lock',
      '[[projects]]\nname = "a.b"',
      'parsing Gopkg.lock: Gopkg.lock: empty [[projects]] stanza (a.b)',
    ],
    ['Gopkg.lock', '[[projects', /^parsing Gopkg.lock: /],
    ['glide.lock', 'a: [', /^parsing glide.lock: /],
  ])('that are wrong are refused: %s %j', async (file, data, message) => {
    await expect(readLegacyLock(file, data)).rejects.toThrow(message);
  });

  it('handles arbitrary input without crashing', async () => {
    for (const name of ['Godeps/Godeps.json', 'vendor/manifest', 'vendor/vendor.json']) {
      for (const data of [
        'null',
        '[]',
        '3',
        '{"Deps":3}',
        '{"Deps":[3,null,{"ImportPath":[]}],"package":{},"dependencies":[[]]}',
      ]) {
        const { require } = await readLegacyLock(name, data);
        for (const { path } of require) expect(path).toBe('');
      }
    }
  });
});
