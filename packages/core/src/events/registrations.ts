import type { CallOptions } from '../call.js';
import type { Domain } from '../domain.js';
import type { Network } from '../network.js';
import type { NodeDevice } from '../node-device.js';
import type { Secret } from '../secret.js';
import type { StoragePool } from '../storage-pool.js';
import { ConnectEventEmitter } from './connect-event-emitter.js';
import { EVENTS } from './hub.js';
import { FAMILIES, hasPayload, KINDS } from './kinds.js';
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
  NetworkLifecycleEvent,
  NetworkMetadataChangeEvent,
  NodeDeviceLifecycleEvent,
  SecretLifecycleEvent,
  StoragePoolLifecycleEvent,
  SubjectOf,
} from './payloads.js';

/**
 * The events of a connection as callbacks that are ended by a number, as in C. They share libvirt's
 * registrations with `on` and `watch`, and the order of events.
 */
export abstract class ConnectEventRegistrations extends ConnectEventEmitter {
  /** Registers a callback. It gets the event itself only if that has more than the object. */
  async #register<Name extends EventName>(
    name: Name,
    subject: SubjectOf<Name> | null,
    callback: (connect: this, subject: SubjectOf<Name>, event: ConnectEvents[Name]) => void,
    options: CallOptions | undefined,
  ): Promise<number> {
    const kind = KINDS[name];
    const bare = callback as (connect: this, subject: SubjectOf<Name>) => void;
    const listener = (event: ConnectEvents[Name]) => {
      // TypeScript does not see that this is the type of the property.
      const subject = event[kind.family.key] as unknown as SubjectOf<Name>;
      if (hasPayload(kind)) callback(this, subject, event);
      else bare(this, subject);
    };
    return await this[EVENTS].register(name, kind, subject, callback, listener, options);
  }

  /**
   * Calls back when a domain changes its state, or is defined or undefined (`domain-lifecycle`).
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventLifecycleRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-lifecycle', domain, callback, options);
  }

  /**
   * Calls back when a guest reboots (`domain-reboot`).
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection and the domain
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventRebootRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-reboot', domain, callback, options);
  }

  /**
   * Calls back when a guest sets its real-time clock (`domain-rtc-change`).
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventRTCChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainRTCChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-rtc-change', domain, callback, options);
  }

  /**
   * Calls back when a domain's watchdog fires (`domain-watchdog`).
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventWatchdogRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainWatchdogEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-watchdog', domain, callback, options);
  }

  /**
   * Calls back when a domain's disk has an I/O error (`domain-io-error`).
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventIOErrorRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainIOErrorEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-io-error', domain, callback, options);
  }

  /**
   * Calls back when a client connects to a domain's graphics server, authenticates or disconnects
   * (`domain-graphics`).
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventGraphicsRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainGraphicsEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-graphics', domain, callback, options);
  }

  /**
   * Calls back when a domain's disk has an I/O error, with its reason (`domain-io-error-reason`).
   *
   * Since libvirt 0.8.0, this event since libvirt 0.8.1. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventIOErrorReasonRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainIOErrorReasonEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-io-error-reason', domain, callback, options);
  }

  /**
   * Calls back when the hypervisor of a domain no longer responds (`domain-control-error`).
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.2. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection and the domain
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventControlErrorRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-control-error', domain, callback, options);
  }

  /**
   * Calls back when a block job ends or becomes ready; the event has the path of the disk
   * (`domain-block-job`).
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.4. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventBlockJobRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainBlockJobEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-block-job', domain, callback, options);
  }

  /**
   * Calls back when the medium in a domain's drive changes (`domain-disk-change`).
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.7. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventDiskChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainDiskChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-disk-change', domain, callback, options);
  }

  /**
   * Calls back when the tray of a domain's drive is opened or closed (`domain-tray-change`).
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.11. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventTrayChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainTrayChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-tray-change', domain, callback, options);
  }

  /**
   * Calls back when a guest wakes up from suspend (`domain-pm-wakeup`).
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.11. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventPMWakeupRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainPMEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-pm-wakeup', domain, callback, options);
  }

  /**
   * Calls back when a guest suspends to memory (`domain-pm-suspend`).
   *
   * Since libvirt 0.8.0, this event since libvirt 0.9.11. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventPMSuspendRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainPMEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-pm-suspend', domain, callback, options);
  }

  /**
   * Calls back when a domain's memory balloon changes its size (`domain-balloon-change`).
   *
   * Since libvirt 0.8.0, this event since libvirt 0.10.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventBalloonChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainBalloonChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-balloon-change', domain, callback, options);
  }

  /**
   * Calls back when a guest suspends to disk (`domain-pm-suspend-disk`).
   *
   * Since libvirt 0.8.0, this event since libvirt 1.0.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventPMSuspendDiskRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainPMEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-pm-suspend-disk', domain, callback, options);
  }

  /**
   * Calls back when a device has been removed from a domain (`domain-device-removed`).
   *
   * Since libvirt 0.8.0, this event since libvirt 1.1.1. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventDeviceRemovedRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainDeviceEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-device-removed', domain, callback, options);
  }

  /**
   * Calls back when a block job ends or becomes ready; the event has the target of the disk
   * (`domain-block-job-2`).
   *
   * Since libvirt 0.8.0, this event since libvirt 1.2.6. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventBlockJob2Register(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainBlockJobEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-block-job-2', domain, callback, options);
  }

  /**
   * Calls back when CPU or disk tuning of a running domain changes (`domain-tunable`).
   *
   * Since libvirt 0.8.0, this event since libvirt 1.2.9. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventTunableRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainTunableEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-tunable', domain, callback, options);
  }

  /**
   * Calls back when a guest agent connects or disconnects (`domain-agent-lifecycle`).
   *
   * Since libvirt 0.8.0, this event since libvirt 1.2.11. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventAgentLifecycleRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainAgentLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-agent-lifecycle', domain, callback, options);
  }

  /**
   * Calls back when a device has been added to a domain (`domain-device-added`).
   *
   * Since libvirt 0.8.0, this event since libvirt 1.2.15. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventDeviceAddedRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainDeviceEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-device-added', domain, callback, options);
  }

  /**
   * Calls back when a migration starts another pass over its domain's memory
   * (`domain-migration-iteration`).
   *
   * Since libvirt 0.8.0, this event since libvirt 1.3.2. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventMigrationIterationRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainMigrationIterationEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-migration-iteration', domain, callback, options);
  }

  /**
   * Calls back when a domain's job ends (`domain-job-completed`).
   *
   * Since libvirt 0.8.0, this event since libvirt 1.3.3. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventJobCompletedRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainJobCompletedEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-job-completed', domain, callback, options);
  }

  /**
   * Calls back when a guest does not release a device that was to be removed
   * (`domain-device-removal-failed`).
   *
   * Since libvirt 0.8.0, this event since libvirt 1.3.4. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventDeviceRemovalFailedRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainDeviceEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-device-removal-failed', domain, callback, options);
  }

  /**
   * Calls back when a domain's title, description or other metadata changes
   * (`domain-metadata-change`).
   *
   * Since libvirt 0.8.0, this event since libvirt 3.0.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventMetadataChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainMetadataChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-metadata-change', domain, callback, options);
  }

  /**
   * Calls back when writes to a disk pass the threshold that was set for it
   * (`domain-block-threshold`).
   *
   * Since libvirt 0.8.0, this event since libvirt 3.2.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventBlockThresholdRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainBlockThresholdEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-block-threshold', domain, callback, options);
  }

  /**
   * Calls back when host memory that a domain uses fails (`domain-memory-failure`).
   *
   * Since libvirt 0.8.0, this event since libvirt 6.9.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventMemoryFailureRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainMemoryFailureEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-memory-failure', domain, callback, options);
  }

  /**
   * Calls back when a guest grows or shrinks its part of a memory device
   * (`domain-memory-device-size-change`).
   *
   * Since libvirt 0.8.0, this event since libvirt 7.9.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventMemoryDeviceSizeChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainMemoryDeviceSizeChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-memory-device-size-change', domain, callback, options);
  }

  /**
   * Calls back when a guest changes the MAC address of a network interface
   * (`domain-nic-mac-change`).
   *
   * Since libvirt 0.8.0, this event since libvirt 11.2.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventNICMACChangeRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainNICMACChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-nic-mac-change', domain, callback, options);
  }

  /**
   * Calls back when a virtual CPU has been removed from a domain (`domain-vcpu-removed`).
   *
   * Since libvirt 0.8.0, this event since libvirt 12.4.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventVcpuRemovedRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainVcpuRemovedEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-vcpu-removed', domain, callback, options);
  }

  /**
   * Calls back when a guest opens or closes its end of a channel (`domain-channel-lifecycle`).
   *
   * Since libvirt 0.8.0, this event since libvirt 12.4.0. C: `virConnectDomainEventRegisterAny`.
   * @param domain the domain to watch; null for every domain
   * @param callback called with the connection, the domain and the event
   * @returns a number for {@link Connect.domainEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async domainEventChannelLifecycleRegister(
    domain: Domain | null,
    callback: (connect: this, domain: Domain, event: DomainChannelLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('domain-channel-lifecycle', domain, callback, options);
  }

  /**
   * Ends a registration, after which its callback is not called. Idempotent.
   *
   * Since libvirt 0.8.0. C: `virConnectDomainEventDeregisterAny`.
   * @param callbackID the number that the registration returned
   * @throws {TypeError} if it is not a whole number
   * @throws {RangeError} if the number belongs to events of another kind of object
   * @category Events
   */
  async domainEventDeregister(callbackID: number, options?: CallOptions): Promise<void> {
    await this[EVENTS].deregister(FAMILIES.domain, callbackID, options);
  }

  /**
   * Calls back when a network is defined, undefined, started or stopped (`network-lifecycle`).
   *
   * Since libvirt 1.2.1. C: `virConnectNetworkEventRegisterAny`.
   * @param network the network to watch; null for every network
   * @param callback called with the connection, the network and the event
   * @returns a number for {@link Connect.networkEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async networkEventLifecycleRegister(
    network: Network | null,
    callback: (connect: this, network: Network, event: NetworkLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('network-lifecycle', network, callback, options);
  }

  /**
   * Calls back when a network's title, description or other metadata changes
   * (`network-metadata-change`).
   *
   * Since libvirt 1.2.1, this event since libvirt 9.8.0. C: `virConnectNetworkEventRegisterAny`.
   * @param network the network to watch; null for every network
   * @param callback called with the connection, the network and the event
   * @returns a number for {@link Connect.networkEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async networkEventMetadataChangeRegister(
    network: Network | null,
    callback: (connect: this, network: Network, event: NetworkMetadataChangeEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('network-metadata-change', network, callback, options);
  }

  /**
   * Ends a registration, after which its callback is not called. Idempotent.
   *
   * Since libvirt 1.2.1. C: `virConnectNetworkEventDeregisterAny`.
   * @param callbackID the number that the registration returned
   * @throws {TypeError} if it is not a whole number
   * @throws {RangeError} if the number belongs to events of another kind of object
   * @category Events
   */
  async networkEventDeregister(callbackID: number, options?: CallOptions): Promise<void> {
    await this[EVENTS].deregister(FAMILIES.network, callbackID, options);
  }

  /**
   * Calls back when a storage pool is defined, undefined, started, stopped, built or deleted
   * (`storage-pool-lifecycle`).
   *
   * Since libvirt 2.0.0. C: `virConnectStoragePoolEventRegisterAny`.
   * @param pool the storage pool to watch; null for every storage pool
   * @param callback called with the connection, the storage pool and the event
   * @returns a number for {@link Connect.storagePoolEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async storagePoolEventLifecycleRegister(
    pool: StoragePool | null,
    callback: (connect: this, pool: StoragePool, event: StoragePoolLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('storage-pool-lifecycle', pool, callback, options);
  }

  /**
   * Calls back when the contents of a storage pool are refreshed (`storage-pool-refresh`).
   *
   * Since libvirt 2.0.0. C: `virConnectStoragePoolEventRegisterAny`.
   * @param pool the storage pool to watch; null for every storage pool
   * @param callback called with the connection and the storage pool
   * @returns a number for {@link Connect.storagePoolEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async storagePoolEventRefreshRegister(
    pool: StoragePool | null,
    callback: (connect: this, pool: StoragePool) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('storage-pool-refresh', pool, callback, options);
  }

  /**
   * Ends a registration, after which its callback is not called. Idempotent.
   *
   * Since libvirt 2.0.0. C: `virConnectStoragePoolEventDeregisterAny`.
   * @param callbackID the number that the registration returned
   * @throws {TypeError} if it is not a whole number
   * @throws {RangeError} if the number belongs to events of another kind of object
   * @category Events
   */
  async storagePoolEventDeregister(callbackID: number, options?: CallOptions): Promise<void> {
    await this[EVENTS].deregister(FAMILIES.pool, callbackID, options);
  }

  /**
   * Calls back when a host device is added, removed, defined or undefined
   * (`node-device-lifecycle`).
   *
   * Since libvirt 2.2.0. C: `virConnectNodeDeviceEventRegisterAny`.
   * @param device the host device to watch; null for every host device
   * @param callback called with the connection, the host device and the event
   * @returns a number for {@link Connect.nodeDeviceEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async nodeDeviceEventLifecycleRegister(
    device: NodeDevice | null,
    callback: (connect: this, device: NodeDevice, event: NodeDeviceLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('node-device-lifecycle', device, callback, options);
  }

  /**
   * Calls back when the properties of a host device change (`node-device-update`).
   *
   * Since libvirt 2.2.0. C: `virConnectNodeDeviceEventRegisterAny`.
   * @param device the host device to watch; null for every host device
   * @param callback called with the connection and the host device
   * @returns a number for {@link Connect.nodeDeviceEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async nodeDeviceEventUpdateRegister(
    device: NodeDevice | null,
    callback: (connect: this, device: NodeDevice) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('node-device-update', device, callback, options);
  }

  /**
   * Ends a registration, after which its callback is not called. Idempotent.
   *
   * Since libvirt 2.2.0. C: `virConnectNodeDeviceEventDeregisterAny`.
   * @param callbackID the number that the registration returned
   * @throws {TypeError} if it is not a whole number
   * @throws {RangeError} if the number belongs to events of another kind of object
   * @category Events
   */
  async nodeDeviceEventDeregister(callbackID: number, options?: CallOptions): Promise<void> {
    await this[EVENTS].deregister(FAMILIES.device, callbackID, options);
  }

  /**
   * Calls back when a secret is defined or undefined (`secret-lifecycle`).
   *
   * Since libvirt 3.0.0. C: `virConnectSecretEventRegisterAny`.
   * @param secret the secret to watch; null for every secret
   * @param callback called with the connection, the secret and the event
   * @returns a number for {@link Connect.secretEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async secretEventLifecycleRegister(
    secret: Secret | null,
    callback: (connect: this, secret: Secret, event: SecretLifecycleEvent) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('secret-lifecycle', secret, callback, options);
  }

  /**
   * Calls back when the value of a secret changes (`secret-value-changed`).
   *
   * Since libvirt 3.0.0. C: `virConnectSecretEventRegisterAny`.
   * @param secret the secret to watch; null for every secret
   * @param callback called with the connection and the secret
   * @returns a number for {@link Connect.secretEventDeregister}
   * @throws {LibvirtError} `VIR_ERR_NO_SUPPORT` if the driver or the installed libvirt lacks the event
   * @category Events
   */
  async secretEventValueChangedRegister(
    secret: Secret | null,
    callback: (connect: this, secret: Secret) => void,
    options?: CallOptions,
  ): Promise<number> {
    return await this.#register('secret-value-changed', secret, callback, options);
  }

  /**
   * Ends a registration, after which its callback is not called. Idempotent.
   *
   * Since libvirt 3.0.0. C: `virConnectSecretEventDeregisterAny`.
   * @param callbackID the number that the registration returned
   * @throws {TypeError} if it is not a whole number
   * @throws {RangeError} if the number belongs to events of another kind of object
   * @category Events
   */
  async secretEventDeregister(callbackID: number, options?: CallOptions): Promise<void> {
    await this[EVENTS].deregister(FAMILIES.secret, callbackID, options);
  }
}
