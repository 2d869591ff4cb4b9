import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { listPackages } from '../packages.mjs';
import { goTagOf, judgeGoTags } from '../../packages/modload/scripts/go-binding.mjs';
import { isLockstep } from '../release.mjs';
import { root } from '../steps.mjs';

// npm makes a lock file in most of them.
vi.setConfig({ testTimeout: 300_000 });

const lockstep = listPackages().filter(isLockstep);
const names = lockstep.map(({ manifest }) => manifest.name);
const version = lockstep[0].manifest.version;
const [major, minor, patch] = version.split('.').map(Number);
const nextPatch = `${major}.${minor}.${patch + 1}`;
const nextMinor = `${major}.${minor + 1}.0`;
const nextMajor = `${major + 1}.0.0`;

let files;
let copy;

beforeAll(() => {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  // Without the notes of changes that are not released yet: each test writes its own.
  const isNote = /^\.changeset\/(?!README).*\.md$/;
  files = listed
    .split('\0')
    .filter((file) => file !== '' && !isNote.test(file) && existsSync(join(root, file)));
});

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'libvirt-release-'));
  for (const file of files) cpSync(join(root, file), join(copy, file));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterEach(() => {
  rmSync(copy, { recursive: true });
});

const read = (file) => readFileSync(join(copy, file), 'utf8');
const readJson = (file) => JSON.parse(read(file));
const write = (file, text) => writeFileSync(join(copy, file), text);

function change(file, edit) {
  const value = readJson(file);
  edit(value);
  write(file, JSON.stringify(value, undefined, 2));
}

function note(name, type, text) {
  write('.changeset/a-note.md', `---\n'${name}': ${type}\n---\n\n${text}\n`);
}

/** Adds the API of another libvirt, with one more function. */
function knowApi(newest) {
  const known = readJson(`native/api/libvirt-${major}.${minor}.0.json`);
  const [template] = known.functions.filter(({ name }) => name === 'virDomainSuspend');
  known.version = newest;
  known.functions.push({ ...template, name: 'virDomainYawn', since: newest });
  write(`native/api/libvirt-${newest}.json`, JSON.stringify(known));
}

function runScript(script, ...options) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`scripts/release-${script}.mjs`, ...options],
    { cwd: copy, encoding: 'utf8' },
  );
  return { status, output: `${stdout}${stderr}` };
}

const refusal = (text) => ({ status: 1, output: expect.stringContaining(text) });

describe('release:check', () => {
  test('accepts this checkout', () => {
    expect(runScript('check')).toEqual({
      status: 0,
      output: expect.stringContaining(`All packages are ${version}`),
    });
  });

  test('says what Go makes of the tag of the Go binding', () => {
    const { output } = runScript('check');
    expect(output).toContain(`the tag of libvirt.org/go/libvirt is ${goTagOf(version)}`);
    expect(output).toContain(
      `A tag v${version} would be refused with go.mod, and accepted as v${version}+incompatible without.`,
    );
  });

  test('refuses a version without its API', () => {
    for (const { folder } of lockstep) {
      change(join(folder.slice(root.length), 'package.json'), (manifest) => {
        manifest.version = nextMinor;
      });
    }
    expect(runScript('check')).toEqual(
      refusal(
        `the version is ${nextMinor}, but the newest API in native/api is libvirt ${version}'s`,
      ),
    );
  });

  test.each(names)('refuses a version of %s that differs from its siblings', (name) => {
    const { folder } = lockstep.find(({ manifest }) => manifest.name === name);
    change(join(folder.slice(root.length), 'package.json'), (manifest) => {
      manifest.version = nextPatch;
    });
    expect(runScript('check')).toEqual(refusal(`${nextPatch}`));
  });

  test.each([
    ['packages/core/package.json', `^${version}`],
    ['packages/demo/package.json', nextPatch],
  ])('refuses another pin in %s', (file, pin) => {
    change(file, ({ dependencies }) => {
      dependencies[Object.keys(dependencies)[0]] = pin;
    });
    expect(runScript('check')).toEqual(refusal(`"${pin}" in ${file}, not exactly "${version}"`));
  });

  test('refuses another pin in the lock file', () => {
    change('package-lock.json', ({ packages }) => {
      packages['packages/core'].dependencies['@libvirt/native'] = nextPatch;
    });
    expect(runScript('check')).toEqual(refusal('in package-lock.json, not exactly'));
  });

  test.each(['minor', 'major'])('refuses a %s note', (type) => {
    note('@libvirt/core', type, 'Text.');
    expect(runScript('check')).toEqual(
      refusal(`.changeset/a-note.md is a ${type} of @libvirt/core: it must be a patch`),
    );
  });

  test('refuses a note about a private package', () => {
    note('@libvirt/demo', 'patch', 'Text.');
    expect(runScript('check')).toEqual(refusal('@libvirt/demo, which is not published'));
  });

  test('refuses a changelog that ends with another version', () => {
    write('packages/core/CHANGELOG.md', '# @libvirt/core\n\n## 1.0.0\n\n- Old.\n');
    expect(runScript('check')).toEqual(refusal('the changelog of @libvirt/core ends with 1.0.0'));
  });

  test('refuses a package that is left out of the lockstep group', () => {
    change('.changeset/config.json', (config) => {
      config.fixed = [['@libvirt/native']];
    });
    expect(runScript('check')).toEqual(refusal('.changeset/config.json moves'));
  });

  test('refuses a README without the version', () => {
    write('README.md', read('README.md').replace(`| ${major}.${minor} |`, '| 1.0 |'));
    expect(runScript('check')).toEqual(refusal(`no row for ${major}.${minor}`));
  });
});

describe('judgeGoTags', () => {
  test.each([
    ['12.9.0', 'v1.12009.0'],
    ['12.9.1', 'v1.12009.1'],
    ['13.0.0-rc.1', 'v1.13000.0-rc.1'],
  ])('of %s', async (released, tag) => {
    const { own, calendar, calendarWithoutGoMod } = await judgeGoTags(released);
    expect([own.verdict, own.version]).toEqual(['accepted', tag]);
    expect([calendar.verdict, calendarWithoutGoMod.verdict]).toEqual(['refused', 'incompatible']);
  });
});

/** Checks what all releases have in common. */
function expectRelease(released) {
  const manifests = lockstep.map(({ folder }) =>
    readJson(join(folder.slice(root.length), 'package.json')),
  );
  expect(manifests.map((manifest) => manifest.version)).toEqual(names.map(() => released));
  expect(readJson('packages/core/package.json').dependencies).toEqual({
    '@libvirt/native': released,
  });
  expect(readJson('packages/demo/package.json').dependencies['@libvirt/core']).toBe(released);
  expect(readJson('package-lock.json').packages['packages/core']).toMatchObject({
    version: released,
    dependencies: { '@libvirt/native': released },
  });
  expect(existsSync(join(copy, '.changeset/a-note.md'))).toBe(false);
}

describe('release:prepare', () => {
  test('prepares a correction', () => {
    note('@libvirt/native', 'patch', 'No longer yawns.\n\nIt did so at night.');
    expect(runScript('prepare', nextPatch)).toMatchObject({ status: 0 });
    expectRelease(nextPatch);
    expect(read('native/CHANGELOG.md')).toContain(
      `\n\n## ${nextPatch}\n\n### Patch Changes\n\n- No longer yawns.\n\n  It did so at night.\n\n## `,
    );
    expect(read('packages/core/CHANGELOG.md')).toContain(`## ${nextPatch}\n`);
  });

  test('prepares a release for a new libvirt, with the notes', () => {
    knowApi(nextMinor);
    note('@libvirt/core', 'patch', 'No longer yawns.');
    expect(runScript('prepare', nextMinor)).toMatchObject({ status: 0 });
    expectRelease(nextMinor);
    expect(read('packages/core/CHANGELOG.md')).toContain(
      [
        `## ${nextMinor}`,
        '### Minor Changes',
        `- Supports the API of libvirt ${major}.${minor + 1}: 1 new function.`,
        '### Patch Changes',
        '- No longer yawns.',
        `## ${version}`,
      ].join('\n\n'),
    );
    expect(read('README.md')).toMatch(
      new RegExp(`\\| ${major}.${minor + 1} .*\\n\\| ${major}.${minor} `),
    );
    expect(read('native/lib/generated/raw.ts')).toContain('virDomainYawn');
  });

  test('prepares a major release for a new year', () => {
    knowApi(nextMajor);
    expect(runScript('prepare', nextMajor)).toMatchObject({ status: 0 });
    expectRelease(nextMajor);
    expect(read('packages/core/CHANGELOG.md')).toMatch(/1 new function\. As in libvirt, the major/);
  });

  test('prepares a candidate, then its release', () => {
    knowApi(nextMinor);
    expect(runScript('prepare', `${nextMinor}-rc.1`)).toMatchObject({ status: 0 });
    expectRelease(`${nextMinor}-rc.1`);
    expect(runScript('prepare', nextMinor)).toMatchObject({ status: 0 });
    expectRelease(nextMinor);
  });

  test.each([
    ['no version', [], 'Give one version'],
    ['an invalid version', ['12'], '12 is not a valid version'],
    ['another kind of prerelease', [`${nextMinor}-beta.1`], 'is not a valid version'],
    ['a version that is not newer', [version], `${version} is not newer than ${version}`],
    ['a libvirt whose API is not known', [nextMinor], `import that of ${nextMinor} with --api`],
    ['a release without changes', [nextPatch], 'No note in .changeset describes a change'],
    ['a directory that does not exist', [nextMinor, '--api', '/nowhere'], '/nowhere'],
  ])('refuses %s', (_, options, why) => {
    expect(runScript('prepare', ...options)).toEqual(refusal(why));
  });

  test('refuses a major note, except in a new year', () => {
    note('@libvirt/core', 'major', 'Yawns.');
    expect(runScript('prepare', nextPatch)).toEqual(refusal('or a major for an X.0.0'));
    knowApi(nextMajor);
    expect(runScript('prepare', nextMajor)).toMatchObject({ status: 0 });
    expect(read('packages/core/CHANGELOG.md')).toContain('### Major Changes\n\n- Yawns.');
  });
});
