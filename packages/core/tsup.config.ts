import { readFile, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

const types = { index: 'src/index.ts', internal: 'src/internal.ts' };

export default defineConfig({
  ...library,
  entry: { api: types.index, internal: types.internal },
  dts: { ...library.dts, entry: types },
  async onSuccess() {
    const api = await readFile('dist/api.cjs', 'utf8');
    const exports = api.matchAll(/^(?:exports\.|Object\.defineProperty\(exports, ")(\w+)/gm);
    const names = Array.from(exports, ([, name]) => `  ${name},\n`);
    const start = await readFile('src/start.cjs', 'utf8');
    // Node.js looks for the names in the text, to know what can be imported.
    const hint = `0 && (module.exports = {\n${names.join('')}});\n`;
    await writeFile('dist/index.cjs', `${start}\n${hint}`);
  },
});
