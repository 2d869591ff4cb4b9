import { defineConfig } from 'tsup';

/** The contenders' programs in TypeScript, as plain JavaScript. */
export default defineConfig({
  entry: { core: 'src/programs/core/program.ts', unraid: 'src/programs/unraid.ts' },
  format: 'esm',
  target: 'node20',
  outDir: 'build/programs',
});
