import {
  DomainAnnounceInterfaceParameter,
  DomainBandwidthParameter,
  NetworkPortBandwidthParameter,
} from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/**
 * How much traffic may pass a domain's network interface. Rates are in KiB a second, bursts in KiB;
 * 0 for no limit. What comes in is what the guest receives. Since libvirt 0.9.9.
 */
export interface DomainInterfaceParameters extends UnknownParameters {
  /** The rate at which data comes in over time. */
  readonly bandwidthInAverage?: number;
  /** The highest rate at which it comes in. */
  readonly bandwidthInPeak?: number;
  /** How much may come in at the highest rate. */
  readonly bandwidthInBurst?: number;
  /** The rate that is guaranteed for what comes in. Since libvirt 1.2.19. */
  readonly bandwidthInFloor?: number;
  /** The rate at which data goes out over time. */
  readonly bandwidthOutAverage?: number;
  /** The highest rate at which it goes out. */
  readonly bandwidthOutPeak?: number;
  /** How much may go out at the highest rate. */
  readonly bandwidthOutBurst?: number;
}

/** `virDomainGetInterfaceParameters`, `virDomainSetInterfaceParameters`. */
export const domainInterfaceParameters = fieldSet((): Fields<DomainInterfaceParameters> => ({
  bandwidthInAverage: [DomainBandwidthParameter.IN_AVERAGE, 'uint'],
  bandwidthInPeak: [DomainBandwidthParameter.IN_PEAK, 'uint'],
  bandwidthInBurst: [DomainBandwidthParameter.IN_BURST, 'uint'],
  bandwidthInFloor: [DomainBandwidthParameter.IN_FLOOR, 'uint'],
  bandwidthOutAverage: [DomainBandwidthParameter.OUT_AVERAGE, 'uint'],
  bandwidthOutPeak: [DomainBandwidthParameter.OUT_PEAK, 'uint'],
  bandwidthOutBurst: [DomainBandwidthParameter.OUT_BURST, 'uint'],
}));

/**
 * How much traffic may pass a network's port. Rates are in KiB a second, bursts in KiB; 0 for no
 * limit. What comes in is what the guest receives. Since libvirt 5.5.0.
 */
export interface NetworkPortParameters extends UnknownParameters {
  /** The rate at which data comes in over time. */
  readonly bandwidthInAverage?: number;
  /** The highest rate at which it comes in. */
  readonly bandwidthInPeak?: number;
  /** How much may come in at the highest rate. */
  readonly bandwidthInBurst?: number;
  /** The rate that is guaranteed for what comes in. */
  readonly bandwidthInFloor?: number;
  /** The rate at which data goes out over time. */
  readonly bandwidthOutAverage?: number;
  /** The highest rate at which it goes out. */
  readonly bandwidthOutPeak?: number;
  /** How much may go out at the highest rate. */
  readonly bandwidthOutBurst?: number;
}

/** `virNetworkPortGetParameters`, `virNetworkPortSetParameters`. */
export const networkPortParameters = fieldSet((): Fields<NetworkPortParameters> => ({
  bandwidthInAverage: [NetworkPortBandwidthParameter.IN_AVERAGE, 'uint'],
  bandwidthInPeak: [NetworkPortBandwidthParameter.IN_PEAK, 'uint'],
  bandwidthInBurst: [NetworkPortBandwidthParameter.IN_BURST, 'uint'],
  bandwidthInFloor: [NetworkPortBandwidthParameter.IN_FLOOR, 'uint'],
  bandwidthOutAverage: [NetworkPortBandwidthParameter.OUT_AVERAGE, 'uint'],
  bandwidthOutPeak: [NetworkPortBandwidthParameter.OUT_PEAK, 'uint'],
  bandwidthOutBurst: [NetworkPortBandwidthParameter.OUT_BURST, 'uint'],
}));

/**
 * How the switches around a host are told where a domain's network interface is: packets, one after
 * the other. 0 is the same as nothing. Since libvirt 12.5.0.
 */
export interface DomainAnnounceInterface {
  /** Milliseconds before the first packet. Default: 50. */
  readonly initial?: number;
  /** The longest time between two packets, in milliseconds. Default: 550. */
  readonly max?: number;
  /** How many packets are sent. Default: 5. */
  readonly rounds?: number;
  /** By how many milliseconds the time grows from packet to packet. Default: 50. */
  readonly step?: number;
}

/** `virDomainAnnounceInterface`. */
export const domainAnnounceInterface = fieldSet((): Fields<DomainAnnounceInterface> => ({
  initial: [DomainAnnounceInterfaceParameter.INITIAL, 'uint'],
  max: [DomainAnnounceInterfaceParameter.MAX, 'uint'],
  rounds: [DomainAnnounceInterfaceParameter.ROUNDS, 'uint'],
  step: [DomainAnnounceInterfaceParameter.STEP, 'uint'],
}));
