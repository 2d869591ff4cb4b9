import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

export default defineConfig({
  ...library,
  // No type of Node.js is used here.
  dts: true,
  // A bundle for browsers has to be small; errors name themselves.
  keepNames: false,
  entry: ['src/index.ts'],
});
