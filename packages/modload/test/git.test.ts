import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GitHost, type Repository } from './support/git.js';
import { askGo, askSource, type Outcome } from './support/oracle.js';
import { hasGo, temporaryDirectory, withoutGo } from './support/workspace.js';

const goMod = (path: string, rest = '') => `module ${path}\n${rest}`;

/** A repository with tags of every kind on a branching history. */
function fillPlain(repository: Repository): string[] {
  const hashes = [
    repository.commit({ 'README.md': 'plain' }),
    repository.commit({ 'a.go': 'package a\n' }, 'v0.1.0', 'unrelated', 'v0.1'),
    repository.commit({ 'b.go': 'package a\n' }),
    repository.commit({ 'c.go': 'package a\n' }, 'v1.0.0-pre', 'v1.0.0', 'v1.0.0+meta'),
    repository.commit({ 'd.go': 'package a\n' }, 'v1.2.0-rc.1'),
    repository.commit({ 'e.go': 'package a\n' }),
  ];
  repository.git('checkout', '--quiet', '-b', 'side', hashes[2]!);
  hashes.push(repository.commit({ 'f.go': 'package a\n' }));
  hashes.push(repository.commit({ 'g.go': 'package a\n' }, 'v1.1.1+only.meta'));
  hashes.push(repository.commit({ 'h.go': 'package a\n' }));
  repository.git('checkout', '--quiet', 'main');
  repository.git('tag', '--annotate', 'v1.3.0', '--message', 'Annotated', hashes[5]!);
  hashes.push(repository.commit({ 'i.go': 'package a\n' }));
  return hashes;
}

/** A repository without a go.mod whose tags went on to v2 and v3, until a go.mod came for v4. */
function fillIncompatible(repository: Repository): string[] {
  return [
    repository.commit({ 'a.go': 'package a\n' }, 'v1.0.0'),
    repository.commit({ 'b.go': 'package a\n' }, 'v2.0.0'),
    repository.commit({ 'c.go': 'package a\n' }, 'v2.1.0'),
    repository.commit({ 'v3/go.mod': goMod('github.com/o/incompatible/v3') }, 'v3.0.0'),
    repository.commit({ 'd.go': 'package a\n' }, 'v3.0.1'),
    repository.commit({ 'go.mod': goMod('github.com/o/incompatible/v4') }, 'v4.0.0'),
    repository.commit({ 'e.go': 'package a\n' }),
  ];
}

/** Several modules in one repository: at the root, in a directory, and with major versions. */
function fillNested(repository: Repository): string[] {
  return [
    repository.commit(
      {
        'go.mod': goMod('github.com/o/nested'),
        'root.go': 'package nested\n',
        LICENSE: 'Free\n',
        'sub/go.mod': goMod('github.com/o/nested/sub'),
        'sub/sub.go': 'package sub\n',
        'vendor/modules.txt': '',
        'vendor/x/x.go': 'package x\n',
      },
      'v1.0.0',
      'sub/v1.0.0',
    ),
    repository.commit(
      {
        'sub/more.go': 'package sub\n',
        'sub/v2/go.mod': goMod('github.com/o/nested/sub/v2'),
        'sub/v2/two.go': 'package sub\n',
      },
      'sub/v1.1.0',
      'sub/v2.0.0',
    ),
    repository.commit({ 'go.mod': goMod('github.com/o/nested/v2') }, 'v2.0.0'),
    repository.commit({ 'root2.go': 'package nested\n' }),
    repository.commit({ 'v2/go.mod': goMod('github.com/o/nested/v2') }, 'v2.1.0'),
    repository.commit({ 'go.mod': '// no path\n', 'v2/go.mod': null }, 'v2.2.0'),
  ];
}

/** A module that takes two of its own versions back. */
function fillRetracting(repository: Repository): string[] {
  const path = 'github.com/o/retracting';
  return [
    repository.commit({ 'go.mod': goMod(path) }, 'v1.0.0'),
    repository.commit({ 'a.go': 'package a\n' }, 'v1.9.0'),
    repository.commit({ 'b.go': 'package a\n' }),
    repository.commit({ 'go.mod': goMod(path, '\nretract v1.9.0\n') }, 'v1.10.0'),
    repository.commit({ 'c.go': 'package a\n' }),
  ];
}

interface Universe {
  readonly host: GitHost;
  readonly questions: readonly string[];
}

function makeUniverse(directory: string): Universe {
  const host = new GitHost(directory);
  const fill = {
    plain: fillPlain,
    incompatible: fillIncompatible,
    nested: fillNested,
    retracting: fillRetracting,
  };
  const words = ['latest', 'v0', 'v1', 'v2', 'v1.2', '<v1.2.0', '>=v0.1.0', '>v1.0.0', '<=v1.1.1'];
  const names = ['main', 'side', 'HEAD', 'unrelated', 'v0.1', 'absent', 'v1.0.0+meta', 'v3.0.1'];
  const versions = [
    'v1.0.0',
    'v1.9.0',
    'v2.0.0',
    'v2.0.0+incompatible',
    'v3.0.0',
    'v3.0.0+incompatible',
  ];
  const more = ['v4.0.0', 'v4.0.0+incompatible', 'v2.1.0', 'v2.2.0', 'v1.1.0', 'v1.1.1', 'v1.3.0'];
  const pseudo = [
    'v0.0.0-20200101000000-000000000000',
    'v1.0.1-0.20200101000000-abcdefabcdef',
    'v1.0.0-20200101010000-000000000000',
  ];
  const questions: string[] = [];
  for (const [name, build] of Object.entries(fill)) {
    const hashes = build(host.repository(`o/${name}`));
    const path = `github.com/o/${name}`;
    const suffixes = {
      plain: ['', '/v2'],
      incompatible: ['', '/v2', '/v3', '/v4'],
      nested: ['', '/v2', '/sub', '/sub/v2', '/sub/missing'],
      retracting: [''],
    }[name as keyof typeof fill];
    for (const suffix of suffixes) {
      const revisions = hashes.map((hash, index) => (index % 2 === 0 ? hash : hash.slice(0, 9)));
      for (const text of [...words, ...names, ...versions, ...more, ...pseudo, ...revisions]) {
        // What is taken back is no matter of the repository, but of who asks.
        if (name === 'retracting' && text === '>v1.0.0') continue;
        questions.push(`${path}${suffix}@${text}`);
      }
    }
  }
  questions.push(
    'github.com/o/none@latest',
    'github.com/o@latest',
    'github.com/o/plain.git@latest',
  );
  return { host, questions };
}

/** The pseudo-versions among answers, each also with something in it that is not so. */
function pseudoVariants(answers: ReadonlyMap<string, Outcome>): string[] {
  const variants = new Set<string>();
  for (const [question, { version = '' }] of answers) {
    const path = question.slice(0, question.indexOf('@'));
    const match = /^(.*[-.])(\d{14})-([0-9a-f]{12})(.*)$/.exec(version);
    if (match === null) continue;
    const [, base, time, hash, build] = match;
    variants.add(`${path}@${version}`);
    variants.add(`${path}@${base!}20200101000001-${hash!}${build!}`);
    variants.add(`${path}@${base!}${time!}-${hash!.slice(0, 11)}${build!}`);
    variants.add(`${path}@${base!}${time!}-${hash!}0${build!}`);
    for (const other of [
      'v0.0.0-',
      'v1.0.0-',
      'v1.0.1-0.',
      'v1.2.1-0.',
      'v9.9.9-0.',
      'v1.3.0-pre.0.',
    ]) {
      variants.add(`${path}@${other}${time!}-${hash!}`);
    }
  }
  return [...variants];
}

describe('CodeRepo over git', () => {
  test('agrees with go', { timeout: 1_200_000 }, async ({ skip }) => {
    skip(!hasGo, withoutGo);
    const directory = temporaryDirectory();
    const { host, questions } = makeUniverse(directory);
    const compare = async (asked: readonly string[]) => {
      const theirs = askGo(join(directory, 'go'), asked, host.variables);
      const ours = await askSource(join(directory, 'ours'), asked, host.variables);
      const differences = asked.filter(
        (each) => JSON.stringify(theirs.get(each)) !== JSON.stringify(ours.get(each)),
      );
      const shown = differences.map((each) => ({
        question: each,
        go: theirs.get(each),
        ours: ours.get(each),
      }));
      expect(shown).toEqual([]);
      return theirs;
    };
    const answers = await compare(questions);
    await compare(pseudoVariants(answers));
  });
});
