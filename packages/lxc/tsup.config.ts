import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

export default defineConfig({
  ...library,
  entry: ['src/index.ts', 'src/helper.ts'],
  dts: { ...library.dts, entry: 'src/index.ts' },
  // The helper is found from import.meta.url, which CommonJS lacks.
  shims: true,
});
