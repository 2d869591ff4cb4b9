import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hash1, hashDirectory, hashGoMod, hashTree, hashZip } from '../src/modfetch/dirhash.js';
import { createZip, createZipFromDirectory } from '../src/modfetch/zip/create.js';
import { extractZip } from '../src/modfetch/zip/extract.js';
import { openZip } from '../src/modfetch/zip/format.js';
import {
  checkDirectory,
  checkFiles,
  checkZip,
  type ModuleFile,
} from '../src/modfetch/zip/rules.js';
import { failureOf, temporaryDirectory, writeFiles } from './support/workspace.js';
import { packZip, type PackedFile } from './support/zip.js';

const module = { path: 'example.com/m', version: 'v1.0.0' };
const root = 'example.com/m@v1.0.0/';

const file = (path: string, size = 0, kind: ModuleFile['kind'] = 'file'): ModuleFile => ({
  path,
  kind,
  size,
  read: () => Buffer.alloc(size),
});

/** Unpacks a zip file; returns what is wrong with it, and the directory. */
async function unpack(files: readonly PackedFile[], of = module) {
  const directory = temporaryDirectory();
  const zip = join(directory, 'm.zip');
  writeFileSync(zip, packZip(files));
  const target = join(directory, 'target');
  let problem = '';
  try {
    await extractZip(target, of, zip);
  } catch (error) {
    problem = (error as Error).message.replace(`unzip ${zip}: `, '');
  }
  return { problem, target, zip };
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

describe('hash1', () => {
  test('hashes sorted names and digests', () => {
    const summary = `${sha256('one')}  a/b\n${sha256('two')}  c\n`;
    const expected = `h1:${createHash('sha256').update(summary).digest('base64')}`;
    expect(
      hash1(
        new Map([
          ['c', 'two'],
          ['a/b', 'one'],
        ]),
      ),
    ).toBe(expected);
  });

  test('hashGoMod() equals the go.sum line', () => {
    expect(hashGoMod('module m\n')).toBe(hash1(new Map([['go.mod', 'module m\n']])));
    expect(hashGoMod('')).toBe('h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=');
  });

  test('sorts by bytes, not by UTF-16', () => {
    // U+FF5E comes before U+1F600 in bytes, and after it in UTF-16.
    const names = ['\u{1f600}', '\uff5e'];
    const files = names.map((name) => ({ name, digest: sha256(name) }));
    const summary = [...files].reverse().map(({ name, digest }) => `${digest}  ${name}\n`);
    const expected = createHash('sha256').update(summary.join('')).digest('base64');
    expect(hashTree(files)).toBe(`h1:${expected}`);
  });

  test('rejects names with line breaks', () => {
    expect(() => hash1(new Map([['a\nb', '']]))).toThrow(
      'filenames with newlines are not supported',
    );
  });

  test('is equal for files, their directory and their zip', async () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,4}(\/[a-z0-9]{1,4}){0,2}\.go$/);
    const content = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    const directory = temporaryDirectory();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, content, { maxKeys: 6 }), async (files) => {
        const tree = join(directory, String(count++));
        const isFile = (each: string) =>
          !Object.keys(files).some((other) => other.startsWith(`${each}/`));
        const kept = Object.fromEntries(Object.entries(files).filter(([each]) => isFile(each)));
        mkdirSync(tree);
        writeFiles(tree, kept);
        const named = new Map(Object.entries(kept).map(([each, data]) => [root + each, data]));
        const expected = hash1(named);
        expect(hashDirectory(tree, root.slice(0, -1))).toBe(expected);
        const zip = `${tree}.zip`;
        const entries = Object.entries(kept).map(([path, data]) => ({
          ...file(path, data.length),
          read: () => data,
        }));
        await createZip(zip, module, entries);
        expect(await hashZip(zip)).toBe(expected);
        await extractZip(`${tree}-again`, module, zip);
        expect(hashDirectory(`${tree}-again`, root.slice(0, -1))).toBe(expected);
      }),
      { numRuns: 40 },
    );
  });
});

describe('openZip with a large central directory', () => {
  const names = Array.from({ length: 3000 }, (_, index) => {
    return `${root}${'d'.repeat(index % 97)}x/f${index}.go`;
  });
  const content = (name: string) => `package ${name.length}\n`;

  test('returns every entry', async () => {
    const zip = join(temporaryDirectory(), 'm.zip');
    writeFileSync(zip, packZip(names.map((name) => ({ name, content: content(name) }))));
    using archive = await openZip(zip);
    expect(archive.entries.map(({ name }) => name)).toEqual(names);
    expect(await hashZip(zip)).toBe(hash1(new Map(names.map((name) => [name, content(name)]))));
  });

  test('yields to the event loop', async () => {
    const zip = join(temporaryDirectory(), 'm.zip');
    const data = packZip(names.map((name) => ({ name })));
    writeFileSync(zip, data);
    const directorySize = data.readUInt32LE(data.length - 10);
    // Loading what reads zip files takes turns as well, once.
    using first = await openZip(zip);
    let turns = 0;
    let isOpen = false;
    const count = () => {
      turns++;
      if (!isOpen) setImmediate(count);
    };
    setImmediate(count);
    using again = await openZip(zip);
    isOpen = true;
    expect(again.entries).toHaveLength(first.entries.length);
    expect(turns).toBeGreaterThan(Math.floor(directorySize / 65_536));
    expect(directorySize).toBeGreaterThan(3 * 65_536);
  });

  test('rejects a corrupt middle', async () => {
    const zip = join(temporaryDirectory(), 'm.zip');
    const data = packZip(names.map((name) => ({ name })));
    const directory = data.readUInt32LE(data.length - 6);
    data.fill(0, directory + 100_000, directory + 100_100);
    writeFileSync(zip, data);
    await expect(openZip(zip)).rejects.toThrow('zip: not a valid zip file');
  });
});

describe('extractZip', () => {
  test('writes read-only files below the directory', async () => {
    const { problem, target } = await unpack([
      { name: `${root}go.mod`, content: 'module example.com/m\n' },
      { name: `${root}a/` },
      { name: `${root}a/b.go`, content: 'package a\n', mode: 0o100777, method: 0 },
    ]);
    expect(problem).toBe('');
    expect(readFileSync(join(target, 'a/b.go'), 'utf8')).toBe('package a\n');
    expect(lstatSync(join(target, 'a/b.go')).mode & 0o777).toBe(0o444);
    expect(readdirSync(target)).toEqual(['a', 'go.mod']);
  });

  test.each([
    ['../evil.go', `malformed file path "../evil.go": invalid path element ".."`],
    ['a//b.go', 'example.com/m@v1.0.0/a//b.go: file path is not clean'],
    ['./a.go', 'example.com/m@v1.0.0/./a.go: file path is not clean'],
    [
      '/etc/passwd',
      'example.com/m@v1.0.0//etc/passwd: malformed file path "/etc/passwd": empty path element',
    ],
    [
      '..\\evil.go',
      String.raw`example.com/m@v1.0.0/..\evil.go: malformed file path "..\\evil.go": invalid char '\\'`,
    ],
    ['a:b.go', `example.com/m@v1.0.0/a:b.go: malformed file path "a:b.go": invalid char ':'`],
    [
      'aux.go',
      `example.com/m@v1.0.0/aux.go: malformed file path "aux.go": "aux" disallowed as path element component on Windows`,
    ],
    [
      'nul/a.go',
      'example.com/m@v1.0.0/nul/a.go: malformed file path "nul/a.go": "nul" disallowed as path element component on Windows',
    ],
    ['x/..', 'example.com/m@v1.0.0/x/..: file path is not clean'],
    [
      'a./b.go',
      'example.com/m@v1.0.0/a./b.go: malformed file path "a./b.go": trailing dot in path element',
    ],
    ['x\0y.go', String.raw`malformed file path "x\x00y.go": invalid char '\x00'`],
    ['sub/go.mod', 'example.com/m@v1.0.0/sub/go.mod: go.mod file not in module root directory'],
    ['GO.MOD', 'example.com/m@v1.0.0/GO.MOD: go.mod files must have lowercase names'],
  ])('refuses a file called %j before anything is written', async (name, expected) => {
    const { problem, target } = await unpack([
      { name: `${root}a.go`, content: 'package m\n' },
      { name: root + name, content: 'evil' },
    ]);
    expect(problem).toContain(expected);
    expect(existsSync(target)).toBe(false);
  });

  test('rejects entries outside the module', async () => {
    const { problem, target } = await unpack([{ name: 'other/a.go', content: '' }]);
    expect(problem).toBe('other/a.go: path does not have prefix "example.com/m@v1.0.0/"');
    expect(existsSync(target)).toBe(false);
  });

  test('rejects names that are not UTF-8', async () => {
    const name = Buffer.concat([Buffer.from(root), Buffer.from([0xff, 0xfe])]);
    expect((await unpack([{ name }])).problem).toContain('invalid UTF-8');
  });

  test.each([
    [['a.go', 'A.go'], 'case-insensitive file name collision: "a.go" and "A.go"'],
    [['a/x.go', 'A/y.go'], 'case-insensitive file name collision: "a" and "A"'],
    [['straße', 'straẞe'], 'case-insensitive file name collision: "straße" and "straẞe"'],
    [['k.go', '\u212a.go'], 'case-insensitive file name collision: "k.go" and "\u212a.go"'],
    [['ſ.go', 'S.go'], 'case-insensitive file name collision: "ſ.go" and "S.go"'],
    [['σ', 'ς'], 'case-insensitive file name collision: "σ" and "ς"'],
    [['a.go', 'a.go'], 'multiple entries for file "a.go"'],
    [['a', 'a/b'], 'entry "a" is both a file and a directory'],
    [['a/b', 'a'], 'entry "a" is both a file and a directory'],
  ])('refuses %j together', async (names, expected) => {
    const { problem, target } = await unpack(names.map((name) => ({ name: root + name })));
    expect(problem).toContain(expected);
    expect(existsSync(target)).toBe(false);
  });

  test('accepts similar names that do not differ by case', async () => {
    const names = ['ı.go', 'i.go', 'ss.go', 'ß.go'];
    const { problem, target } = await unpack(names.map((name) => ({ name: root + name })));
    expect(problem).toBe('');
    expect(readdirSync(target).sort()).toEqual([...names].sort());
  });

  test('extracts a symbolic link as a regular file', async () => {
    const { problem, target } = await unpack([
      { name: `${root}link`, content: '/etc/passwd', mode: 0o120777 },
    ]);
    expect(problem).toBe('');
    expect(lstatSync(join(target, 'link')).isFile()).toBe(true);
    expect(readFileSync(join(target, 'link'), 'utf8')).toBe('/etc/passwd');
  });

  test.each([
    [
      'longer',
      { content: 'x'.repeat(1 << 20), size: 10 },
      'uncompressed size of file example.com/m@v1.0.0/a is larger than declared size (10 bytes)',
    ],
    ['shorter', { content: 'short', size: 500 }, 'unexpected EOF'],
    ['altered', { content: 'hello', crc: 1 }, 'zip: checksum error'],
    [
      'packed strangely',
      { content: 'hello', method: 12 },
      'zip: unsupported compression algorithm',
    ],
    [
      'too large',
      { content: 'hello', size: 600 << 20 },
      'total uncompressed size of module contents too large (max size is 524288000 bytes)',
    ],
  ])('refuses content that is %s than declared', async (_, lie, expected) => {
    expect((await unpack([{ name: `${root}a`, ...lie }])).problem).toBe(expected);
  });

  test('stops writing after a failure', async () => {
    const { problem, target } = await unpack([
      { name: `${root}large`, content: Buffer.alloc(20 << 20, 'abc') },
      { name: `${root}altered`, content: 'x', crc: 1 },
      ...Array.from({ length: 100 }, (_, index) => ({ name: `${root}f${index}`, content: 'x' })),
    ]);
    const written = () =>
      readdirSync(target).map((name) => [name, lstatSync(join(target, name)).size]);
    const before = written();
    expect(problem).toBe('zip: checksum error');
    expect(before.length).toBeLessThan(100);
    await delay(200);
    expect(written()).toEqual(before);
  });

  test('checks the total size', async () => {
    const entry = (name: string) => ({ name: root + name, content: 'x', size: 300 << 20 });
    const { problem, target } = await unpack([entry('a'), entry('b')]);
    expect(problem).toContain('total uncompressed size of module contents too large');
    expect(existsSync(target)).toBe(false);
  });

  test.each(['go.mod', 'LICENSE'])('limits the size of %s', async (name) => {
    const { problem } = await unpack([{ name: root + name, content: 'x', size: (16 << 20) + 1 }]);
    expect(problem).toContain(`${name} file too large (max size is 16777216 bytes)`);
  });

  test('streams large entries', async () => {
    const content = Buffer.alloc(20 << 20, 'abc');
    const { problem, target, zip } = await unpack([{ name: `${root}big`, content }]);
    expect(problem).toBe('');
    expect(readFileSync(join(target, 'big')).equals(content)).toBe(true);
    expect(await hashZip(zip)).toBe(hash1(new Map([[`${root}big`, content]])));
    const bomb = await unpack([{ name: `${root}big`, content, size: 18 << 20 }]);
    expect(bomb.problem).toContain('is larger than declared size (18874368 bytes)');
  });

  test('rejects files that are not zips, or truncated', async () => {
    const directory = temporaryDirectory();
    const whole = packZip([{ name: `${root}a.go`, content: 'package m\n'.repeat(100) }]);
    const broken: Buffer[] = [
      Buffer.alloc(0),
      Buffer.from('no zip'),
      whole.subarray(0, whole.length - 5),
      whole.subarray(20),
      Buffer.concat([Buffer.alloc(40), whole.subarray(40)]),
    ];
    for (const [index, data] of broken.entries()) {
      const zip = join(directory, `${index}.zip`);
      writeFileSync(zip, data);
      const target = join(directory, String(index));
      expect(await failureOf(extractZip(target, module, zip))).toMatch(/^unzip .*\.zip: /);
      expect(await failureOf(hashZip(zip))).toMatch(/zip: not a valid zip file|unexpected EOF/);
    }
  });

  test('handles arbitrary damage', async () => {
    const directory = temporaryDirectory();
    const whole = packZip([
      { name: `${root}go.mod`, content: 'module example.com/m\n' },
      { name: `${root}a/b.go`, content: 'package a\n'.repeat(20) },
    ]);
    const zip = join(directory, 'm.zip');
    let count = 0;
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const data = Buffer.from(whole);
        for (const [position, value] of changes) data[position] = value;
        writeFileSync(zip, data);
        const target = join(directory, String(count++));
        try {
          await extractZip(target, module, zip);
        } catch (error) {
          expect((error as Error).message).toMatch(/^unzip /);
        }
        // Whatever happened, nothing is beside the directory.
        const allowed = new Set([
          'm.zip',
          ...Array.from({ length: count }, (_, each) => String(each)),
        ]);
        expect(readdirSync(directory).filter((name) => !allowed.has(name))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('requires an empty directory and a matching module', async () => {
    const { target, zip } = await unpack([{ name: `${root}a.go` }]);
    expect(await failureOf(extractZip(target, module, zip))).toBe(
      `unzip ${zip}: target directory ${target} exists and is not empty`,
    );
    const other = (version: string) => checkZip({ path: 'example.com/m', version }, zip);
    expect(await failureOf(other('v1'))).toBe('version "v1" is not canonical (should be "v1.0.0")');
    expect(await failureOf(other('v2.0.0'))).toBe(
      'example.com/m@v2.0.0: invalid version: should be v0 or v1, not v2',
    );
  });
});

describe('checkFiles', () => {
  test.each([
    ['go.mod', undefined],
    ['a/b.go', undefined],
    ['vendor/modules.txt', undefined],
    ['vendor/x/x.go', 'file is in vendor directory'],
    ['sub/vendor/x/x.go', 'file is in vendor directory'],
    // Go's old mistake, on which all checksums depend.
    ['sub/vendor/x.go', 'file is in vendor directory'],
    ['.hg_archival.txt', "file is inserted by 'hg archive' and is always omitted"],
    ['vendored/x/x.go', undefined],
  ])('%s: %s', (path, reason) => {
    const { valid, omitted, invalid } = checkFiles([file(path)]);
    expect(invalid).toEqual([]);
    expect(omitted[0]?.reason).toBe(reason);
    expect(valid).toEqual(reason === undefined ? [path] : []);
  });

  test('omits files of nested modules', () => {
    const checked = checkFiles(
      ['go.mod', 'sub/go.mod', 'sub/a.go', 'sub/deep/b.go', 'c.go', 'odd/GO.MOD', 'odd/d.go'].map(
        (path) => file(path),
      ),
    );
    expect(checked.valid).toEqual(['go.mod', 'c.go']);
    expect(new Set(checked.omitted.map(({ reason }) => reason))).toEqual(
      new Set(['file is in another module']),
    );
  });

  test('omits everything but regular files', () => {
    const { omitted } = checkFiles([file('l', 0, 'link'), file('d', 0, 'other')]);
    expect(omitted).toEqual([
      { path: 'l', reason: 'file is a symbolic link' },
      { path: 'd', reason: 'not a regular file' },
    ]);
  });

  test('enforces size limits', () => {
    expect(checkFiles([file('a', 501 << 20)]).sizeProblem).toBe(
      'module source tree too large (max size is 524288000 bytes)',
    );
    expect(checkFiles([file('go.mod', 17 << 20)]).invalid).toEqual([
      { path: 'go.mod', reason: 'go.mod file too large (max size is 16777216 bytes)' },
    ]);
  });

  test('checkDirectory() agrees', async () => {
    const directory = temporaryDirectory();
    const tree = join(directory, 'tree');
    writeFiles(tree, {
      'go.mod': 'module example.com/m\n',
      'a.go': 'package m\n',
      '.git/config': '',
      'sub/go.mod': '',
      'sub/a.go': '',
      'vendor/x/x.go': '',
    });
    symlinkSync('a.go', join(tree, 'link.go'));
    const { valid, omitted } = checkDirectory(tree);
    expect(valid).toEqual([join(tree, 'a.go'), join(tree, 'go.mod')]);
    expect(omitted.map(({ path }) => path).sort()).toEqual(
      ['.git', 'link.go', 'sub', 'vendor/x/x.go'].map((name) => join(tree, name)),
    );
    const zip = join(directory, 'm.zip');
    await createZipFromDirectory(zip, module, tree);
    using archive = await openZip(zip);
    expect(archive.entries.map(({ name }) => name)).toEqual([`${root}a.go`, `${root}go.mod`]);
  });

  test('createZip() rejects a file that grows', async () => {
    const zip = join(temporaryDirectory(), 'm.zip');
    const growing = { ...file('a.go', 1), read: () => Buffer.from('more') };
    expect(await failureOf(createZip(zip, module, [growing]))).toBe(
      'create zip: file "a.go" is larger than declared size',
    );
    expect(await failureOf(createZip(zip, module, [file('a'), file('A')]))).toBe(
      'create zip: A: case-insensitive file name collision: "a" and "A"',
    );
  });
});
