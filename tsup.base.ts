import type { Options } from 'tsup';

/** How every published package is built: twins for `import` and `require`, each with its types. */
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
