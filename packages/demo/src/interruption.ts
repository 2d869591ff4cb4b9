import { Failure } from './failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;
/** npm, shells and scripts forward a signal that the terminal has already sent: one Ctrl-C, several signals. */
const ECHO_MILLISECONDS = 500;

/**
 * From now on a signal aborts `ending`, so that the process ends in order. A second one, unless it is
 * an echo of the first, exits at once.
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
