import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GoModuleSource } from '../../src/modfetch/source.js';
import { query } from '../../src/modload/version-query.js';
import { testSource, testVariables } from './workspace.js';

/** What became of a module that was asked for: its version and hash, or why there is none. */
export interface Outcome {
  readonly version?: string | undefined;
  readonly time?: string | undefined;
  readonly sum?: string | undefined;
  readonly goModSum?: string | undefined;
  readonly error?: string | undefined;
}

interface Downloaded {
  readonly Path: string;
  readonly Query?: string;
  readonly Version?: string;
  readonly Error?: string;
  readonly Info?: string;
  readonly Sum?: string;
  readonly GoModSum?: string;
}

/** The message without the module that is put in front of it, and without the names of directories. */
function normalize(error: string, path: string, text: string, directory: string): string {
  const plain = error.replaceAll(directory, '$WORK');
  for (const prefix of [`module ${path}: `, `${path}@${text}: `]) {
    if (plain.startsWith(prefix)) return plain.slice(prefix.length);
  }
  return plain;
}

/** Asks `go` for modules, `path@query` each, by `go mod download`. */
export function askGo(
  directory: string,
  questions: readonly string[],
  variables: Readonly<Record<string, string>>,
): Map<string, Outcome> {
  const empty = join(directory, 'empty');
  mkdirSync(empty, { recursive: true });
  const { stdout, stderr } = spawnSync('go', ['mod', 'download', '-json', ...questions], {
    cwd: empty,
    env: testVariables(directory, variables),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const answers = stdout
    .split(/^(?=\{$)/m)
    .filter(Boolean)
    .map((text) => JSON.parse(text) as Downloaded);
  if (answers.length !== questions.length) {
    throw new Error(`${answers.length} answers to ${questions.length} questions: ${stderr}`);
  }
  return new Map(
    questions.map((question, index) => {
      const { Path, Version, Error: error, Sum, GoModSum } = answers[index]!;
      const text = question.slice(Path.length + 1);
      const outcome = error
        ? { error: normalize(error, Path, text, directory) }
        : { version: Version, sum: Sum, goModSum: GoModSum };
      return [question, outcome];
    }),
  );
}

async function ask(
  source: GoModuleSource,
  directory: string,
  path: string,
  text: string,
): Promise<Outcome> {
  try {
    const { version } = await query(source, path, text);
    const module = { path, version };
    await source.infoFile(module);
    const goModSum = await source.goModSum(module);
    await source.zipFile(module);
    const sum = source.sum(module);
    await source.download(module);
    return { version, sum, goModSum };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: normalize(message, path, text, directory) };
  }
}

/** Asks a source for modules, `path@query` each. */
export async function askSource(
  directory: string,
  questions: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Map<string, Outcome>> {
  const { source } = testSource(directory, variables);
  const answers = new Map<string, Outcome>();
  for (const question of questions) {
    const at = question.indexOf('@');
    const [path, text] = [question.slice(0, at), question.slice(at + 1)];
    answers.set(question, await ask(source, directory, path, text));
  }
  return answers;
}
