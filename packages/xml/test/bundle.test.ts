import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const index = fileURLToPath(new URL('../src/index.ts', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'libvirt-xml-bundle-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function bundle(program: string): Promise<{ readonly size: number; readonly file: string }> {
  const entry = join(folder, 'program.ts');
  const outfile = join(folder, 'bundle.mjs');
  writeFileSync(entry, program.replace('@libvirt/xml', index));
  // For browsers, where a module of Node.js would not resolve.
  const options = { bundle: true, minify: true, format: 'esm', platform: 'browser' } as const;
  const { metafile } = await build({ ...options, entryPoints: [entry], outfile, metafile: true });
  return { size: Object.values(metafile.outputs)[0]!.bytes, file: outfile };
}

describe('a bundle for browsers', () => {
  it('with DomainXML alone has less than 150 KiB, and works', async () => {
    const program = `import { DomainXML } from '@libvirt/xml';
      export const name = DomainXML.parse('<domain><name>web</name></domain>').name;
      export const problems = DomainXML.validate('<domain type="kvm"><nam/></domain>').length > 0;`;
    const { size, file } = await bundle(program);
    expect(size).toBeLessThan(150 * 1024);
    expect(await import(pathToFileURL(file).href)).toMatchObject({ name: 'web', problems: true });
  });

  it('leaves out the kinds that are not used', async () => {
    const one = await bundle(`import { SecretXML } from '@libvirt/xml'; console.log(SecretXML);`);
    const all = await bundle(`import * as xml from '@libvirt/xml'; console.log(xml);`);
    expect(one.size).toBeLessThan(all.size / 2);
  });
});
