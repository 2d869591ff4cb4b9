// Computes the h1 hash of a zip as often as its argument says.
import { hashZip } from '@libvirt/modload';
import type { Told, ZipHashOptions } from '../scenarios/go-modules.js';

const { file, repeats } = JSON.parse(process.argv[2]!) as ZipHashOptions;
const milliseconds: number[] = [];
let result = '';
for (let repeat = 0; repeat < repeats; repeat += 1) {
  const start = performance.now();
  result = await hashZip(file);
  milliseconds.push(performance.now() - start);
}
console.log(JSON.stringify({ milliseconds, result } satisfies Told));
