import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..');

async function bundle(entry: string) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'modload',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return { code: outputFiles[0]!.text, inputs: Object.keys(metafile.inputs) };
}

test('pure.ts: runs without Node.js', async () => {
  const { code, inputs } = await bundle('src/pure.ts');
  expect(inputs.filter((name) => /node_modules|node:|cli\/|sumdb/.test(name))).toEqual([]);

  // Nothing but the language and what browsers and workers have too.
  const page = { TextEncoder, TextDecoder, answer: undefined as unknown };
  await runInNewContext(
    `${code}
    answer = (async () => {
      const source = new modload.MemorySource({
        'example.com/a': { 'v1.0.0': { goMod: 'module example.com/a\\nrequire example.com/b v1.1.0' }, 'v1.1.0': {} },
        'example.com/b': { 'v1.0.0': {}, 'v1.1.0': {} },
      });
      const main = modload.modfile.parseGoMod('go.mod', 'module example.com/m\\nrequire (\\nexample.com/a v1.0.0\\nexample.com/b v1.0.0\\n)');
      const list = await modload.mvs.buildList([{ path: 'example.com/m', version: '' }], {
        required: async (module) =>
          module.version === '' ? main.require : modload.modfile.scanGoMod('go.mod', await source.goMod(module)).require,
        max: (path, a, b) => modload.mvs.maxVersion(a, b),
      });
      return [
        ...list.map(modload.module.moduleKey),
        (await modload.queryVersion(source, 'example.com/a', 'latest')).version,
        (await modload.consumable('example.com/a', 'v1.1.0', source)).verdict,
      ].join(' ');
    })();`,
    page,
  );
  expect(await page.answer).toBe(
    'example.com/m example.com/a@v1.0.0 example.com/b@v1.1.0 v1.1.0 accepted',
  );
});

test('pure.ts: the bundle fails if it imports a module of Node.js', async () => {
  await expect(bundle('src/base/files.ts')).rejects.toThrow('Could not resolve "node:fs"');
});
