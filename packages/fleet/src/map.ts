import { setMaxListeners } from 'node:events';
import type { CallOptions, Connect } from '@libvirt/core';
import { Deadline } from './deadline.js';
import { HostClosedError, HostTimeoutError, NotConnectedError } from './errors.js';
import type { Host } from './host.js';

/** Options of {@link Fleet.map}. */
export interface MapOptions {
  /** How many hosts are asked at the same time. Default: 32. */
  readonly concurrency?: number | undefined;
  /** When all is over, in milliseconds. Hosts without a result by then have timed out. Default: none. */
  readonly deadline?: number | undefined;
  /** How long one host may take, in milliseconds, from its turn on. Default: none. */
  readonly timeout?: number | undefined;
  /** The hosts to ask. Default: all. */
  readonly hosts?: Iterable<Host> | undefined;
  /** Waits for hosts that are not connected. Each takes one of the `concurrency`. Default: `false`. */
  readonly wait?: boolean | undefined;
  /** As for {@link Host.run}. Default: `false`. */
  readonly idempotent?: boolean | undefined;
  /** Ends the whole map with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The result of one host. */
export type MapResult<T> =
  | { readonly host: Host; readonly status: 'fulfilled'; readonly value: T }
  | {
      readonly host: Host;
      /**
       * `failed`: the function threw. `timed-out`: by the deadline or `timeout`, there was no result; a
       * function that has started may still go on. `not-connected`: it was not called, or waited in vain.
       */
      readonly status: 'failed' | 'timed-out' | 'not-connected';
      readonly error: unknown;
    };

/** A user's function: gets the connection, the options for its calls, `{ signal }`, and the host. */
export type MapFunction<T> = (
  connection: Connect,
  options: CallOptions,
  host: Host,
) => T | Promise<T>;

/** Calls a function on each host, at most so many at a time, and collects the results in order. */
export async function mapHosts<T>(
  hosts: readonly Host[],
  fn: MapFunction<T>,
  { concurrency = 32, deadline: time, timeout, wait, idempotent, signal }: MapOptions,
): Promise<MapResult<T>[]> {
  const group = {};
  const ended = new AbortController();
  setMaxListeners(0, ended.signal);
  const deadline = new Deadline({ signal, timeout: time }, 'of the fleet', 'Fleet.map');
  const results = new Map<Host, MapResult<T>>();
  const queue = [...hosts].values();
  const ask = async (host: Host): Promise<MapResult<T>> => {
    let hasStarted = false;
    try {
      const options = { signal: ended.signal, timeout, wait, idempotent, group };
      const value = await host.run((connection, callOptions) => {
        hasStarted = true;
        return fn(connection, callOptions, host);
      }, options);
      return { host, status: 'fulfilled', value };
    } catch (error) {
      return { host, status: statusOf(error, host, hasStarted), error };
    }
  };
  const work = async () => {
    for (const host of queue) {
      if (ended.signal.aborted) return;
      results.set(host, await ask(host));
    }
  };
  const all = Promise.all(Array.from({ length: Math.min(concurrency, hosts.length) }, work));
  try {
    await deadline.race(all);
  } catch (error) {
    signal?.throwIfAborted();
    if (!deadline.signal.aborted) throw error;
  } finally {
    ended.abort(deadline.signal.aborted ? deadline.signal.reason : undefined);
    deadline.end();
  }
  const late = (host: Host): MapResult<T> => {
    const error = new HostTimeoutError(host.name, 'Fleet.map', time!);
    return { host, status: statusOf(error, host, false), error };
  };
  return hosts.map((host) => results.get(host) ?? late(host));
}

function statusOf(error: unknown, host: Host, hasStarted: boolean) {
  const isConnected = hasStarted || host.state.name === 'connected';
  if (error instanceof HostTimeoutError) return isConnected ? 'timed-out' : 'not-connected';
  const isRefused = error instanceof NotConnectedError || error instanceof HostClosedError;
  return isRefused && !hasStarted ? 'not-connected' : 'failed';
}
