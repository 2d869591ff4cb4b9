// Computes the h1 hash of a zip repeatedly, and prints how long each took.
import { hashZip } from '@libvirt/modload';
import type { ProgramResult, ZipHashOptions } from '../scenarios/go-modules.js';

const { file, repeats } = JSON.parse(process.argv[2]!) as ZipHashOptions;
const milliseconds: number[] = [];
let result = '';
for (let repeat = 0; repeat < repeats; repeat += 1) {
  const start = performance.now();
  result = await hashZip(file);
  milliseconds.push(performance.now() - start);
}
console.log(JSON.stringify({ milliseconds, result } satisfies ProgramResult));
