// Selects the versions of a large graph in memory repeatedly, and prints how long each took. As in the
// module loader, there is one object for each module version, and requirements are looked up by it.
import { mvs, type ModuleVersion } from '@libvirt/modload/pure';
import type { SelectionOptions, ProgramResult } from '../scenarios/go-modules.js';
import { mainRequires, syntheticModules } from '../synthetic-proxy.js';

const options = JSON.parse(process.argv[2]!) as SelectionOptions;
const table = new Map<string, ModuleVersion>();
const one = (module: ModuleVersion) => {
  const key = `${module.path}@${module.version}`;
  if (!table.has(key)) table.set(key, module);
  return table.get(key)!;
};
const requires = new Map<ModuleVersion, readonly ModuleVersion[]>(
  syntheticModules(options.modules).map(({ path, version, require }) => [
    one({ path, version }),
    require.map(one),
  ]),
);
const main = one({ path: 'example.com/main', version: '' });
requires.set(main, mainRequires(options.modules).map(one));

const milliseconds: number[] = [];
let result = '';
for (let repeat = 0; repeat < options.repeats; repeat += 1) {
  const start = performance.now();
  const list = mvs.buildListSync([main], {
    required: (module) => requires.get(module) ?? [],
    max: (_, a, b) => mvs.maxVersion(a, b),
  });
  milliseconds.push(performance.now() - start);
  result = `${list.length} modules`;
}
console.log(JSON.stringify({ milliseconds, result } satisfies ProgramResult));
