// What a release is made of: the packages that follow libvirt's version, and the API they know.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { listPackages } from './packages.mjs';
import { root } from './steps.mjs';

/** Published packages with versions of their own. */
const independent = ['@libvirt/modload'];

export const isPublished = ({ manifest }) => !manifest.private;

/** Those that move together, under libvirt's version. */
export const isLockstep = ({ manifest }) =>
  !manifest.private && !independent.includes(manifest.name);

/** The line of releases that a version belongs to, as in "12.8", which is a libvirt's too. */
export const lineOf = (version) => `${semver.major(version)}.${semver.minor(version)}`;

/** Whether this is how a release of ours may be called: 12.8.0, 12.8.1, 12.9.0-rc.1. */
export function isVersion(text) {
  const [kind = 'rc', number = 1, ...more] = semver.prerelease(text) ?? [];
  return (
    semver.valid(text) === text && kind === 'rc' && Number.isInteger(number) && more.length === 0
  );
}

/** The newest libvirt whose API is known. */
export function knownApi() {
  return readdirSync(join(root, 'native/api'))
    .map((name) => /^libvirt-(.+)\.json$/.exec(name)?.[1])
    .filter((version) => version !== undefined)
    .sort(semver.compare)
    .at(-1);
}

/** The kinds of dependencies in a package.json. */
export const dependencyKinds = ['dependencies', 'devDependencies', 'peerDependencies'];

/** This workspace, as changesets see it. */
export function workspace() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    tool: 'npm',
    root: { dir: root, packageJson: manifest },
    packages: listPackages().map(({ folder, manifest: packageJson }) => ({
      dir: folder,
      packageJson,
    })),
  };
}

/** The row of the README's table of versions for a line of releases, as in "12.8". */
export const versionRow = (line) => new RegExp(`^\\| ${line.replace('.', '\\.')} .*$`, 'm');

/** The newest version that a package's changelog tells of. */
export function newestInChangelog(folder) {
  const file = join(folder, 'CHANGELOG.md');
  if (!existsSync(file)) return undefined;
  return /^## (\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
}
