import { explain, Failure } from './failure.js';
import { HELP, parseOptions } from './options.js';
import { JsonReporter, TextReporter } from './reporter.js';
import { paintFor } from './style.js';
import { tour } from './tour.js';

/** The reason for ending when the reader of the output closes it, as `head` does. */
const outputClosed = new Failure('the output was closed', 0);

const ending = new AbortController();

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (ending.signal.aborted) return;
  ending.abort(outputClosed);
  if (error.code !== 'EPIPE') process.exitCode = report(new Failure(error.message));
});
// The reader of the output has closed it.
process.stderr.on('error', () => undefined);

const exitCode = await main(process.argv.slice(2));
// Unless the output has failed.
process.exitCode ??= exitCode;

async function main(commandLine: string[]): Promise<number> {
  try {
    await run(commandLine);
    return 0;
  } catch (error) {
    return report(error);
  }
}

async function run(commandLine: string[]): Promise<void> {
  const options = parseOptions(commandLine);
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const reporter = options.json
    ? new JsonReporter(print)
    : new TextReporter(print, paintFor(process.stdout));
  await tour(options, reporter, ending);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints why the demo ended, and returns the exit code. */
function report(error: unknown): number {
  const message = explain(error);
  if (message === undefined) throw error;
  if (error !== outputClosed) process.stderr.write(`libvirt-demo: ${message}\n`);
  return error instanceof Failure ? error.exitCode : 1;
}
