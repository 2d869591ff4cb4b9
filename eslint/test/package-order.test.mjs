import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const eslint = new ESLint({
  cwd: root,
  // Circles need real files; the files below do not exist, so only rules that need no types can run.
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) =>
    (ruleId.startsWith('import-x/') && ruleId !== 'import-x/no-cycle') ||
    ruleId.startsWith('no-restricted-'),
});

async function complaints(filePath, code) {
  const [result] = await eslint.lintText(code, { filePath });
  return result.messages.map(({ message }) => message);
}

test.each([
  ['native/lib/a.ts', `import '@libvirt/core';`],
  ['native/lib/a.ts', `import 'some-package';`],
  ['packages/codegen/src/a.ts', `import '@libvirt/native';`],
  ['packages/core/src/a.ts', `import '@libvirt/codegen';`],
  ['packages/core/src/a.ts', `export * from '@libvirt/qemu';`],
  ['packages/core/src/a.ts', `import '@libvirt/native/dist/index.js';`],
  ['packages/core/src/a.ts', `import '../../../native/lib/index.js';`],
  ['packages/core/src/deep/a.ts', `await import('../../../codegen/src/cli.js');`],
  ['packages/core/src/a.ts', `type A = import('@libvirt/lxc').A;`],
  ['packages/core/test/a.test.ts', `import '@libvirt/qemu';`],
  ['packages/core/test/a.test.ts', `import '../../demo/src/main.js';`],
  ['packages/qemu/src/a.ts', `import '@libvirt/native';`],
  ['packages/qemu/src/a.ts', `import { a } from '@libvirt/lxc';`],
  ['packages/admin/src/a.ts', `import '@libvirt/native';`],
  ['packages/lxc/src/a.ts', `import '@libvirt/core/dist/index.js';`],
  ['packages/fleet/src/a.ts', `import '@libvirt/core/internal';`],
  ['packages/demo/src/a.ts', `import '@libvirt/core/internal';`],
  ['packages/demo/src/a.ts', `import '@libvirt/modload';`],
  ['packages/modload/src/a.ts', `import '@libvirt/bench';`],
])('%s may not have: %s', async (filePath, code) => {
  expect(await complaints(filePath, code)).not.toEqual([]);
});

test.each([
  ['native/lib/a.ts', `import './generated/raw.js'; import 'node:fs';`],
  ['packages/codegen/src/deep/a.ts', `import ts from 'typescript'; import '../cli.js';`],
  ['packages/core/src/a.ts', `export * from '@libvirt/native';`],
  ['packages/core/src/generated-like/a.ts', `import '../errors.js';`],
  ['packages/core/test/a.test.ts', `import '@libvirt/core/internal'; import 'vitest';`],
  ['packages/core/tsup.config.ts', `import '../../tsup.base.js';`],
  ['packages/qemu/src/a.ts', `import '@libvirt/core'; import '@libvirt/core/internal';`],
  ['packages/admin/src/a.ts', `import '@libvirt/core'; import '@libvirt/core/internal';`],
  ['packages/demo/src/a.ts', `import '@libvirt/core';`],
])('%s may have: %s', async (filePath, code) => {
  expect(await complaints(filePath, code)).toEqual([]);
});
