import {
  DomainAnnounceInterfaceParameter,
  DomainBandwidthParameter,
  NetworkPortBandwidthParameter,
} from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/**
 * Bandwidth limits of a domain's network interface. Rates are in KiB/s, bursts in KiB; 0 for no
 * limit. Inbound is what the domain receives. Since libvirt 0.9.9.
 */
export interface DomainInterfaceParameters extends UnknownParameters {
  /** Average inbound rate, in KiB/s. */
  readonly bandwidthInAverage?: number;
  /** Peak inbound rate, in KiB/s. */
  readonly bandwidthInPeak?: number;
  /** Amount that can be received at the peak rate, in KiB. */
  readonly bandwidthInBurst?: number;
  /** Guaranteed inbound rate, in KiB/s. Since libvirt 1.2.19. */
  readonly bandwidthInFloor?: number;
  /** Average outbound rate, in KiB/s. */
  readonly bandwidthOutAverage?: number;
  /** Peak outbound rate, in KiB/s. */
  readonly bandwidthOutPeak?: number;
  /** Amount that can be sent at the peak rate, in KiB. */
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
 * Bandwidth limits of a network port. Rates are in KiB/s, bursts in KiB; 0 for no limit. Inbound is
 * what the domain receives. Since libvirt 5.5.0.
 */
export interface NetworkPortParameters extends UnknownParameters {
  /** Average inbound rate, in KiB/s. */
  readonly bandwidthInAverage?: number;
  /** Peak inbound rate, in KiB/s. */
  readonly bandwidthInPeak?: number;
  /** Amount that can be received at the peak rate, in KiB. */
  readonly bandwidthInBurst?: number;
  /** Guaranteed inbound rate, in KiB/s. */
  readonly bandwidthInFloor?: number;
  /** Average outbound rate, in KiB/s. */
  readonly bandwidthOutAverage?: number;
  /** Peak outbound rate, in KiB/s. */
  readonly bandwidthOutPeak?: number;
  /** Amount that can be sent at the peak rate, in KiB. */
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
 * Timing of the packets that announce a domain's network interface to the switches. A value of 0
 * counts as omitted. Since libvirt 12.5.0.
 */
export interface DomainAnnounceInterface {
  /** Delay before the first packet, in ms. Default: 50. */
  readonly initial?: number;
  /** Maximum delay between two packets, in ms. Default: 550. */
  readonly max?: number;
  /** Number of packets. Default: 5. */
  readonly rounds?: number;
  /** Increase of the delay from packet to packet, in ms. Default: 50. */
  readonly step?: number;
}

/** `virDomainAnnounceInterface`. */
export const domainAnnounceInterface = fieldSet((): Fields<DomainAnnounceInterface> => ({
  initial: [DomainAnnounceInterfaceParameter.INITIAL, 'uint'],
  max: [DomainAnnounceInterfaceParameter.MAX, 'uint'],
  rounds: [DomainAnnounceInterfaceParameter.ROUNDS, 'uint'],
  step: [DomainAnnounceInterfaceParameter.STEP, 'uint'],
}));
