import {
  ConnectCloseReason,
  ErrorNumber,
  type CallOptions,
  type ConnectCloseEvent,
  type ConnectFlags,
} from '@libvirt/core';
import {
  checkOptions,
  CloseNotifier,
  INSPECT,
  isCalledByUsers,
  native,
  OnDemandEmitter,
  REFERENCE,
  Reference,
  renaming,
  setReference,
  settle,
  typeError,
  type AdmConnectHandle,
  type OptionKeys,
  type Referenced,
  type Subscription,
} from '@libvirt/core/internal';
import { AdmServer } from './adm-server.js';
import type { AdmConnectDaemonShutdownFlags } from './generated/constants.js';
import { all, one } from './wrapping.js';

/** Options of {@link AdmConnect.open}. */
export interface AdmConnectOptions extends CallOptions {
  /** `NO_ALIASES` of {@link ConnectFlags}, or 0. Default: 0. */
  readonly flags?: ConnectFlags;
}

const CONNECT_OPTIONS: OptionKeys<AdmConnectOptions> = { signal: true, flags: true };
/** The documented names of the C function's arguments, for error messages. */
const OPENING = { name: 'uri', flags: 'options.flags' };

/** The events that {@link AdmConnect} emits, with their arguments. */
export interface AdmConnectEvents {
  /**
   * The connection has ended, because it was lost or because this program closed it. Emitted once. A
   * listener for it does not keep the process alive.
   */
  close: [event: ConnectCloseEvent];
  /** libvirt refused to report the end of the connection. */
  error: [error: unknown];
}

class AdmCloseNotifier extends CloseNotifier<AdmConnectHandle> {
  protected override registerCallback(
    connection: AdmConnectHandle,
    onClose: (reason: number) => void,
  ): Promise<void> {
    return native.virAdmConnectRegisterCloseCallback(connection, onClose);
  }
}

/**
 * A connection to a daemon's own administration, opened by {@link AdmConnect.open}: not to a
 * hypervisor, but to `libvirtd`, `virtqemud`, `virtlogd` and the like themselves. All other objects
 * come from its methods.
 *
 * A daemon has a UNIX socket for it that only its own user may open, and nothing to reach it over a
 * network. It accepts a few such connections at a time, five unless configured otherwise.
 *
 * There is no keep-alive: if a daemon stops answering without exiting, calls wait until it
 * continues. Every method that waits for libvirt takes {@link CallOptions} as its last argument;
 * give a signal such as `AbortSignal.timeout(5000)` where that matters. Every method can reject with
 * `VIR_ERR_INVALID_CONN` once the connection is closed, with `VIR_ERR_NO_SUPPORT` when the installed
 * libvirt lacks the function, and with an error of the lost connection: see
 * `isConnectionLost` of `@libvirt/core`.
 */
export class AdmConnect
  extends OnDemandEmitter<AdmConnectEvents>
  implements AsyncDisposable, Referenced<AdmConnectHandle>
{
  static {
    isCalledByUsers(this);
  }

  declare readonly [REFERENCE]: Reference<AdmConnectHandle>;
  readonly #closeNotifier: AdmCloseNotifier;

  private constructor(handle: AdmConnectHandle, uri: string | null) {
    super();
    setReference(this, new Reference('AdmConnect', ErrorNumber.INVALID_CONN, handle, uri));
    this.#closeNotifier = new AdmCloseNotifier(uri);
  }

  get #handle(): AdmConnectHandle {
    return this[REFERENCE].handle;
  }

  /**
   * Opens a connection.
   *
   * Since libvirt 2.0.0. C: `virAdmConnectOpen`.
   * @param uri URI of the daemon: its name and whose it is, such as `virtqemud:///system`,
   *   `libvirtd:///session`, or `libvirtd:///system?socket=/run/other/libvirt-admin-sock`. With
   *   `null`, libvirt uses the environment variable `LIBVIRT_ADMIN_DEFAULT_URI`, then `uri_default`
   *   of `libvirt-admin.conf`, then `libvirtd:///system` for root and `libvirtd:///session` for
   *   others.
   * @param options How to open it.
   * @throws {LibvirtError} `VIR_ERR_SYSTEM_ERROR` when there is no such daemon, or this user may not
   *   open its socket; `VIR_ERR_CONFIG_UNSUPPORTED` when the URI names no daemon.
   * @category Lifecycle
   */
  static async open(
    uri: string | null = null,
    options: AdmConnectOptions = {},
  ): Promise<AdmConnect> {
    checkOptions(options, CONNECT_OPTIONS);
    const { flags = 0, signal } = options;
    const open = renaming(OPENING, () => native.virAdmConnectOpen(uri, flags));
    const handle = await settle(open, { signal }, (late) => native.virAdmConnectClose(late));
    return new AdmConnect(handle, uri);
  }

  /**
   * Closes the connection, once calls in flight have finished. Later calls reject with
   * `VIR_ERR_INVALID_CONN`, including a second `close()`.
   *
   * Since libvirt 2.0.0. C: `virAdmConnectClose`.
   * @param options Aborting ends the wait only; the connection is closed all the same.
   * @returns 0: the connection is closed now. 1: servers and clients that are not freed hold it
   *   open until the last of them is freed or garbage-collected.
   * @category Lifecycle
   */
  async close(options?: CallOptions): Promise<number> {
    const close = async (handle: AdmConnectHandle) => {
      try {
        return await native.virAdmConnectClose(handle);
      } finally {
        this.#closeNotifier.notify(ConnectCloseReason.CLIENT);
      }
    };
    return await this[REFERENCE].release(close, options);
  }

  /**
   * Closes the connection unless it is closed already.
   * @category Lifecycle
   */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this[REFERENCE].released) await this.close();
  }

  /**
   * Whether {@link AdmConnect.close} has been called.
   * @category Lifecycle
   */
  get closed(): boolean {
    return this[REFERENCE].released;
  }

  /**
   * Returns whether the connection is alive. `false` once it is known to be lost.
   *
   * Since libvirt 2.0.0. C: `virAdmConnectIsAlive`.
   * @category Lifecycle
   */
  async isAlive(options?: CallOptions): Promise<boolean> {
    return await settle(() => native.virAdmConnectIsAlive(this.#handle), options);
  }

  /**
   * Registers a callback that runs once when the connection is lost. There is only one such
   * callback: a new one replaces the last. It does not run for {@link AdmConnect.close}. Any number
   * of listeners is possible with `on('close', listener)`.
   *
   * Since libvirt 2.0.0. C: `virAdmConnectRegisterCloseCallback`.
   * @param callback Called with the connection and one of {@link ConnectCloseReason}.
   * @category Events
   */
  async connectRegisterCloseCallback(
    callback: (connect: this, reason: ConnectCloseReason) => void,
    options?: CallOptions,
  ): Promise<void> {
    if (typeof (callback as unknown) !== 'function') {
      throw typeError('callback must be a function');
    }
    const run = (reason: ConnectCloseReason) => {
      callback(this, reason);
    };
    await this.#closeNotifier.setCallback(() => this.#handle, run, options);
  }

  /**
   * Removes the close callback. Does nothing if there is none.
   *
   * Since libvirt 2.0.0. C: `virAdmConnectUnregisterCloseCallback`.
   * @category Events
   */
  async unregisterCloseCallback(options?: CallOptions): Promise<void> {
    const call = () => {
      this.#closeNotifier.removeCallback();
      return Promise.resolve();
    };
    await settle(call, options);
  }

  /**
   * Returns the URI of the connection: the one passed to {@link AdmConnect.open}, or the one that
   * an alias or the default stands for.
   *
   * Since libvirt 2.0.0. C: `virAdmConnectGetURI`.
   * @category Identity
   */
  async getURI(options?: CallOptions): Promise<string> {
    return await settle(() => native.virAdmConnectGetURI(this.#handle), options);
  }

  /**
   * Returns the version of the daemon as major × 1,000,000 + minor × 1,000 + release.
   *
   * Since libvirt 2.0.0. C: `virAdmConnectGetLibVersion`.
   * @category Identity
   */
  async getLibVersion(options?: CallOptions): Promise<number> {
    return Number(await settle(() => native.virAdmConnectGetLibVersion(this.#handle), options));
  }

  /**
   * Returns the servers of the daemon. Free each of them.
   *
   * Since libvirt 2.0.0. C: `virAdmConnectListServers`.
   * @param flags Unused; pass 0.
   * @category Servers
   */
  async listServers(flags = 0, options?: CallOptions): Promise<AdmServer[]> {
    return await all(
      AdmServer,
      this,
      () => native.virAdmConnectListServers(this.#handle, flags),
      options,
    );
  }

  /**
   * Returns the server with a name.
   *
   * Since libvirt 2.0.0. C: `virAdmConnectLookupServer`.
   * @param name The name, such as `virtqemud`, `libvirtd` or `admin`.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} `VIR_ERR_NO_SERVER` when the daemon has no server with this name.
   * @category Servers
   */
  async lookupServer(name: string, flags = 0, options?: CallOptions): Promise<AdmServer> {
    return await one(
      AdmServer,
      this,
      () => native.virAdmConnectLookupServer(this.#handle, name, flags),
      options,
    );
  }

  /**
   * Returns the daemon's log filters, separated by spaces: for each a priority and the source files
   * that it is for, such as `1:*qemu* 3:*object*`. An empty string if there are none.
   *
   * Since libvirt 3.0.0. C: `virAdmConnectGetLoggingFilters`.
   * @param flags Unused; pass 0.
   * @category Logging
   */
  async getLoggingFilters(flags = 0, options?: CallOptions): Promise<string> {
    const call = () => native.virAdmConnectGetLoggingFilters(this.#handle, flags);
    return (await settle(call, options)) ?? '';
  }

  /**
   * Replaces the daemon's log filters, until it ends.
   *
   * Since libvirt 3.0.0. C: `virAdmConnectSetLoggingFilters`.
   * @param filters The filters, separated by spaces, each a priority from 1 (debug) to 4 (error) and
   *   a text to find in a source file's name, such as `1:qemu`. With `null` or an empty string, all
   *   are removed.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} when a filter is malformed; the daemon then keeps those that it has.
   * @category Logging
   */
  async setLoggingFilters(filters: string | null, flags = 0, options?: CallOptions): Promise<void> {
    const call = () => native.virAdmConnectSetLoggingFilters(this.#handle, filters, flags);
    await settle(call, options);
  }

  /**
   * Returns the daemon's log outputs, separated by spaces: for each a priority and where messages of
   * at least that priority are written, such as `1:file:/var/log/libvirt/libvirtd.log`.
   *
   * Since libvirt 3.0.0. C: `virAdmConnectGetLoggingOutputs`.
   * @param flags Unused; pass 0.
   * @category Logging
   */
  async getLoggingOutputs(flags = 0, options?: CallOptions): Promise<string> {
    const call = () => native.virAdmConnectGetLoggingOutputs(this.#handle, flags);
    return (await settle(call, options)) ?? '';
  }

  /**
   * Replaces the daemon's log outputs, until it ends.
   *
   * Since libvirt 3.0.0. C: `virAdmConnectSetLoggingOutputs`.
   * @param outputs The outputs, separated by spaces, each a priority from 1 (debug) to 4 (error) and
   *   a destination: `1:stderr`, `2:syslog:name`, `3:file:/path`, `3:journald`. With `null` or an
   *   empty string, the daemon uses its default output.
   * @param flags Unused; pass 0.
   * @throws {LibvirtError} when an output is malformed, or its file cannot be opened; the daemon
   *   then keeps those that it has.
   * @category Logging
   */
  async setLoggingOutputs(outputs: string | null, flags = 0, options?: CallOptions): Promise<void> {
    const call = () => native.virAdmConnectSetLoggingOutputs(this.#handle, outputs, flags);
    await settle(call, options);
  }

  /**
   * Sets after how many seconds without a client and without a running domain the daemon exits.
   *
   * Since libvirt 8.6.0. C: `virAdmConnectSetDaemonTimeout`.
   * @param timeout Seconds; 0 for never.
   * @param flags Unused; pass 0.
   * @category Daemon
   */
  async setDaemonTimeout(timeout: number, flags = 0, options?: CallOptions): Promise<void> {
    await settle(() => native.virAdmConnectSetDaemonTimeout(this.#handle, timeout, flags), options);
  }

  /**
   * Ends the daemon. Resolves once the daemon has accepted that; then the connection ends. A daemon
   * that ends before it has answered makes it reject with an error that `isConnectionLost` recognizes.
   *
   * Since libvirt 11.2.0. C: `virAdmConnectDaemonShutdown`.
   * @param flags Bitwise OR of {@link AdmConnectDaemonShutdownFlags}.
   * @throws {LibvirtError} VIR_ERR_INVALID_ARG if a flag does not exist.
   * @category Daemon
   */
  async daemonShutdown(
    flags: AdmConnectDaemonShutdownFlags = 0,
    options?: CallOptions,
  ): Promise<void> {
    await settle(() => native.virAdmConnectDaemonShutdown(this.#handle, flags), options);
  }

  protected override subscribe(
    name: unknown,
    emit: (event: unknown) => void,
  ): Subscription | undefined {
    return name === 'close' ? this.#closeNotifier.subscribe(this.#handle, emit) : undefined;
  }

  /** Returns the text that `console.log` shows. */
  [INSPECT](): string {
    return `AdmConnect { ${this.closed ? 'closed' : 'open'} }`;
  }
}
