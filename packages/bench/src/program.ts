import { fileURLToPath } from 'node:url';
import { attempt, runForJson } from './process.js';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program of `programs` in a new process, so that earlier measurements do not affect it, and
 * returns the JSON that it prints.
 * @param name the file name without extension
 */
export async function runProgram<Result>(name: string, options: object): Promise<Result> {
  const path = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  return await runForJson<Result>(
    [process.execPath, '--import', 'tsx', path, JSON.stringify(options)],
    // The folder from which Node.js resolves `tsx`.
    { cwd: packageFolder },
  );
}

/**
 * Compiles the contenders' TypeScript programs: a loader in their processes would be measured, too.
 */
export function buildPrograms(): Readonly<Record<'core' | 'unraid' | 'xml', string>> {
  const failure = attempt('npx', ['--no-install', 'tsup', '--silent'], { cwd: packageFolder });
  if (failure !== undefined) throw new Error(failure);
  const path = (name: string) =>
    fileURLToPath(new URL(`../build/programs/${name}.js`, import.meta.url));
  return { core: path('core'), unraid: path('unraid'), xml: path('xml') };
}
