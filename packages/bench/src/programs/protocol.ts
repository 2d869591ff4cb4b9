import { readFileSync } from 'node:fs';
import type { Result } from '../contender.js';

const given = new Map(
  process.argv.slice(3).map((argument): [string, string] => {
    const at = argument.indexOf('=');
    return [argument.slice(0, at), argument.slice(at + 1)];
  }),
);

/** Returns an option that the benchmark passed as name=value. */
export function text(name: string): string {
  const value = given.get(name);
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
}

export function number(name: string): number {
  return Number(text(name));
}

/** Runs the operation that the first argument names. */
export async function runOperation(
  operations: Readonly<Record<string, () => unknown>>,
): Promise<void> {
  const operation = operations[process.argv[2]!];
  if (operation === undefined) throw new Error(`unknown operation '${process.argv[2]}'`);
  await operation();
}

/** Calls `each` for every number below `count`, with `lanes` calls in flight at a time. */
export async function inFlight(
  count: number,
  lanes: number,
  each: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await each(next++);
  };
  await Promise.all(Array.from({ length: lanes }, work));
}

function readStatus(key: string): number {
  const found = new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(
    readFileSync('/proc/self/status', 'utf8'),
  );
  return Number(found?.[1]);
}

export const residentKiB = () => readStatus('VmRSS');
/** Returns the size of V8's heap. */
export const heapKiB = () => process.memoryUsage().heapTotal / 1024;
export const countThreads = () => readStatus('Threads');

/** Returns the CPU time of the main thread, whose thread ID is the PID. */
function mainSeconds(): number {
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e9;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Measures from its construction until `stop`. */
export class Measurement {
  #main = mainSeconds();
  #cpu = cpuSeconds();
  #wall = performance.now();

  stop(): this {
    this.#wall = performance.now() - this.#wall;
    this.#cpu = cpuSeconds() - this.#cpu;
    this.#main = mainSeconds() - this.#main;
    return this;
  }

  /**
   * Prints the result, and exits.
   * @param operations the number of operations that were timed
   * @param seen the number of their results, which is the same in every language
   */
  report(operations: number, seen: number, figures: Partial<Result> = {}): void {
    const result: Result = {
      ...figures,
      seconds: this.#wall / 1000,
      cpuSeconds: this.#cpu,
      mainSeconds: this.#main,
      peakKiB: readStatus('VmHWM'),
      operations,
      seen,
    };
    // Open connections would keep the process alive; exit once the output is written.
    process.stdout.write(JSON.stringify(result), () => process.exit());
  }
}
