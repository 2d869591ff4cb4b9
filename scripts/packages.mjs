// The packages of this repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

/** Every package as its folder and its package.json. */
export function listPackages() {
  const inner = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  return [join(root, 'native'), ...inner]
    .map((folder) => ({ folder, file: join(folder, 'package.json') }))
    .filter(({ file }) => existsSync(file))
    .map(({ folder, file }) => ({ folder, manifest: JSON.parse(readFileSync(file, 'utf8')) }));
}
