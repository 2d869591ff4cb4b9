import { Connect, getVersion, LibraryNotFoundError, LibvirtError } from '@libvirt/core';
import { once } from 'node:events';
import { Arrivals } from './arrivals.js';
import { exercise } from './exercise.js';
import { readDomains, readEvent } from './facts.js';
import { explain, Failure } from './failure.js';
import { interruptBySignals } from './interruption.js';
import type { Options } from './options.js';
import type { Reporter } from './reporter.js';
import { formatVersion } from './units.js';

const HINT = `Nothing was changed. There is more to see with
  --watch     events as they happen
  --exercise  the life of a small domain of our own`;

/** Shows what the options ask for. Ends early, and in order, when `ending` is aborted. */
export async function tour(
  options: Options,
  reporter: Reporter,
  ending: AbortController,
): Promise<void> {
  const connection = await open(options.uri);
  try {
    await visit(connection, options, reporter, ending);
  } finally {
    await connection.close();
  }
}

async function open(uri: string): Promise<Connect> {
  try {
    return await Connect.open(uri);
  } catch (error) {
    if (!(error instanceof LibvirtError) || error instanceof LibraryNotFoundError) throw error;
    throw new Failure(`cannot open ${uri}: ${explain(error)!}`);
  }
}

async function visit(
  connection: Connect,
  options: Options,
  reporter: Reporter,
  ending: AbortController,
): Promise<void> {
  const driver = await connection.getType();
  const version = formatVersion(await getVersion());
  reporter.note(`Connected to ${await connection.getURI()} (${driver} driver, libvirt ${version})`);

  const list = async () => {
    reporter.domains(await readDomains(connection));
  };
  const exercises = options.exercise ?? driver === 'TEST';
  if (!exercises && !options.watch) {
    await list();
    reporter.note(HINT);
    return;
  }

  interruptBySignals(ending);
  // Register first, so that no change between the listing and the registration is missed.
  await withEvents(connection, reporter, async (arrivals) => {
    await list();
    if (exercises) await exercise(connection, arrivals, reporter, ending.signal);
    if (options.watch) await watch(connection, reporter, ending.signal);
  });
}

/** Shows events while a task runs. If that fails, the registration ends with the connection. */
async function withEvents(
  connection: Connect,
  reporter: Reporter,
  task: (arrivals: Arrivals) => Promise<void>,
): Promise<void> {
  const arrivals = new Arrivals();
  const callbackID = await connection.domainEventLifecycleRegister(null, (_, __, event) => {
    reporter.event(readEvent(event));
    arrivals.add(event);
  });
  await task(arrivals);
  await connection.domainEventDeregister(callbackID);
}

/** Waits until `ending` is aborted. The registration keeps the process alive meanwhile. */
async function watch(connection: Connect, reporter: Reporter, ending: AbortSignal): Promise<void> {
  reporter.note('Watching for events until interrupted (Ctrl-C) ...');
  try {
    await once(connection, 'close', { signal: ending });
  } catch (error) {
    if (ending.aborted) return;
    throw error;
  }
  throw new Failure('the connection is lost');
}
