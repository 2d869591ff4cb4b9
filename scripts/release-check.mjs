// Checks that a release is consistent: the versions match the newest known API and each other, and no
// changeset asks for another version.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { read as readConfig } from '@changesets/config';
import getChangesets from '@changesets/read';
import { judgeGoTags } from '../packages/modload/scripts/go-binding.mjs';
import { listPackages } from './packages.mjs';
import { dependencyKinds, isLockstep, isPublished, isVersion, knownApi } from './release.mjs';
import { lineOf, newestInChangelog, versionRow, workspace } from './release.mjs';
import { main, root, StepError } from './steps.mjs';

const readJson = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

function* checkVersions(packages, version) {
  const api = knownApi();
  if (!isVersion(version)) yield `${version} is not a valid version of these packages`;
  else if (lineOf(version) !== lineOf(api)) {
    yield `the version is ${version}, but the newest API in native/api is libvirt ${api}'s`;
  }
  for (const { manifest } of packages.filter(isLockstep)) {
    if (manifest.version !== version) {
      yield `${manifest.name} is ${manifest.version}, but its siblings are ${version}`;
    }
  }
}

function* checkPins(packages, version) {
  const siblings = packages.filter(isLockstep).map(({ manifest }) => manifest.name);
  const locked = readJson('package-lock.json').packages;
  for (const { folder, manifest } of packages) {
    const name = relative(root, folder);
    if (isPublished({ manifest }) && locked[name]?.version !== manifest.version) {
      yield `package-lock.json has ${manifest.name} ${locked[name]?.version}`;
    }
    for (const [kind, sibling] of dependencyKinds.flatMap((k) => siblings.map((s) => [k, s]))) {
      for (const [where, from] of [
        [`${name}/package.json`, manifest],
        ['package-lock.json', locked[name] ?? {}],
      ]) {
        const pin = from[kind]?.[sibling];
        if (pin !== undefined && pin !== version) {
          yield `${manifest.name} depends on ${sibling} "${pin}" in ${where}, not exactly "${version}"`;
        }
      }
    }
  }
}

function* checkTexts(packages, version) {
  for (const { folder, manifest } of packages.filter(isPublished)) {
    const newest = newestInChangelog(folder);
    if (newest !== manifest.version) {
      yield `the changelog of ${manifest.name} ends with ${newest ?? 'no version'}, not ${manifest.version}`;
    }
  }
  const line = lineOf(version);
  if (!versionRow(line).test(readFileSync(join(root, 'README.md'), 'utf8'))) {
    yield `the README has no row for ${line} in its table of versions`;
  }
}

async function* checkNotes(packages) {
  const published = packages.filter(isPublished).map(({ manifest }) => manifest.name);
  const lockstep = packages.filter(isLockstep).map(({ manifest }) => manifest.name);
  const { fixed: groups } = await readConfig(root, workspace());
  const fixed = groups.flat();
  if (fixed.toSorted().join() !== lockstep.toSorted().join()) {
    yield `.changeset/config.json moves ${fixed.join(', ')} together, not ${lockstep.join(', ')}`;
  }
  for (const { id, releases } of await getChangesets(root)) {
    for (const { name, type } of releases) {
      if (!published.includes(name))
        yield `.changeset/${id}.md names ${name}, which is not published`;
      else if (lockstep.includes(name) && type !== 'patch') {
        yield `.changeset/${id}.md is a ${type} of ${name}: it must be a patch`;
      }
    }
  }
}

/** Whether the Go binding can follow, with a tag that its consumers can require. */
function* checkGoTag({ own }) {
  if (own.verdict === 'accepted') return;
  yield `Go refuses ${own.module.version} of ${own.module.path}: ${own.reason}`;
}

function showGoTags({ own, calendar, calendarWithoutGoMod }) {
  const show = ({ verdict, version }) =>
    verdict === 'refused' ? verdict : `accepted as ${version}`;
  return (
    `In Go, the tag of ${own.module.path} is ${own.version}. A tag ${calendar.module.version} would be ` +
    `${show(calendar)} with go.mod, and ${show(calendarWithoutGoMod)} without.`
  );
}

await main(async () => {
  const packages = listPackages();
  const { version } = packages.find(isLockstep).manifest;
  const found = [
    ...checkVersions(packages, version),
    ...checkPins(packages, version),
    ...checkTexts(packages, version),
  ];
  for await (const problem of checkNotes(packages)) found.push(problem);
  const goTags = isVersion(version) ? await judgeGoTags(version) : undefined;
  if (goTags !== undefined) found.push(...checkGoTag(goTags));
  if (found.length > 0) throw new StepError(found.map((each) => `- ${each}`).join('\n'));
  console.log(`All packages are ${version}, for libvirt ${knownApi()}.`);
  console.log(showGoTags(goTags));
});
