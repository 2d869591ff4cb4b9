import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OBJECTS, readCodeBlocks } from '../src/code-blocks.js';

const importable = new Map([
  [OBJECTS, new Set(['conn', 'domain'])],
  ['@libvirt/core', new Set(['Connect', 'DomainState'])],
]);

describe('readCodeBlocks', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'libvirt-docs-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const read = (...lines: string[]) => {
    writeFileSync(join(folder, 'page.md'), `${lines.join('\n')}\n`);
    return readCodeBlocks(folder, 'page.md', importable);
  };

  it('says where a block is, and leaves out other languages', () => {
    const blocks = read('Text', '```sh', 'ls', '```', '', '```ts', 'let a = 1;', '```');
    expect(blocks).toEqual([
      { file: 'page.md', line: 7, language: 'ts', code: 'let a = 1;\n', runs: false },
    ]);
  });

  it('removes the indentation of a list', () => {
    expect(read('- Text', '  ```js', '  if (a) {', '    b();', '  }', '  ```')).toMatchObject([
      { language: 'js', code: 'if (a) {\n  b();\n}\n' },
    ]);
  });

  it('imports what a block uses and does not declare, in front of its first line', () => {
    const [block] = read(
      '```ts',
      'const domain = DomainState.RUNNING;',
      'conn.close(domain);',
      '```',
    );
    expect(block).toMatchObject({
      code:
        `import { conn } from '${OBJECTS}'; import { DomainState } from '@libvirt/core'; ` +
        'const domain = DomainState.RUNNING;\nconn.close(domain);\n;process.exit();\n',
      runs: true,
    });
  });

  it('adds no import from a package that the block imports from itself', () => {
    const [block] = read(
      '```ts',
      "import { Connect } from '@libvirt/core';",
      'DomainState;',
      '```',
    );
    expect(block!.code).toBe("import { Connect } from '@libvirt/core';\nDomainState;\n");
  });

  it.each([
    ["import { Connect } from '@libvirt/core';\nawait Connect.open('test:///default');", '', true],
    ["import { Connect } from '@libvirt/core';\nawait Connect.open('qemu:///system');", '', false],
    ['conn.close();', '', true],
    ['conn.close();', ' no-run', false],
    ["console.log('https://example.com');", '', false],
  ])('of %j with words %j, tells if it runs: %j', (code, words, runs) => {
    expect(read(`\`\`\`ts${words}`, code, '```')).toMatchObject([{ runs }]);
  });

  it('takes the code of a table as statements, each in a scope of its own', () => {
    const table = [
      '| virsh | code |',
      '| --- | --- |',
      '| `a` | `const a = 1` |',
      '| `b`, c | `a \\| 2` |',
    ];
    expect(read('Text', '', ...table)).toEqual([
      {
        file: 'page.md',
        line: 5,
        language: 'ts',
        code: '{ const a = 1; }\n{ a | 2; }\n',
        runs: false,
      },
    ]);
  });

  it('refuses a row of such a table without code', () => {
    expect(() => read('| virsh | code |', '| --- | --- |', '| `a` | none |')).toThrow(
      'page.md:3: the last cell is no code',
    );
  });

  it('leaves out what is not to be checked', () => {
    expect(read('```js no-check', 'polkit.addRule();', '```')).toEqual([]);
  });
});
