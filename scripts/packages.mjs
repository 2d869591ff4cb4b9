// Lists the packages of this repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

/** Returns the folder and the package.json of every package. */
export function listPackages() {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return workspaces
    .flatMap((workspace) => {
      if (!workspace.endsWith('/*')) return [join(root, workspace)];
      const parent = join(root, workspace.slice(0, -2));
      return readdirSync(parent).map((name) => join(parent, name));
    })
    .map((folder) => ({ folder, file: join(folder, 'package.json') }))
    .filter(({ file }) => existsSync(file))
    .map(({ folder, file }) => ({ folder, manifest: JSON.parse(readFileSync(file, 'utf8')) }));
}
