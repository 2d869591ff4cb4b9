// Waits that are free of races: each registers the events first and checks then, so that a change
// between the two is an event. It checks again after each event of the domain, after each resync, and,
// where libvirt has no event, at an interval.
import {
  ConnectDomainEventAgentLifecycleState,
  DomainInterfaceAddressesSource,
  ErrorNumber,
  isConnectionLost,
  LibvirtError,
  type CallOptions,
  type ConnectEvents,
  type Domain,
  type DomainState,
  type EventName,
  type IPAddrType,
} from '@libvirt/core';
import { checkCount, checkFunction, checkMilliseconds, checkOptions } from './check.js';
import { Deadline, type WaitOptions } from './deadline.js';
import type { WatchItem } from './event-source.js';
import { domainStateAfter } from './inventory-kinds.js';
import type { DomainRef } from './object-ref.js';

/** An address of a domain. */
export interface DomainAddress {
  readonly type: IPAddrType;
  readonly addr: string;
  /** The length of the network's prefix in bits. */
  readonly prefix: number;
  /** The MAC address of the interface, or `null`. */
  readonly hwaddr: string | null;
  /** The interface: that of the host, or of the guest if its agent was asked. */
  readonly name: string;
}

/** Options of {@link waitForAddress}. */
export interface WaitForAddressOptions extends WaitOptions {
  /** Whom to ask. Default: `DomainInterfaceAddressesSource.LEASE`, the DHCP server of libvirt's network. */
  readonly source?: DomainInterfaceAddressesSource;
  /** How often, in milliseconds, since libvirt has no event for addresses. Default: 1,000. */
  readonly interval?: number;
  /** Chooses among the addresses. Default: the first that is neither loopback nor link-local. */
  readonly accept?: (address: DomainAddress) => boolean;
}

/** What one wait checks, and when. */
interface Condition<T> {
  readonly what: string;
  /** The events that may change the result. */
  readonly events: readonly EventName[];
  /** Returns the result, or `undefined` to wait on. */
  readonly check: (domain: Domain, options: CallOptions) => Promise<T | undefined>;
  /** The same, from an event alone. */
  readonly decide?: (event: ConnectEvents[EventName]) => T | undefined;
  /** Checks this often too, in milliseconds. */
  readonly interval?: number;
}

/**
 * Waits until a domain has one of some states, and resolves to it. A state that the domain has for a
 * moment only counts as well, if libvirt has an event for it.
 * @param domain the domain's identity
 * @param states one state or several
 * @param options when to give up
 * @throws {LibvirtError} `VIR_ERR_NO_DOMAIN` if the domain does not exist, or not any more
 * @throws {HostClosedError} if the host is closed
 * @throws {HostTimeoutError} after `timeout`
 */
export async function waitForState(
  domain: DomainRef,
  states: DomainState | readonly DomainState[],
  options: WaitOptions = {},
): Promise<DomainState> {
  checkWaitOptions(options);
  const wanted = new Set([states].flat<(DomainState | readonly DomainState[])[]>());
  for (const state of wanted) checkState(state);
  const ifWanted = (state?: DomainState) =>
    state !== undefined && wanted.has(state) ? state : undefined;
  return await waitFor(domain, options, {
    what: 'waiting for a state',
    events: ['domain-lifecycle'],
    check: async (object, callOptions) => ifWanted((await object.getState(callOptions)).state),
    decide: (event) => ifWanted(domainStateAfter(event as ConnectEvents['domain-lifecycle'])),
  });
}

/**
 * Waits until the guest agent of a domain is connected. The domain may be started meanwhile.
 * @param domain the domain's identity
 * @param options when to give up
 * @throws {Error} as {@link waitForState}
 */
export async function waitForAgent(domain: DomainRef, options: WaitOptions = {}): Promise<void> {
  checkWaitOptions(options);
  await waitFor(domain, options, {
    what: 'waiting for the guest agent',
    events: ['domain-agent-lifecycle', 'domain-lifecycle'],
    check: async (object, callOptions) =>
      AGENT_CONNECTED.test(await object.getXMLDesc(0, callOptions)) || undefined,
    decide: (event) =>
      ('state' in event && event.state === ConnectDomainEventAgentLifecycleState.CONNECTED) ||
      undefined,
  });
}

/** The agent's channel in libvirt's own XML, which has no other `>` within a tag. */
const AGENT_CONNECTED =
  /<target(?=[^>]* name='org\.qemu\.guest_agent\.\d+')(?=[^>]* state='connected')/;

/**
 * Waits until a domain has an address, and resolves to it. The domain may be started meanwhile.
 * @param domain the domain's identity
 * @param options whom to ask, how often, which address, and when to give up
 * @throws {Error} as {@link waitForState}
 */
export async function waitForAddress(
  domain: DomainRef,
  options: WaitForAddressOptions = {},
): Promise<DomainAddress> {
  checkWaitOptions(options, { source: true, interval: true, accept: true });
  const { source = DomainInterfaceAddressesSource.LEASE, interval = 1000 } = options;
  const { accept = isGlobal } = options;
  checkMilliseconds(interval, 'options.interval', 1);
  checkFunction(accept, 'options.accept');
  return await waitFor(domain, options, {
    what: 'waiting for an address',
    events: ['domain-agent-lifecycle', 'domain-lifecycle'],
    interval,
    check: async (object, callOptions) => {
      try {
        const interfaces = await object.listAllInterfaceAddresses(source, 0, callOptions);
        return interfaces
          .flatMap(({ name, hwaddr, addrs }) =>
            addrs.map(({ type, addr, prefix }) => ({ type, addr, prefix, hwaddr, name })),
          )
          .find(accept);
      } catch (error) {
        if (error instanceof LibvirtError && NOT_YET.has(error.errno)) return undefined;
        throw error;
      }
    },
  });
}

/** The domain is shut off, or its agent does not answer. */
const NOT_YET: ReadonlySet<number> = new Set([
  ErrorNumber.OPERATION_INVALID,
  ErrorNumber.AGENT_UNRESPONSIVE,
  ErrorNumber.AGENT_UNSYNCED,
]);

function isGlobal({ addr }: DomainAddress): boolean {
  return !/^(127\.|169\.254\.|::1$|fe[89ab])/i.test(addr);
}

function checkWaitOptions(options: WaitOptions, more: Record<string, true> = {}): void {
  checkOptions(options, { signal: true, timeout: true, ...more });
}

function checkState(state: unknown): void {
  // NOSTATE is 0.
  if (state !== 0) checkCount(state, 'states');
}

async function waitFor<T>(
  domain: DomainRef,
  options: WaitOptions,
  { what, events, check, decide, interval }: Condition<T>,
): Promise<T> {
  const { host, key } = domain;
  const deadline = new Deadline(options, host.name, what);
  const watches = events.map((name) => host.watch(name, { key, ...deadline.options }));
  const runOptions = { wait: true, idempotent: true, ...deadline.options };
  let wake = (): void => undefined;
  let decided: T | undefined;
  let failure: { readonly error: unknown } | undefined;
  const follow = async (items: AsyncIterable<WatchItem<EventName>>, isRequired: boolean) => {
    try {
      for await (const item of items) {
        if (item.type === 'event') decided ??= decide?.(item.event);
        wake();
      }
      failure ??= { error: host.closedError() };
    } catch (error) {
      // Old releases and other drivers lack events that only save time.
      const isLacking = error instanceof LibvirtError && error.errno === ErrorNumber.NO_SUPPORT;
      if (isRequired || !isLacking) failure ??= { error };
    }
    wake();
  };
  for (const [index, items] of watches.entries()) void follow(items, index === events.length - 1);
  try {
    for (;;) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      try {
        const result = await domain.run(check, runOptions);
        if (result !== undefined) return result;
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
      }
      if (decided !== undefined) return decided;
      if (failure) throw failure.error;
      const timer = interval === undefined ? undefined : setTimeout(wake, interval);
      await deadline.race(woken).finally(() => {
        clearTimeout(timer);
      });
    }
  } finally {
    deadline.end();
    for (const watch of watches) void watch.return();
  }
}
