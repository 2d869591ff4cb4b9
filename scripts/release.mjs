// Facts of a release: the packages that have libvirt's version, and the newest known API.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { listPackages } from './packages.mjs';
import { root } from './steps.mjs';

/** Published packages that do not have libvirt's version. */
const independent = ['@libvirt/modload'];

export const isPublished = ({ manifest }) => !manifest.private;

/** Returns whether a package has libvirt's version, as all of its siblings. */
export const isLockstep = ({ manifest }) =>
  !manifest.private && !independent.includes(manifest.name);

/** Returns the line of releases, ours and libvirt's, to which a version belongs, such as "12.8". */
export const lineOf = (version) => `${semver.major(version)}.${semver.minor(version)}`;

/** Returns whether a text is a valid version of these packages: 12.8.0, 12.8.1, 12.9.0-rc.1. */
export function isVersion(text) {
  const [kind = 'rc', number = 1, ...more] = semver.prerelease(text) ?? [];
  return (
    semver.valid(text) === text && kind === 'rc' && Number.isInteger(number) && more.length === 0
  );
}

/** Returns the newest libvirt release whose API is in native/api. */
export function knownApi() {
  return readdirSync(join(root, 'native/api'))
    .map((name) => /^libvirt-(.+)\.json$/.exec(name)?.[1])
    .filter((version) => version !== undefined)
    .sort(semver.compare)
    .at(-1);
}

/** The kinds of dependencies in a package.json. */
export const dependencyKinds = ['dependencies', 'devDependencies', 'peerDependencies'];

/** Returns this workspace in the form that changesets takes. */
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

/** Returns an expression for the README's row of a line of releases, such as "12.8". */
export const versionRow = (line) => new RegExp(`^\\| ${line.replace('.', '\\.')} .*$`, 'm');

/** Returns the newest version in a package's changelog. */
export function newestInChangelog(folder) {
  const file = join(folder, 'CHANGELOG.md');
  if (!existsSync(file)) return undefined;
  return /^## (\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
}
