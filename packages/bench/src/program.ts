import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program of `programs` in a process of its own, where nothing is left of what was measured
 * before, and returns the JSON that it prints.
 * @param name the file's name without its ending
 */
export async function runProgram<Told>(name: string, options: object): Promise<Told> {
  const path = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path, JSON.stringify(options)],
    // `tsx` is found from here.
    { cwd: packageFolder, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve(signal ?? `code ${String(code)}`);
    });
  });
  if (ended !== 'code 0') throw new Error(`the program ${name} ended with ${ended}`);
  return JSON.parse(output) as Told;
}
