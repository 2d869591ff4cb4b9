import { spawn, spawnSync, type SpawnSyncOptions } from 'node:child_process';

/** Runs a command, and returns its error output if it fails; otherwise `undefined`. */
export function attempt(
  command: string,
  commandArguments: readonly string[],
  options: SpawnSyncOptions = {},
): string | undefined {
  const { error, status, stderr } = spawnSync(command, commandArguments, {
    ...options,
    encoding: 'utf8',
  });
  if (error) return error.message;
  return status === 0 ? undefined : stderr.trim();
}

/** Runs a command, and returns the JSON that it prints. */
export async function runForJson<Result>(
  command: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Result> {
  const [program, ...programArguments] = command;
  const child = spawn(program!, programArguments, {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve(signal ?? `code ${String(code)}`);
    });
  });
  if (ended !== 'code 0') throw new Error(`${command.join(' ')} ended with ${ended}`);
  return JSON.parse(output) as Result;
}
