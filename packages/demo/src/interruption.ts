import { Failure } from './failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;
/** npm, shells and scripts pass on what a terminal has already sent: one wish, several signals. */
const ECHO_MILLISECONDS = 500;

/**
 * From here on a signal aborts `ending`, so that the process ends in order. Another one, which is
 * no echo of it, ends the process whatever it is doing.
 */
export function interruptBySignals(ending: AbortController): void {
  let first: number | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    const now = performance.now();
    first ??= now;
    if (now - first > ECHO_MILLISECONDS) process.exit(INTERRUPTED);
    ending.abort(new Failure(`interrupted by ${signal}`, INTERRUPTED));
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
}
