import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { consumable, formatConsumability } from '../src/commands/consumable.js';
import { resolveEnvironment } from '../src/base/environment.js';
import { run } from '../src/cli/run.js';
import type { PlannedTree } from '../src/commands/planned-tag.js';
import type { PlannedTag } from '../src/commands/planned-tree.js';
import { openModule } from '../src/open-module.js';
import { MemorySource } from '../src/modfetch/memory.js';
import { GitHost } from './support/git.js';
import { askGo } from './support/oracle.js';
import {
  failureOf,
  hasGo,
  temporaryDirectory,
  testSource,
  testVariables,
  withoutGo,
  writeFiles,
} from './support/workspace.js';

const calendar = 'github.com/o/libvirt-go';
const renamed = 'github.com/o/libvirt-go-module';

/**
 * The history of a binding that is numbered as its library is: one release gets a go.mod, the next one
 * loses it again, and at last a module of another name has the library's number as its minor one.
 */
function makeHistory(directory: string) {
  const host = new GitHost(directory);
  const old = host.repository('o/libvirt-go');
  old.commit({ 'connect.go': 'package libvirt\n' }, 'v1.2.0');
  old.commit({ 'domain.go': 'package libvirt\n' }, 'v7.0.0');
  const withGoMod = old.commit({ 'go.mod': `module ${calendar}\n\ngo 1.11\n` }, 'v7.1.0');
  old.commit({ 'go.mod': null }, 'v7.2.0', '7.2', 'v7.2', 'v7.02.0');
  old.commit({ 'network.go': 'package libvirt\n' }, '7.3');
  const next = host.repository('o/libvirt-go-module');
  next.commit(
    { 'go.mod': `module ${renamed}\n\ngo 1.11\n`, 'connect.go': 'package libvirt\n' },
    'v1.7003.0',
  );
  next.commit({ 'domain.go': 'package libvirt\n' }, 'v1.12008.0', 'v12.8.0');
  next.commit({ 'go.mod': 'module github.com/o/elsewhere\n' }, 'v1.12009.0');
  next.commit({ 'go.mod': `modul ${renamed}\n` }, 'v1.12010.0');
  return { host, withGoMod };
}

const matches = 'module contains a go.mod file, so module path must match major version';

describe('consumable', () => {
  test('returns accepted, incompatible or refused', async () => {
    const directory = temporaryDirectory();
    const { host, withGoMod } = makeHistory(directory);
    const { source } = testSource(directory, host.variables);
    const ask = async (path: string, version: string) => {
      const { verdict, version: recorded, reason } = await consumable(path, version, source);
      return { verdict, version: recorded, reason };
    };

    expect(await ask(calendar, 'v1.2.0')).toMatchObject({ verdict: 'accepted', version: 'v1.2.0' });
    expect(await ask(calendar, 'v7.0.0')).toMatchObject({
      verdict: 'incompatible',
      version: 'v7.0.0+incompatible',
    });
    expect(await ask(calendar, 'v7.1.0')).toEqual({
      verdict: 'refused',
      version: '',
      reason: `${matches} ("${calendar}/v7")`,
    });
    expect(await ask(calendar, 'v7.2.0')).toMatchObject({
      verdict: 'incompatible',
      version: 'v7.2.0+incompatible',
    });
    expect(await ask(renamed, 'v1.12008.0')).toMatchObject({
      verdict: 'accepted',
      version: 'v1.12008.0',
      reason: 'The version fits the module path.',
    });
    expect(await ask(renamed, 'v12.8.0')).toMatchObject({
      verdict: 'refused',
      reason: `${matches} ("${renamed}/v12")`,
    });

    // The commit of the refused tag can be had, and so can one whose tag is no version.
    const short = withGoMod.slice(0, 12);
    expect(await ask(calendar, withGoMod)).toMatchObject({
      verdict: 'accepted',
      version: expect.stringContaining(short) as string,
    });
    expect(await ask(calendar, '7.2')).toMatchObject({ version: 'v7.2.0+incompatible' });
    expect(await ask(calendar, '7.3')).toMatchObject({
      verdict: 'incompatible',
      version: expect.stringMatching(
        /^v7\.2\.1-0\.[0-9]{14}-[0-9a-f]{12}\+incompatible$/,
      ) as string,
    });

    expect(await ask(renamed, 'v1.12009.0')).toMatchObject({
      verdict: 'refused',
      reason: `Its go.mod declares its path as github.com/o/elsewhere, but it is required as ${renamed}.`,
    });
    expect(await ask(renamed, 'v1.12010.0')).toMatchObject({ verdict: 'refused' });
    await expect(consumable(calendar, 'v9.9.9', source)).rejects.toThrow('unknown revision v9.9.9');
  });

  test('agrees with the versions that Go accepts', async ({ skip }) => {
    if (!hasGo) skip(withoutGo);
    const directory = temporaryDirectory();
    const { host } = makeHistory(directory);
    const { source } = testSource(directory, host.variables);
    const questions = ['v1.2.0', 'v7.0.0', 'v7.1.0', 'v7.2.0', '7.2', '7.3', 'v7.02.0']
      .map((version) => `${calendar}@${version}`)
      .concat(['v1.7003.0', 'v1.12008.0', 'v12.8.0'].map((version) => `${renamed}@${version}`));
    const answers = askGo(directory, questions, host.variables);
    for (const question of questions) {
      const [path = '', version = ''] = question.split('@');
      const own = await consumable(path, version, source);
      const { version: theirs, error } = answers.get(question)!;
      expect({ question, version: own.version, refused: own.verdict === 'refused' }).toEqual({
        question,
        version: theirs ?? '',
        refused: error !== undefined,
      });
      if (error !== undefined) expect(error).toContain(own.reason);
    }
  });

  test('returns remedies', async () => {
    const source = new MemorySource({
      [calendar]: { 'v7.0.0+incompatible': {}, 'v1.2.0': {} },
      'github.com/o/m/v2': { 'v2.0.0': { goMod: 'module github.com/o/m/v2\n' } },
    });
    const accepted = await consumable('github.com/o/m/v2', 'v2.0.0', source);
    expect(accepted).toMatchObject({ verdict: 'accepted', remedies: [], latest: 'v2.0.0' });

    const incompatible = await consumable(calendar, 'v7.0.0', source);
    expect(incompatible).toMatchObject({ verdict: 'incompatible', version: 'v7.0.0+incompatible' });
    const text = formatConsumability(incompatible);
    expect(text).toMatch(
      /^github\.com\/o\/libvirt-go@v7\.0\.0: accepted as v7\.0\.0\+incompatible\n/,
    );
    expect(text).toContain(`author: Release it as module ${calendar}/v7.`);
    expect(text).toContain('as v1.7000.0.');

    const refused = await consumable('libvirt', 'v7.0.0', source);
    expect(refused).toMatchObject({
      verdict: 'refused',
      reason: 'malformed module path "libvirt": missing dot in first path element',
    });
    await expect(consumable('github.com/o/m/v2', 'v3.0.0', source)).rejects.toThrow(
      'github.com/o/m/v2@v3.0.0: invalid version: unknown revision v3.0.0',
    );
  });
});

describe('consumable before the tag exists', () => {
  const goMod = (path: string) => `module ${path}\n\ngo 1.19\n`;
  const source = new MemorySource({
    [calendar]: { 'v7.0.0+incompatible': {}, 'v1.2.0': {} },
    [renamed]: { 'v1.12008.0': { goMod: goMod(renamed) } },
  });
  const ask = async (path: string, version: string, planned: PlannedTree) => {
    const answer = await consumable(path, version, source, { planned });
    const { verdict, version: recorded, latest } = answer;
    return [verdict, recorded, latest];
  };

  test.each<[string, string, string | undefined, string[]]>([
    // A calendar version is accepted without go.mod, and refused with one.
    [
      calendar,
      'v12.9.0',
      undefined,
      ['incompatible', 'v12.9.0+incompatible', 'v12.9.0+incompatible'],
    ],
    [calendar, 'v12.9.0', goMod(calendar), ['refused', '', 'v7.0.0+incompatible']],
    [calendar, 'v1.3.0', goMod(calendar), ['accepted', 'v1.3.0', 'v1.3.0']],
    // By the rules of v0 and v1 the number is in the minor one.
    [renamed, 'v1.12009.0', goMod(renamed), ['accepted', 'v1.12009.0', 'v1.12009.0']],
    [renamed, 'v1.12007.1', goMod(renamed), ['accepted', 'v1.12007.1', 'v1.12008.0']],
    [renamed, 'v1.12009.0', goMod(calendar), ['refused', '', 'v1.12009.0']],
    [`${renamed}/v2`, 'v2.0.0', goMod(`${renamed}/v2`), ['accepted', 'v2.0.0', 'v2.0.0']],
    [`${renamed}/v2`, 'v2.0.0', undefined, ['refused', '', '']],
    [`${renamed}/v2`, 'v3.0.0', goMod(`${renamed}/v2`), ['refused', '', '']],
    ['gopkg.in/m.v2', 'v2.0.0', undefined, ['accepted', 'v2.0.0', 'v2.0.0']],
    // What is no semantic version leaves the commit.
    [renamed, '12.9', goMod(renamed), ['accepted', '', 'v1.12008.0']],
  ])('%s %s', async (path, version, text, expected) => {
    expect(await ask(path, version, { goMod: text })).toEqual(expected);
  });

  test('a tag that exists cannot be planned', async () => {
    const answer = await consumable(calendar, 'v7.0.0', source, { planned: { goMod: undefined } });
    expect(answer).toMatchObject({
      verdict: 'refused',
      reason: expect.stringMatching(/^The tag exists\./) as string,
    });
  });

  test('a directory or a commit is judged as the tag on it is, once it exists', async () => {
    const directory = temporaryDirectory();
    const { host } = makeHistory(directory);
    const next = host.repository('o/planned');
    next.commit({ 'go.mod': goMod('github.com/o/planned'), 'a.go': 'package a\n' });
    writeFiles(join(directory, 'tree'), { 'a.go': 'package a\n' });
    const environment = resolveEnvironment(testVariables(directory, host.variables));
    const module = await openModule(directory, { environment, root: 'none' });
    const path = 'github.com/o/planned';

    const plans: [string, PlannedTag][] = [
      ['v3.0.0', { commit: 'HEAD' }],
      ['v1.3000.0', { commit: 'HEAD' }],
      ['v3.0.0', { directory: 'tree' }],
    ];
    const planned = [];
    for (const [version, plan] of plans) {
      planned.push(await module.consumable(path, version, plan));
    }
    expect(planned.map(({ verdict, version }) => [verdict, version])).toEqual([
      ['refused', ''],
      ['accepted', 'v1.3000.0'],
      ['incompatible', 'v3.0.0+incompatible'],
    ]);
    next.commit({ 'b.go': 'package a\n' }, 'v3.0.0', 'v1.3000.0');
    next.commit({ 'go.mod': null }, 'v4.0.0');
    // A new module: what is known of the repository is not asked again.
    const later = await openModule(directory, { environment, root: 'none' });
    expect(await later.consumable(path, 'v3.0.0')).toMatchObject({ verdict: 'refused' });
    expect(await later.consumable(path, 'v1.3000.0')).toMatchObject({ version: 'v1.3000.0' });
    expect(await later.consumable(path, 'v4.0.0')).toMatchObject({ verdict: 'incompatible' });
  });

  test('an unusable plan is an error that names it', async () => {
    const directory = temporaryDirectory();
    const environment = resolveEnvironment(testVariables(directory));
    const module = await openModule(directory, { environment, root: 'none' });
    const plan = (planned: PlannedTag) => failureOf(module.consumable(renamed, 'v1.0.0', planned));
    expect(await plan({ directory: 'absent' })).toBe('absent is no directory');
    expect(await plan({ directory: '.', commit: 'HEAD' })).toContain('either a directory');
  });

  test('gomodload consumable -tree and -commit', async () => {
    const directory = temporaryDirectory();
    const { host } = makeHistory(directory);
    writeFiles(join(directory, 'tree'), { 'go.mod': goMod(renamed) });
    const gomodload = async (...args: string[]) => {
      let output = '';
      const print = (text: string) => (output += text);
      const env = testVariables(directory, host.variables);
      const status = await run(args, { cwd: directory, env, stdout: print, stderr: print });
      return { status, output };
    };
    const accepted = await gomodload('consumable', '-tree=tree', `${renamed}@v1.12011.0`);
    expect(accepted).toEqual({
      status: 0,
      output: expect.stringMatching(/v1\.12011\.0: accepted as v1\.12011\.0\n/) as string,
    });
    expect((await gomodload('consumable', '-tree=tree', `${renamed}@v13.0.0`)).status).toBe(1);
    const incompatible = await gomodload('consumable', '-commit=HEAD', `${calendar}@v13.0.0`);
    expect(incompatible.output).toContain('accepted as v13.0.0+incompatible');
    const both = await gomodload('consumable', '-tree=.', '-commit=HEAD', `${renamed}@v1.0.0`);
    expect(both.output).toContain('-tree and -commit exclude each other');
    const absent = await gomodload('consumable', `${calendar}@v13.0.0`);
    expect(absent).toMatchObject({ status: 1 });
    expect(absent.output).toContain('to ask before the tag exists');
  });
});
