// What the pages say of versions, read from the files that decide it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.js';

interface Facts {
  readonly functions: readonly {
    readonly name: string;
    readonly header: string;
    readonly since: string;
  }[];
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly private?: true;
  readonly engines: { readonly node: string };
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function packageIn(folder: string): Package {
  return JSON.parse(read(`${folder}/package.json`)) as Package;
}

/** The published packages. */
export function packages(): readonly Package[] {
  const folders = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`);
  return [...folders, 'native'].map(packageIn).filter((each) => each.private !== true);
}

/** The facts of the newest libvirt whose API is known. */
export function newestFacts(): Facts {
  const release = packageIn('packages/core').version.replace(/\d+$/, '0');
  return JSON.parse(read(`native/api/libvirt-${release}.json`)) as Facts;
}

/** The versions of Node.js with which the workflow runs the tests. */
export function testedNodeVersions(): readonly string[] {
  const list = /^ +node: \[(.+)\]$/m.exec(read('.github/workflows/ci.yml'))?.[1];
  if (list === undefined) throw new Error('the workflow does not list the versions of Node.js');
  return list.split(', ');
}
