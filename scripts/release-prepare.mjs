// Prepares a release in this checkout: API, versions, pins, changelogs and lock file. You then review
// it, write the methods of new functions, and commit.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import applyReleasePlan from '@changesets/apply-release-plan';
import { read as readConfig } from '@changesets/config';
import getReleasePlan from '@changesets/get-release-plan';
import semver from 'semver';
import { listPackages } from './packages.mjs';
import { dependencyKinds, isLockstep, isVersion, knownApi, lineOf } from './release.mjs';
import { versionRow, workspace } from './release.mjs';
import { main, root, run, log, StepError } from './steps.mjs';

const USAGE = `Usage: npm run release:prepare -- VERSION [--api DIRECTORY]

  VERSION          the exact version: 12.9.0 for libvirt 12.9.0, 12.9.1 for a correction of the
                   binding, 12.9.0-rc.1 for a release candidate
  --api DIRECTORY  the directory with that libvirt's API description, to import`;

function parse() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { api: { type: 'string' } },
    });
    const [version, ...others] = positionals;
    if (version === undefined || others.length > 0) throw new Error('Give one version.');
    if (!isVersion(version))
      throw new Error(`${version} is not a valid version of these packages.`);
    return { version, api: values.api && resolve(values.api) };
  } catch (error) {
    throw new StepError(`${error.message}\n\n${USAGE}`);
  }
}

const readFacts = (api) => JSON.parse(readFileSync(join(root, `native/api/libvirt-${api}.json`)));

/** Imports the API of a new libvirt, and generates what depends on it. */
function importApi(directory, version) {
  const codegen = (...words) =>
    run(process.execPath, ['--import', 'tsx', 'packages/codegen/src/cli.ts', ...words]);
  if (directory !== undefined) codegen('import', directory);
  if (lineOf(knownApi()) !== lineOf(version)) {
    throw new StepError(
      `The newest API in native/api is libvirt ${knownApi()}'s; import that of ${version} with --api.`,
    );
  }
  codegen('generate');
}

/** Returns the first sentence of a release's changelog; the notes in .changeset follow it. */
function headline(before, version) {
  if (lineOf(before) === lineOf(version)) {
    return semver.prerelease(before) && `Releases ${before}.`;
  }
  const names = (api) => readFacts(api).functions.map(({ name }) => name);
  const known = new Set(names(`${lineOf(before)}.0`));
  const count = names(knownApi()).filter((name) => !known.has(name)).length;
  const what = count === 1 ? '1 new function' : `${count} new functions`;
  const isNewYear = semver.major(before) !== semver.major(version);
  const year = isNewYear ? ' As in libvirt, the major version stands for the year.' : '';
  return `Supports the API of libvirt ${lineOf(version)}: ${what}.${year}`;
}

/** Returns the release plan of changesets, with the given version for all lockstep packages. */
async function plan(lockstep, version) {
  const { changesets, releases } = await getReleasePlan(root);
  const names = lockstep.map(({ manifest }) => manifest.name);
  const before = lockstep[0].manifest.version;
  if (!semver.gt(version, before)) throw new StepError(`${version} is not newer than ${before}.`);

  const isNewYear = semver.minor(version) === 0 && semver.patch(version) === 0;
  for (const { id, releases: noted } of changesets) {
    const wrong = noted.find(({ name, type }) => names.includes(name) && type !== 'patch');
    if (wrong && !(wrong.type === 'major' && isNewYear)) {
      throw new StepError(
        `.changeset/${id}.md is a ${wrong.type} of ${wrong.name}: it must be a patch, or a major for an X.0.0.`,
      );
    }
  }

  const summary = headline(before, version);
  const first = {
    id: `libvirt-${version}`,
    summary,
    releases: names.map((name) => ({ name, type: 'minor' })),
  };
  const notes = summary ? [first, ...changesets] : changesets;
  if (!notes.some((note) => note.releases.some(({ name }) => names.includes(name)))) {
    throw new StepError('No note in .changeset describes a change.');
  }
  const own = names.map((name) => ({
    name,
    type: 'minor',
    oldVersion: before,
    newVersion: version,
    changesets: notes
      .filter((note) => note.releases.some((release) => release.name === name))
      .map(({ id }) => id),
  }));
  return {
    preState: undefined,
    changesets: notes,
    releases: [...own, ...releases.filter(({ name }) => !names.includes(name))],
  };
}

async function apply(releasePlan) {
  const packages = workspace();
  await applyReleasePlan(releasePlan, packages, await readConfig(root, packages));
}

/** Sets the version of siblings in the package.json of private packages. */
function pinPrivate(lockstep, version) {
  const names = lockstep.map(({ manifest }) => manifest.name);
  for (const { folder, manifest } of listPackages().filter(({ manifest }) => manifest.private)) {
    for (const pins of dependencyKinds.map((kind) => manifest[kind] ?? {})) {
      for (const name of names) if (name in pins) pins[name] = version;
    }
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
}

/** Adds the README's row for a new line of releases: the row of the previous line with new numbers. */
function addRow(before, version) {
  const file = join(root, 'README.md');
  const text = readFileSync(file, 'utf8');
  const [line, old] = [lineOf(version), lineOf(before)];
  if (versionRow(line).test(text)) return;
  const [row] = versionRow(old).exec(text) ?? [];
  if (row === undefined) throw new StepError(`The README has no row for ${old}.`);
  writeFileSync(file, text.replace(row, `${row.replaceAll(old, line)}\n${row}`));
}

await main(async () => {
  const { version, api } = parse();
  const lockstep = listPackages().filter(isLockstep);
  const before = lockstep[0].manifest.version;
  importApi(api, version);
  await apply(await plan(lockstep, version));
  pinPrivate(lockstep, version);
  addRow(before, version);
  run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund']);
  run('npx', [
    '--no',
    'prettier',
    '--write',
    'README.md',
    '*/CHANGELOG.md',
    'packages/*/CHANGELOG.md',
  ]);
  run(process.execPath, ['scripts/release-check.mjs']);
  log(`Prepared ${version}. Look at "git diff" and "npm run codegen -- news", then commit.`);
});
