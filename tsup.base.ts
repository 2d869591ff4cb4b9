import type { Options } from 'tsup';

/**
 * How every published package is built: twins for `import` and `require`, each with its types. Of the
 * binding's, Node.js takes what is required in both cases, so that a class exists once, and bundlers
 * take the other by the condition `module`: what is required cannot leave native code out of an ES
 * module.
 */
export const library: Options = {
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: true,
  sourcemap: true,
  clean: true,
  // Entries share their modules in both formats, or a class would exist twice.
  splitting: true,
  // Without it, the twins for `require` are what a translator for old runtimes makes of them.
  treeshake: true,
  removeNodeProtocol: false,
  // Classes tell their names in messages.
  keepNames: true,
};
