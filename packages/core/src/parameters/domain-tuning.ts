import type { DomainNumatuneMemMode } from '../generated/constants.js';
import {
  DomainCPUStatsParameter,
  DomainIOThreadParameter,
  DomainMemoryParameter,
  DomainNumaParameter,
  DomainSchedulerParameter,
} from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/**
 * How much of the host's memory a domain may use, in KiB; `DOMAIN_MEMORY_PARAM_UNLIMITED` for no
 * limit. Since libvirt 0.8.5.
 */
export interface DomainMemoryParameters extends UnknownParameters {
  /** Never more than this. */
  readonly hardLimit?: bigint;
  /** Not more than this while the host is short of memory. */
  readonly softLimit?: bigint;
  /** At least this is kept for it. */
  readonly minGuarantee?: bigint;
  /** Memory and swap together never take more than this, which is more than the hard limit. */
  readonly swapHardLimit?: bigint;
}

/** `virDomainGetMemoryParameters`, `virDomainSetMemoryParameters`. */
export const domainMemoryParameters = fieldSet((): Fields<DomainMemoryParameters> => ({
  hardLimit: [DomainMemoryParameter.HARD_LIMIT, 'ullong'],
  softLimit: [DomainMemoryParameter.SOFT_LIMIT, 'ullong'],
  minGuarantee: [DomainMemoryParameter.MIN_GUARANTEE, 'ullong'],
  swapHardLimit: [DomainMemoryParameter.SWAP_HARD_LIMIT, 'ullong'],
}));

/** From which NUMA nodes of the host a domain has its memory. Since libvirt 0.9.9. */
export interface DomainNumaParameters extends UnknownParameters {
  /** The nodes, as a list such as `0-1,3`. */
  readonly nodeset?: string;
  /** How strictly that is meant. */
  readonly mode?: DomainNumatuneMemMode;
}

/** `virDomainGetNumaParameters`, `virDomainSetNumaParameters`. */
export const domainNumaParameters = fieldSet((): Fields<DomainNumaParameters> => ({
  nodeset: [DomainNumaParameter.NODESET, 'string'],
  mode: [DomainNumaParameter.MODE, 'int'],
}));

/**
 * How a domain shares the host's CPUs. Which fields there are depends on the hypervisor's scheduler.
 * Periods and quotas are in microseconds: in each period the named part may run for the quota,
 * negative for no limit.
 */
export interface DomainSchedulerParameters extends UnknownParameters {
  /** With `posix`: the share, relative to others. Since libvirt 0.9.7. */
  readonly cpuShares?: bigint;
  /** With `posix`: the period for the whole domain. Since libvirt 1.3.3. */
  readonly globalPeriod?: bigint;
  /** With `posix`: the quota of the whole domain. Since libvirt 1.3.3. */
  readonly globalQuota?: bigint;
  /** With `posix`: the period for each virtual CPU. Since libvirt 0.9.7. */
  readonly vcpuPeriod?: bigint;
  /** With `posix`: the quota of each virtual CPU. Since libvirt 0.9.7. */
  readonly vcpuQuota?: bigint;
  /** With `posix`: the period for the emulator's other threads. Since libvirt 0.10.0. */
  readonly emulatorPeriod?: bigint;
  /** With `posix`: the quota of the emulator's other threads. Since libvirt 0.10.0. */
  readonly emulatorQuota?: bigint;
  /** With `posix`: the period for each IOThread. Since libvirt 2.2.0. */
  readonly iothreadPeriod?: bigint;
  /** With `posix`: the quota of each IOThread. Since libvirt 2.2.0. */
  readonly iothreadQuota?: bigint;
  /** With `credit`: the share, relative to others. Since libvirt 0.9.7. */
  readonly weight?: number;
  /** With `credit`: the most it may use, in percent of one CPU; 0 for no limit. Since libvirt 0.9.7. */
  readonly cap?: number;
  /** With `allocation`: what is reserved for it, in MHz. Since libvirt 0.9.7. */
  readonly reservation?: bigint;
  /** With `allocation`: the most it may use, in MHz; -1 for no limit. Since libvirt 0.9.7. */
  readonly limit?: bigint;
  /** With `allocation`: the share, relative to others. Since libvirt 0.9.7. */
  readonly shares?: number;
}

/** `virDomainGetSchedulerParametersFlags` and its like. */
export const domainSchedulerParameters = fieldSet((): Fields<DomainSchedulerParameters> => ({
  cpuShares: [DomainSchedulerParameter.CPU_SHARES, 'ullong'],
  globalPeriod: [DomainSchedulerParameter.GLOBAL_PERIOD, 'ullong'],
  globalQuota: [DomainSchedulerParameter.GLOBAL_QUOTA, 'llong'],
  vcpuPeriod: [DomainSchedulerParameter.VCPU_PERIOD, 'ullong'],
  vcpuQuota: [DomainSchedulerParameter.VCPU_QUOTA, 'llong'],
  emulatorPeriod: [DomainSchedulerParameter.EMULATOR_PERIOD, 'ullong'],
  emulatorQuota: [DomainSchedulerParameter.EMULATOR_QUOTA, 'llong'],
  iothreadPeriod: [DomainSchedulerParameter.IOTHREAD_PERIOD, 'ullong'],
  iothreadQuota: [DomainSchedulerParameter.IOTHREAD_QUOTA, 'llong'],
  weight: [DomainSchedulerParameter.WEIGHT, 'uint'],
  cap: [DomainSchedulerParameter.CAP, 'uint'],
  reservation: [DomainSchedulerParameter.RESERVATION, 'llong'],
  limit: [DomainSchedulerParameter.LIMIT, 'llong'],
  shares: [DomainSchedulerParameter.SHARES, 'int'],
}));

/** How an IOThread polls, and how many threads it may use. 0 leaves the choice to the hypervisor. */
export interface DomainSetIOThreadParams {
  /** How long it polls at most, in nanoseconds; 0 for not at all. Since libvirt 4.10.0. */
  readonly pollMaxNs?: bigint | number;
  /** By which factor it polls longer. Since libvirt 4.10.0. */
  readonly pollGrow?: number;
  /** By which divisor it polls less long. Since libvirt 4.10.0. */
  readonly pollShrink?: number;
  /** How little the latest event counts, as a shift between 0 and 63. Since libvirt 12.7.0. */
  readonly pollWeight?: number;
  /** The fewest threads of its pool; -1 for the hypervisor's own number. Since libvirt 8.5.0. */
  readonly threadPoolMin?: number;
  /** The most threads of its pool; -1 for the hypervisor's own number. Since libvirt 8.5.0. */
  readonly threadPoolMax?: number;
}

/** `virDomainSetIOThreadParams`. */
export const domainSetIOThreadParams = fieldSet((): Fields<DomainSetIOThreadParams> => ({
  pollMaxNs: [DomainIOThreadParameter.POLL_MAX_NS, 'ullong'],
  // Since 9.3.0 libvirt takes 64 bits for these two as well, but older releases refuse them.
  pollGrow: [DomainIOThreadParameter.POLL_GROW, 'uint'],
  pollShrink: [DomainIOThreadParameter.POLL_SHRINK, 'uint'],
  pollWeight: [DomainIOThreadParameter.POLL_WEIGHT, 'uint'],
  threadPoolMin: [DomainIOThreadParameter.THREAD_POOL_MIN, 'int'],
  threadPoolMax: [DomainIOThreadParameter.THREAD_POOL_MAX, 'int'],
}));

/** The CPU time that a domain used, in all or on one CPU of the host: nanoseconds. */
export interface DomainCPUStats extends UnknownParameters {
  /** All of it, virtual CPUs and hypervisor. Since libvirt 0.9.10. */
  readonly cpuTime?: bigint;
  /** In programs. Since libvirt 0.9.11. */
  readonly userTime?: bigint;
  /** In the kernel. Since libvirt 0.9.11. */
  readonly systemTime?: bigint;
  /** In the virtual CPUs alone. Since libvirt 0.9.13. */
  readonly vcpuTime?: bigint;
}

/** `virDomainGetCPUStats`. */
export const domainCPUStats = fieldSet((): Fields<DomainCPUStats> => ({
  cpuTime: [DomainCPUStatsParameter.CPUTIME, 'ullong'],
  userTime: [DomainCPUStatsParameter.USERTIME, 'ullong'],
  systemTime: [DomainCPUStatsParameter.SYSTEMTIME, 'ullong'],
  vcpuTime: [DomainCPUStatsParameter.VCPUTIME, 'ullong'],
}));
