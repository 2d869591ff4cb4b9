// Selects the versions of a large graph that is in memory, as often as it is told.
import { mvs } from '@libvirt/modload/pure';
import type { SelectionOptions, Told } from '../scenarios/go-modules.js';
import { mainRequires, syntheticModules } from '../synthetic-proxy.js';

const options = JSON.parse(process.argv[2]!) as SelectionOptions;
const key = ({ path, version }: { readonly path: string; readonly version: string }) =>
  `${path}@${version}`;
const requires = new Map(
  syntheticModules(options.modules).map((module) => [key(module), module.require] as const),
);
const main = { path: 'example.com/main', version: '' };
requires.set(key(main), mainRequires(options.modules));

const milliseconds: number[] = [];
let result = '';
for (let repeat = 0; repeat < options.repeats; repeat += 1) {
  const start = performance.now();
  const list = mvs.buildListSync([main], {
    required: (module) => requires.get(key(module)) ?? [],
    max: (_, one, other) => mvs.maxVersion(one, other),
  });
  milliseconds.push(performance.now() - start);
  result = `${list.length} modules`;
}
console.log(JSON.stringify({ milliseconds, result } satisfies Told));
