import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
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

type Plugin = NonNullable<Options['plugins']>[number];

/**
 * Makes beside each entry a module that is a face of what is required: in Node.js a class exists once,
 * however it is loaded, and `instanceof` holds where a program does both. Bundlers are given the twin
 * for `import`, since what is required cannot leave native code out of an ES module.
 * `names`: of the faces of entries that are not required by their own names
 */
function faces(names: Readonly<Record<string, string>>): Plugin {
  const entries = new Map<string, readonly string[]>();
  return {
    name: 'faces',
    renderChunk(_, { path, entryPoint, exports = [] }) {
      if (this.format === 'esm' && entryPoint) entries.set(basename(path, '.js'), exports);
      return undefined;
    },
    async buildEnd() {
      if (this.format !== 'esm') return;
      for (const [entry, exports] of entries) {
        const name = names[entry] ?? entry;
        if (exports.length === 0) continue;
        await writeFile(join(this.options.outDir, `${name}.mjs`), face(name, exports));
      }
    },
  };
}

function face(name: string, exports: readonly string[]): string {
  return `import twin from './${name}.cjs';\n\nexport const {\n  ${exports.join(',\n  ')},\n} = twin;\n`;
}

/** How the binding's packages are built, with `names` of faces. */
export const binding = (names = {}): Options => ({ ...library, plugins: [faces(names)] });
