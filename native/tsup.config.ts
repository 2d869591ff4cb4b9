import { defineConfig } from 'tsup';
import { library } from '../tsup.base.js';

export default defineConfig({
  ...library,
  entry: ['lib/index.ts'],
  // The loader finds the binary from import.meta.url, which CommonJS lacks.
  shims: true,
});
