import { defineConfig } from 'tsup';
import { binding } from '../../tsup.base.js';

export default defineConfig({
  ...binding(),
  entry: ['src/index.ts', 'src/helper.ts'],
  dts: { entry: 'src/index.ts' },
  // The helper is found from import.meta.url, which CommonJS lacks.
  shims: true,
});
