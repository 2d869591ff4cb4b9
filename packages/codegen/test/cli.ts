import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './facts.js';

/** Runs the generator of a repository, by default this one. */
export function runCli(command: string, repository = root) {
  const folder = join(repository, 'packages/codegen');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/cli.ts', command],
    { cwd: folder, encoding: 'utf8' },
  );
  return { code: status, stdout, stderr };
}
