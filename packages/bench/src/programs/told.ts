import { readFileSync } from 'node:fs';
import type { Told } from '../contender.js';

const given = new Map(
  process.argv.slice(3).map((argument): [string, string] => {
    const at = argument.indexOf('=');
    return [argument.slice(0, at), argument.slice(at + 1)];
  }),
);

/** What the frame asked for, given as name=value. */
export function text(name: string): string {
  const value = given.get(name);
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
}

export function number(name: string): number {
  return Number(text(name));
}

/** Runs the operation that was asked for. */
export async function runOperation(
  operations: Readonly<Record<string, () => Promise<void>>>,
): Promise<void> {
  const operation = operations[process.argv[2]!];
  if (operation === undefined) throw new Error(`there is no operation ${process.argv[2]}`);
  await operation();
}

/** Calls `each` for every number below `count`, of which so many are in flight at a time. */
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
/** What V8 has taken for its heap. */
export const heapKiB = () => process.memoryUsage().heapTotal / 1024;
export const countThreads = () => readStatus('Threads');

/** The CPU time of the main thread, which has the process's own number. */
function mainSeconds(): number {
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e9;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** What is done from its making to `stop`. */
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
   * Prints it.
   * @param operations so many took the time
   * @param seen how much came of them, which is the same in every language
   */
  tell(operations: number, seen: number, figures: Partial<Told> = {}): void {
    const told: Told = {
      ...figures,
      seconds: this.#wall / 1000,
      cpuSeconds: this.#cpu,
      mainSeconds: this.#main,
      peakKiB: readStatus('VmHWM'),
      operations,
      seen,
    };
    // What is still open would keep the process alive, and the output must be written before.
    process.stdout.write(JSON.stringify(told), () => process.exit());
  }
}
