import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

export default defineConfig([
  {
    ...library,
    // Errors name themselves here, and closures in inner loops must cost nothing.
    keepNames: false,
    entry: ['src/index.ts', 'src/pure.ts'],
    clean: ['!cli/**'],
  },
  {
    // The command shares no files with the library, and has few: reading forty took it longer than
    // selecting versions.
    ...library,
    keepNames: false,
    entry: ['src/cli/main.ts'],
    outDir: 'dist/cli',
    format: 'esm',
    treeshake: false,
    dts: false,
    esbuildOptions: (options) => {
      // What is shorter is read sooner, and reading it takes a tenth of the time of most commands.
      options.minify = true;
    },
  },
]);
