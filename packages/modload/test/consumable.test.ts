import { describe, expect, test } from 'vitest';
import { consumable, formatConsumability } from '../src/commands/consumable.js';
import { MemorySource } from '../src/modfetch/memory.js';
import { GitHost } from './support/git.js';
import { askGo } from './support/oracle.js';
import { hasGo, temporaryDirectory, testSource, withoutGo } from './support/workspace.js';

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
