import type { Options } from 'tsup';

/**
 * How every published package is built: ESM and CommonJS builds, each with its types. Of the
 * binding's, Node.js takes what is required in both cases, so that a class exists once, and bundlers
 * take the other by the condition `module`: what is required cannot leave native code out of an ES
 * module.
 */
export const library = {
  format: ['esm', 'cjs'],
  target: 'node20',
  // Else the types of Node.js, which ours are made of, are found only where a project names them:
  // TypeScript 6 and newer take in no package of types by itself.
  dts: { banner: '/// <reference types="node" />' },
  sourcemap: true,
  clean: true,
  // Entries share their modules in both formats, or a class would exist twice.
  splitting: true,
  // Without it, the CommonJS build is what a translator for old runtimes makes of them.
  treeshake: true,
  removeNodeProtocol: false,
  // Classes tell their names in messages.
  keepNames: true,
} satisfies Options;
