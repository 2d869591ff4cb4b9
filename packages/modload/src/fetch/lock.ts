import { spawn } from 'node:child_process';

let isAbsent = process.platform === 'win32';

/**
 * Takes the lock on a file that `go` takes, so that neither writes while the other does. Returns what
 * gives it back, or nothing where the system has no program `flock`: Node itself cannot lock a file.
 */
export async function lockFile(
  file: string,
  signal?: AbortSignal,
): Promise<(() => void) | undefined> {
  if (isAbsent) return undefined;
  // `cat` answers once it has been started, and that is when the lock is held. Should this process die,
  // its input ends, and so does the lock.
  const child = spawn('flock', ['--no-fork', '--exclusive', file, 'cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    ...(signal && { signal }),
  });
  const { stdin, stdout } = child;
  stdin.on('error', () => undefined);
  try {
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => reject(new Error(`cannot lock ${file}`)));
      stdout.once('data', () => resolve());
      stdin.write('\n');
    });
  } catch (error) {
    signal?.throwIfAborted();
    isAbsent ||= error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return undefined;
  }
  return () => {
    // At once: whoever holds up this process next may wait for somebody who waits for the lock.
    child.kill('SIGKILL');
    child.unref();
  };
}
