import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as xml from '../src/index.js';

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript')), 'tsc.js');
const index = fileURLToPath(new URL('../src/index.js', import.meta.url));
const kinds = Object.keys(xml).filter((name) => name.endsWith('XML'));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'libvirt-xml-budget-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the compiler counts while it checks a program. */
function check(name: string, program: string): (title: string) => number {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, program);
  const options =
    '--noEmit --strict --exactOptionalPropertyTypes --target es2022 --module nodenext --lib es2023 --skipLibCheck --extendedDiagnostics';
  // No @types of the machine: the program is in a folder of its own.
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...options.split(' '), file], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(status, stdout).toBe(0);
  return (title) => {
    const found = new RegExp(`^${title}: +([\\d.]+)[Ks]?$`, 'm').exec(stdout);
    if (!found) throw new Error(`tsc prints no ${title}: ${stdout}`);
    return Number(found[1]);
  };
}

it('costs a program that uses every kind little: memory, types, instantiations', () => {
  expect(kinds.length).toBeGreaterThan(45);
  const uses = kinds.map(
    (kind) =>
      `export const use${kind} = (data: xml.${kind}): xml.${kind} => xml.${kind}.parse(xml.${kind}.format(data));`,
  );
  const without = check('without', 'export const nothing = 1;\n');
  const everything = check('with', `import * as xml from '${index}';\n${uses.join('\n')}\n`);
  const cost = (title: string) => everything(title) - without(title);
  console.log(
    `@libvirt/xml costs tsc ${cost('Total time').toFixed(2)} s, ${Math.round(cost('Memory used') / 1024)} MiB, ` +
      `${cost('Types')} types, ${cost('Instantiations')} instantiations`,
  );
  // Memory depends on when the collector runs; the counts do not.
  expect(cost('Memory used')).toBeLessThan(200 * 1024);
  expect(cost('Types')).toBeLessThan(20_000);
  expect(cost('Instantiations')).toBeLessThan(20_000);
});
