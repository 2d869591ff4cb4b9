import { parseArgs } from 'node:util';
import { Failure } from './failure.js';

export interface Options {
  readonly uri: string;
  /** Whether to run a domain of the demo's own; `undefined`: depends on the driver. */
  readonly exercise: boolean | undefined;
  readonly watch: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

export const HELP = `A tour of @libvirt/core: lists domains, and shows what happens to them.

Usage: npm run demo -- [options]

  --uri URI        the hypervisor, such as qemu:///system. The default, test:///default, is
                   libvirt's built-in driver for tests: it needs no daemon and touches nothing.
  --exercise       define, start, suspend, resume, destroy and undefine a small domain of our
                   own. Default for the test driver; all others need this option.
  --no-exercise    create nothing, on the test driver neither
  --watch          show events until interrupted (Ctrl-C)
  --json           print JSON only, one object on each line. npm adds lines of its own unless
                   it is run as: npm run --silent demo -- --json
  -h, --help       print this

With --json, a line is one of

  {"type":"domain","id":1,"name":"test","uuid":"6695eb01-...","state":"running","vcpus":2,
   "memoryKiB":"2097152","cpuTimeNanoseconds":"1520000000"}
  {"type":"event","time":"2026-01-31T12:00:00.000Z","name":"test","uuid":"6695eb01-...",
   "event":"started","detail":"booted"}

A domain that does not run has the id null. 64-bit integers are decimal strings, since they may
exceed what a JSON number holds exactly. States, events and details are named after libvirt's
constants; one that this release does not know is a number.

Exit codes: 0 done, or interrupted while watching; 1 failed; 2 wrong arguments; 130 interrupted
during the exercise, or twice.
`;

/** Reads the command line. */
export function parseOptions(commandLine: string[]): Options {
  const values = parse(commandLine);
  if (values.exercise && values['no-exercise']) {
    throw usageError("'--exercise' and '--no-exercise' exclude each other");
  }
  if (values.uri === '') throw usageError("Option '--uri' needs a URI");
  return {
    uri: values.uri,
    exercise: values.exercise ? true : values['no-exercise'] ? false : undefined,
    watch: values.watch,
    json: values.json,
    help: values.help,
  };
}

function parse(commandLine: string[]) {
  try {
    return parseArgs({
      args: commandLine,
      options: {
        uri: { type: 'string', default: 'test:///default' },
        exercise: { type: 'boolean', default: false },
        'no-exercise': { type: 'boolean', default: false },
        watch: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw usageError(firstAdvice((error as Error).message));
  }
}

/** Node.js adds how to pass arguments that look like options, which this command does not take. */
function firstAdvice(message: string): string {
  return message
    .replace(/[.\s]*(To specify|This command does not)[^]*$/, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '');
}

function usageError(message: string): Failure {
  return new Failure(`${message} (see --help)`, 2);
}
