import { fileURLToPath } from 'node:url';
import { attempt, runForJson } from './process.js';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program of `programs` in a process of its own, where nothing is left of what was measured
 * before, and returns the JSON that it prints.
 * @param name the file's name without its ending
 */
export async function runProgram<Told>(name: string, options: object): Promise<Told> {
  const path = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  return await runForJson<Told>(
    [process.execPath, '--import', 'tsx', path, JSON.stringify(options)],
    // `tsx` is found from here.
    { cwd: packageFolder },
  );
}

/**
 * Compiles the contenders' programs in TypeScript: a loader in their processes would take part in
 * what is measured of them.
 */
export function buildPrograms(): { readonly core: string; readonly unraid: string } {
  const failure = attempt('npx', ['--no-install', 'tsup', '--silent'], { cwd: packageFolder });
  if (failure !== undefined) throw new Error(failure);
  const path = (name: string) =>
    fileURLToPath(new URL(`../build/programs/${name}.js`, import.meta.url));
  return { core: path('core'), unraid: path('unraid') };
}
