import type { ConnectHandle } from '@libvirt/native';
import type { EventEmitter } from 'node:events';
import type { CallOptions } from '../call.js';
import type { Domain } from '../domain.js';
import type { Network } from '../network.js';
import type { NodeDevice } from '../node-device.js';
import { REFERENCE, type Reference, type Referenced } from '../object.js';
import type { Secret } from '../secret.js';
import type { StoragePool } from '../storage-pool.js';
import { CLOSING, type Closing, type ConnectCloseEvent } from '../closing.js';
import { OnDemandEmitter, type Subscription } from './emitter.js';
import { EVENTS, ITERATION_OPTIONS, type EventHub, type IterationOptions } from './hub.js';
import type { EventIterator } from './iterator.js';
import { FAMILIES, isEventName, KINDS } from './kinds.js';
import type {
  ConnectEvents,
  DomainAgentLifecycleEvent,
  DomainBalloonChangeEvent,
  DomainBlockJobEvent,
  DomainBlockThresholdEvent,
  DomainChannelLifecycleEvent,
  DomainDeviceEvent,
  DomainDiskChangeEvent,
  DomainGraphicsEvent,
  DomainIOErrorEvent,
  DomainIOErrorReasonEvent,
  DomainJobCompletedEvent,
  DomainLifecycleEvent,
  DomainMemoryDeviceSizeChangeEvent,
  DomainMemoryFailureEvent,
  DomainMetadataChangeEvent,
  DomainMigrationIterationEvent,
  DomainNICMACChangeEvent,
  DomainPMEvent,
  DomainRTCChangeEvent,
  DomainTrayChangeEvent,
  DomainTunableEvent,
  DomainVcpuRemovedEvent,
  DomainWatchdogEvent,
  EventName,
  EventSubjects,
  NetworkLifecycleEvent,
  NetworkMetadataChangeEvent,
  NodeDeviceLifecycleEvent,
  SecretLifecycleEvent,
  StoragePoolLifecycleEvent,
  SubjectKeyOf,
  SubjectOf,
} from './payloads.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { typeError } from '../stack.js';

/** Which events {@link Connect.watch} tells, and how many may wait. */
export type WatchOptions<Name extends EventName> = {
  /** This object's events alone, by its class. Default: those of all. */
  readonly [Key in SubjectKeyOf<Name>]?: EventSubjects[Key] | null;
} & IterationOptions;

/** What {@link Connect} emits: one payload for each event. */
export type Emitted = { [Name in EventName]: [event: ConnectEvents[Name]] } & {
  /**
   * The connection has ended: once, be it that it was lost or that this program closed it. A
   * listener for it does not keep the process alive.
   */
  close: [event: ConnectCloseEvent];
  /**
   * An event could not be registered: the driver, or the installed libvirt, lacks it. The error names
   * the event, and its stack starts at the line that added the listener. Where nobody listens for
   * `error`, it is an uncaught exception.
   */
  error: [error: unknown];
};

/**
 * The events of a connection, in three ways that share libvirt's registrations: a callback, a
 * listener, an iteration.
 *
 * Whatever way they take, the events of one connection come one at a time and in the order in which
 * libvirt tells them, those of different names too. Each is told to those who listen when it comes,
 * in the order in which they began. A call's own event may come before its promise is fulfilled, or
 * after.
 */
export abstract class EventSource
  extends OnDemandEmitter<Emitted>
  implements Referenced<ConnectHandle>
{
  declare readonly [REFERENCE]: Reference<ConnectHandle>;
  /** The registrations. */
  declare readonly [EVENTS]: EventHub;
  /** What tells of the connection's end. */
  declare readonly [CLOSING]: Closing;
  /** Lets registrations of this connection keep the process alive, as they do at first. */
  ref(): this {
    this[EVENTS].hold(true);
    return this;
  }

  /** Lets the process exit although there are registrations. */
  unref(): this {
    this[EVENTS].hold(false);
    return this;
  }

  // ---- An iteration -------------------------------------------------------------------------------

  /**
   * The events of one kind, one after the other. The registration is made at once, and ended when
   * the iteration ends: by leaving the loop, by the signal, or with the connection; if that is lost,
   * with a {@link ConnectionClosedError} after the events that are there. While the consumer works
   * on one event, up to `limit` others wait for it. A consumer that falls behind by
   * more gets those that wait, and then an {@link EventOverflowError}; none is dropped in silence.
   * @param name the events
   * @param options which of them
   */
  watch<Name extends EventName>(
    name: Name,
    options: WatchOptions<Name> = {},
  ): EventIterator<ConnectEvents[Name]> {
    if (!isEventName(name))
      throw typeError(`name must be that of an event: ${named(name)} is none`);
    return this[EVENTS].watch(name, KINDS[name], subjectOf(name, options), options);
  }

  // ---- Listeners ----------------------------------------------------------------------------------

  readonly #emitClose = (event: ConnectCloseEvent) => this.emit('close', event);

  protected override begin(name: unknown): Subscription | undefined {
    if (name === 'close') {
      return {
        ready: this[CLOSING].listen(this[REFERENCE].handle, this.#emitClose),
        // libvirt's own callback stays for as long as the connection.
        end: () => {
          this[CLOSING].unlisten(this.#emitClose);
          return Promise.resolve();
        },
      };
    }
    return isEventName(name) ? this.#emitAll(name) : undefined;
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- one kind, not any
  #emitAll<Name extends EventName>(name: Name): Subscription {
    const emit = (event: ConnectEvents[Name]) =>
      (this as unknown as EventEmitter).emit(name, event);
    return this[EVENTS].subscribe(name, KINDS[name], null, emit);
  }

  // ---- Domains ----------------------------------------------------------------------------------------

  /**
   * Calls back whenever a domain changes its state, or is defined or undefined.
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventLifecycleRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-lifecycle',
      KINDS['domain-lifecycle'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever the guest of a domain restarts.
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection and the domain
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventRebootRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-reboot',
      KINDS['domain-reboot'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain);
      },
      options,
    );
  }

  /**
   * Calls back whenever a guest sets its clock.
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventRTCChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainRTCChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-rtc-change',
      KINDS['domain-rtc-change'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever the watchdog of a domain fires.
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventWatchdogRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainWatchdogEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-watchdog',
      KINDS['domain-watchdog'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a disk of a domain fails to read or write.
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventIOErrorRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainIOErrorEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-io-error',
      KINDS['domain-io-error'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever somebody connects to the screen of a domain, or goes.
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventGraphicsRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainGraphicsEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-graphics',
      KINDS['domain-graphics'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a disk of a domain fails to read or write, with the reason.
   *
   * Since libvirt 0.8.0, this event since libvirt 0.8.1. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventIOErrorReasonRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainIOErrorReasonEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-io-error-reason',
      KINDS['domain-io-error-reason'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever the hypervisor of a domain no longer answers.
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.2. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection and the domain
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventControlErrorRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-control-error',
      KINDS['domain-control-error'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain);
      },
      options,
    );
  }

  /**
   * Calls back whenever a job on a disk of a domain ends or can be ended; the disk is told by
   * its file.
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.4. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventBlockJobRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainBlockJobEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-block-job',
      KINDS['domain-block-job'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever another medium is in a drive of a domain, or none.
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.7. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventDiskChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainDiskChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-disk-change',
      KINDS['domain-disk-change'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever the tray of a drive of a domain is opened or closed.
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.11. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventTrayChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainTrayChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-tray-change',
      KINDS['domain-tray-change'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a guest wakes up.
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.11. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventPMWakeupRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainPMEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-pm-wakeup',
      KINDS['domain-pm-wakeup'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a guest goes to sleep in memory.
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.11. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventPMSuspendRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainPMEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-pm-suspend',
      KINDS['domain-pm-suspend'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a domain has another amount of memory.
   *
   * Since libvirt 0.8.0, this event since libvirt 0.10.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventBalloonChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainBalloonChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-balloon-change',
      KINDS['domain-balloon-change'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a guest goes to sleep on disk.
   *
   * Since libvirt 0.8.0, this event since libvirt 1.0.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventPMSuspendDiskRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainPMEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-pm-suspend-disk',
      KINDS['domain-pm-suspend-disk'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a device of a domain has been removed.
   *
   * Since libvirt 0.8.0, this event since libvirt 1.1.1. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventDeviceRemovedRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainDeviceEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-device-removed',
      KINDS['domain-device-removed'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a job on a disk of a domain ends or can be ended; the disk is told by
   * its target.
   *
   * Since libvirt 0.8.0, this event since libvirt 1.2.6. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventBlockJob2Register(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainBlockJobEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-block-job-2',
      KINDS['domain-block-job-2'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever the share of the host that a running domain has is changed.
   *
   * Since libvirt 0.8.0, this event since libvirt 1.2.9. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventTunableRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainTunableEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-tunable',
      KINDS['domain-tunable'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a guest's agent comes or goes.
   *
   * Since libvirt 0.8.0, this event since libvirt 1.2.11. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventAgentLifecycleRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainAgentLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-agent-lifecycle',
      KINDS['domain-agent-lifecycle'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a device has been added to a domain.
   *
   * Since libvirt 0.8.0, this event since libvirt 1.2.15. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventDeviceAddedRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainDeviceEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-device-added',
      KINDS['domain-device-added'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a migration goes through the memory of its domain once more.
   *
   * Since libvirt 0.8.0, this event since libvirt 1.3.2. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventMigrationIterationRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainMigrationIterationEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-migration-iteration',
      KINDS['domain-migration-iteration'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a job of a domain ends.
   *
   * Since libvirt 0.8.0, this event since libvirt 1.3.3. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventJobCompletedRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainJobCompletedEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-job-completed',
      KINDS['domain-job-completed'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a guest refuses to let go of a device.
   *
   * Since libvirt 0.8.0, this event since libvirt 1.3.4. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventDeviceRemovalFailedRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainDeviceEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-device-removal-failed',
      KINDS['domain-device-removal-failed'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever the title, the description or other metadata of a domain changes.
   *
   * Since libvirt 0.8.0, this event since libvirt 3.0.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventMetadataChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainMetadataChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-metadata-change',
      KINDS['domain-metadata-change'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a disk is written beyond the threshold that was set for it.
   *
   * Since libvirt 0.8.0, this event since libvirt 3.2.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventBlockThresholdRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainBlockThresholdEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-block-threshold',
      KINDS['domain-block-threshold'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a part of the host's memory fails that a domain uses.
   *
   * Since libvirt 0.8.0, this event since libvirt 6.9.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventMemoryFailureRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainMemoryFailureEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-memory-failure',
      KINDS['domain-memory-failure'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a guest makes its part of a memory device larger or smaller.
   *
   * Since libvirt 0.8.0, this event since libvirt 7.9.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventMemoryDeviceSizeChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainMemoryDeviceSizeChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-memory-device-size-change',
      KINDS['domain-memory-device-size-change'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a guest gives its network device another hardware address.
   *
   * Since libvirt 0.8.0, this event since libvirt 11.2.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventNICMACChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainNICMACChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-nic-mac-change',
      KINDS['domain-nic-mac-change'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a virtual CPU of a domain has been taken away.
   *
   * Since libvirt 0.8.0, this event since libvirt 12.4.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventVcpuRemovedRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainVcpuRemovedEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-vcpu-removed',
      KINDS['domain-vcpu-removed'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a guest opens or closes its end of a channel.
   *
   * Since libvirt 0.8.0, this event since libvirt 12.4.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain, or null for all
   * @param callback called with the connection, the domain and what happened
   * @returns the number to pass to {@link Connect.domainEventDeregister}
   */
  async domainEventChannelLifecycleRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainChannelLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'domain-channel-lifecycle',
      KINDS['domain-channel-lifecycle'],
      domain,
      callback,
      (event) => {
        callback(this, event.domain, event);
      },
      options,
    );
  }

  /**
   * Ends a registration: its callback is not called any more. Harmless if done before.
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventDeregisterAny`.
   * @param callbackID what the registration returned
   */
  async domainEventDeregister(callbackID: number, options?: CallOptions): Promise<void> {
    await this[EVENTS].deregister(FAMILIES.domain, callbackID, options);
  }

  // ---- Networks ---------------------------------------------------------------------------------------

  /**
   * Calls back whenever a network is defined or undefined, or started or stopped.
   *
   * Since libvirt 1.2.1. C: `virConnectNetworkEventRegisterAny`.
   * @param network the network, or null for all
   * @param callback called with the connection, the network and what happened
   * @returns the number to pass to {@link Connect.networkEventDeregister}
   */
  async networkEventLifecycleRegister(
    network: Network | null,
    callback: (connect: this, network: Network, event: NetworkLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'network-lifecycle',
      KINDS['network-lifecycle'],
      network,
      callback,
      (event) => {
        callback(this, event.network, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever the title, the description or other metadata of a network changes.
   *
   * Since libvirt 1.2.1, this event since libvirt 9.8.0. C: `virConnectNetworkEventRegisterAny`.
   * @param network the network, or null for all
   * @param callback called with the connection, the network and what happened
   * @returns the number to pass to {@link Connect.networkEventDeregister}
   */
  async networkEventMetadataChangeRegister(
    network: Network | null,
    callback: (connect: this, network: Network, event: NetworkMetadataChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'network-metadata-change',
      KINDS['network-metadata-change'],
      network,
      callback,
      (event) => {
        callback(this, event.network, event);
      },
      options,
    );
  }

  /**
   * Ends a registration: its callback is not called any more. Harmless if done before.
   *
   * Since libvirt 1.2.1. C: `virConnectNetworkEventDeregisterAny`.
   * @param callbackID what the registration returned
   */
  async networkEventDeregister(callbackID: number, options?: CallOptions): Promise<void> {
    await this[EVENTS].deregister(FAMILIES.network, callbackID, options);
  }

  // ---- Storage pools ----------------------------------------------------------------------------------

  /**
   * Calls back whenever a storage pool is defined or undefined, started or stopped, built or
   * deleted.
   *
   * Since libvirt 2.0.0. C: `virConnectStoragePoolEventRegisterAny`.
   * @param pool the storage pool, or null for all
   * @param callback called with the connection, the storage pool and what happened
   * @returns the number to pass to {@link Connect.storagePoolEventDeregister}
   */
  async storagePoolEventLifecycleRegister(
    pool: StoragePool | null,
    callback: (connect: this, pool: StoragePool, event: StoragePoolLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'storage-pool-lifecycle',
      KINDS['storage-pool-lifecycle'],
      pool,
      callback,
      (event) => {
        callback(this, event.pool, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever the content of a storage pool is looked at anew.
   *
   * Since libvirt 2.0.0. C: `virConnectStoragePoolEventRegisterAny`.
   * @param pool the storage pool, or null for all
   * @param callback called with the connection and the storage pool
   * @returns the number to pass to {@link Connect.storagePoolEventDeregister}
   */
  async storagePoolEventRefreshRegister(
    pool: StoragePool | null,
    callback: (connect: this, pool: StoragePool) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'storage-pool-refresh',
      KINDS['storage-pool-refresh'],
      pool,
      callback,
      (event) => {
        callback(this, event.pool);
      },
      options,
    );
  }

  /**
   * Ends a registration: its callback is not called any more. Harmless if done before.
   *
   * Since libvirt 2.0.0. C: `virConnectStoragePoolEventDeregisterAny`.
   * @param callbackID what the registration returned
   */
  async storagePoolEventDeregister(callbackID: number, options?: CallOptions): Promise<void> {
    await this[EVENTS].deregister(FAMILIES.pool, callbackID, options);
  }

  // ---- Devices of the host ----------------------------------------------------------------------------

  /**
   * Calls back whenever a device of the host comes or goes, or is defined or undefined.
   *
   * Since libvirt 2.2.0. C: `virConnectNodeDeviceEventRegisterAny`.
   * @param device the device, or null for all
   * @param callback called with the connection, the device and what happened
   * @returns the number to pass to {@link Connect.nodeDeviceEventDeregister}
   */
  async nodeDeviceEventLifecycleRegister(
    device: NodeDevice | null,
    callback: (connect: this, device: NodeDevice, event: NodeDeviceLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'node-device-lifecycle',
      KINDS['node-device-lifecycle'],
      device,
      callback,
      (event) => {
        callback(this, event.device, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a device of the host has other properties.
   *
   * Since libvirt 2.2.0. C: `virConnectNodeDeviceEventRegisterAny`.
   * @param device the device, or null for all
   * @param callback called with the connection and the device
   * @returns the number to pass to {@link Connect.nodeDeviceEventDeregister}
   */
  async nodeDeviceEventUpdateRegister(
    device: NodeDevice | null,
    callback: (connect: this, device: NodeDevice) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'node-device-update',
      KINDS['node-device-update'],
      device,
      callback,
      (event) => {
        callback(this, event.device);
      },
      options,
    );
  }

  /**
   * Ends a registration: its callback is not called any more. Harmless if done before.
   *
   * Since libvirt 2.2.0. C: `virConnectNodeDeviceEventDeregisterAny`.
   * @param callbackID what the registration returned
   */
  async nodeDeviceEventDeregister(callbackID: number, options?: CallOptions): Promise<void> {
    await this[EVENTS].deregister(FAMILIES.device, callbackID, options);
  }

  // ---- Secrets ----------------------------------------------------------------------------------------

  /**
   * Calls back whenever a secret is defined or undefined.
   *
   * Since libvirt 3.0.0. C: `virConnectSecretEventRegisterAny`.
   * @param secret the secret, or null for all
   * @param callback called with the connection, the secret and what happened
   * @returns the number to pass to {@link Connect.secretEventDeregister}
   */
  async secretEventLifecycleRegister(
    secret: Secret | null,
    callback: (connect: this, secret: Secret, event: SecretLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'secret-lifecycle',
      KINDS['secret-lifecycle'],
      secret,
      callback,
      (event) => {
        callback(this, event.secret, event);
      },
      options,
    );
  }

  /**
   * Calls back whenever a secret has another value.
   *
   * Since libvirt 3.0.0. C: `virConnectSecretEventRegisterAny`.
   * @param secret the secret, or null for all
   * @param callback called with the connection and the secret
   * @returns the number to pass to {@link Connect.secretEventDeregister}
   */
  async secretEventValueChangedRegister(
    secret: Secret | null,
    callback: (connect: this, secret: Secret) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this[EVENTS].register(
      'secret-value-changed',
      KINDS['secret-value-changed'],
      secret,
      callback,
      (event) => {
        callback(this, event.secret);
      },
      options,
    );
  }

  /**
   * Ends a registration: its callback is not called any more. Harmless if done before.
   *
   * Since libvirt 3.0.0. C: `virConnectSecretEventDeregisterAny`.
   * @param callbackID what the registration returned
   */
  async secretEventDeregister(callbackID: number, options?: CallOptions): Promise<void> {
    await this[EVENTS].deregister(FAMILIES.secret, callbackID, options);
  }
}

const SUBJECTS: OptionKeys<typeof FAMILIES> = {
  domain: true,
  network: true,
  pool: true,
  device: true,
  secret: true,
};

/** A value as a message has it; not every one can be made a text. */
function named(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : `a value of type ${typeof value}`;
}

/** The object that an option of `watch` names; one of another class is refused. */
function subjectOf<Name extends EventName>(
  name: Name,
  options: WatchOptions<Name>,
): SubjectOf<Name> | null {
  const { key } = KINDS[name].family;
  checkOptions(options, { ...ITERATION_OPTIONS, ...SUBJECTS });
  for (const other of Object.keys(SUBJECTS)) {
    if (other !== key && other in options) {
      throw typeError(`options.${other} is no option of '${name}': its events are of a ${key}`);
    }
  }
  const { [key]: subject = null } = options as Readonly<Record<string, unknown>>;
  return subject as SubjectOf<Name> | null;
}
