import { Failure } from './failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;

/**
 * Runs a task that a signal shall end in order: the signal aborts `ending`, and the task ends by
 * itself. Once `ending` is aborted, a signal ends the process whatever the task does.
 */
export async function interruptible<T>(
  ending: AbortController,
  task: () => Promise<T>,
): Promise<T> {
  const interrupt = (signal: NodeJS.Signals) => {
    if (ending.signal.aborted) process.exit(INTERRUPTED);
    ending.abort(new Failure(`interrupted by ${signal}`, INTERRUPTED));
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await task();
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
