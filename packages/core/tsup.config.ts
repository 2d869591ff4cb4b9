import { copyFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';
import { binding } from '../../tsup.base.js';

const types = { index: 'src/index.ts', internal: 'src/internal.ts' };

export default defineConfig({
  ...binding({ api: 'index' }),
  entry: { api: types.index, internal: types.internal },
  dts: { entry: types },
  onSuccess: () => copyFile('src/index.cjs', 'dist/index.cjs'),
});
