import { defineConfig } from 'tsup';

/** Compiles the contenders' TypeScript programs to JavaScript. */
export default defineConfig({
  entry: {
    core: 'src/programs/core/program.ts',
    unraid: 'src/programs/unraid.ts',
    xml: 'src/programs/xml/program.ts',
  },
  external: ['@xmldom/xmldom', 'fast-xml-builder', 'fast-xml-parser'],
  format: 'esm',
  target: 'node20',
  outDir: 'build/programs',
});
