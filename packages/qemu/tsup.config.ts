import { defineConfig } from 'tsup';
import { binding } from '../../tsup.base.js';

export default defineConfig({
  ...binding(),
  entry: ['src/index.ts'],
});
