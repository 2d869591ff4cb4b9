import type { CallOptions, Connect, Domain } from '@libvirt/core';
import { checkFunction, checkText } from './check.js';
import type { Host } from './host.js';
import type { RunFunction, RunOptions } from './runs.js';

/** Looks an object up by its key. */
export type Lookup<T> = (connection: Connect, key: string, options: CallOptions) => Promise<T>;

/**
 * The identity of an object on a host, such as that of {@link Host.domain}. It holds nothing of
 * libvirt's: each run looks the object up on the live connection, and frees it afterwards. So it stays
 * valid across connections, restarts of the daemon, renames, and an object that is undefined and defined
 * again.
 */
export class ObjectRef<T extends AsyncDisposable> {
  readonly host: Host;
  /** The UUID; the name of a host device. */
  readonly key: string;
  readonly #lookup: Lookup<T>;

  /** Created by {@link Host}. */
  constructor(host: Host, key: string, lookup: Lookup<T>) {
    checkText(key, 'key');
    this.host = host;
    this.key = key;
    this.#lookup = lookup;
  }

  /**
   * Calls a function with the object, as {@link Host.run} does with the connection.
   * @param fn called with the object, which is freed when its promise settles, and with `{ signal }`
   * @param options as for {@link Host.run}
   * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN` or its counterpart if the object does not exist
   */
  async run<R>(fn: RunFunction<T, R>, options?: RunOptions): Promise<R> {
    checkFunction(fn, 'fn');
    return await this.host.run(async (connection, callOptions) => {
      await using object = await this.#lookup(connection, this.key, callOptions);
      return await fn(object, callOptions);
    }, options);
  }
}

/** The identity of a domain. */
export type DomainRef = ObjectRef<Domain>;
