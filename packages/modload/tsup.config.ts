import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

export default defineConfig({
  ...library,
  // Errors name themselves here, and closures in inner loops must cost nothing.
  keepNames: false,
  entry: ['src/index.ts', 'src/pure.ts', 'src/cli/main.ts'],
});
