import type { DomainNumatuneMemMode } from '../generated/constants.js';
import * as names from '../generated/parameters.js';
import { fieldSet } from './field-set.js';
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
export const domainMemoryParameters = fieldSet<DomainMemoryParameters>({
  hardLimit: [names.DOMAIN_MEMORY_HARD_LIMIT, 'ullong'],
  softLimit: [names.DOMAIN_MEMORY_SOFT_LIMIT, 'ullong'],
  minGuarantee: [names.DOMAIN_MEMORY_MIN_GUARANTEE, 'ullong'],
  swapHardLimit: [names.DOMAIN_MEMORY_SWAP_HARD_LIMIT, 'ullong'],
});

/** From which NUMA nodes of the host a domain has its memory. Since libvirt 0.9.9. */
export interface DomainNumaParameters extends UnknownParameters {
  /** The nodes, as a list such as `0-1,3`. */
  readonly nodeset?: string;
  /** How strictly that is meant. */
  readonly mode?: DomainNumatuneMemMode;
}

/** `virDomainGetNumaParameters`, `virDomainSetNumaParameters`. */
export const domainNumaParameters = fieldSet<DomainNumaParameters>({
  nodeset: [names.DOMAIN_NUMA_NODESET, 'string'],
  mode: [names.DOMAIN_NUMA_MODE, 'int'],
});

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
export const domainSchedulerParameters = fieldSet<DomainSchedulerParameters>({
  cpuShares: [names.DOMAIN_SCHEDULER_CPU_SHARES, 'ullong'],
  globalPeriod: [names.DOMAIN_SCHEDULER_GLOBAL_PERIOD, 'ullong'],
  globalQuota: [names.DOMAIN_SCHEDULER_GLOBAL_QUOTA, 'llong'],
  vcpuPeriod: [names.DOMAIN_SCHEDULER_VCPU_PERIOD, 'ullong'],
  vcpuQuota: [names.DOMAIN_SCHEDULER_VCPU_QUOTA, 'llong'],
  emulatorPeriod: [names.DOMAIN_SCHEDULER_EMULATOR_PERIOD, 'ullong'],
  emulatorQuota: [names.DOMAIN_SCHEDULER_EMULATOR_QUOTA, 'llong'],
  iothreadPeriod: [names.DOMAIN_SCHEDULER_IOTHREAD_PERIOD, 'ullong'],
  iothreadQuota: [names.DOMAIN_SCHEDULER_IOTHREAD_QUOTA, 'llong'],
  weight: [names.DOMAIN_SCHEDULER_WEIGHT, 'uint'],
  cap: [names.DOMAIN_SCHEDULER_CAP, 'uint'],
  reservation: [names.DOMAIN_SCHEDULER_RESERVATION, 'llong'],
  limit: [names.DOMAIN_SCHEDULER_LIMIT, 'llong'],
  shares: [names.DOMAIN_SCHEDULER_SHARES, 'int'],
});

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
export const domainSetIOThreadParams = fieldSet<DomainSetIOThreadParams>({
  pollMaxNs: [names.DOMAIN_IOTHREAD_POLL_MAX_NS, 'ullong'],
  // Since 9.3.0 libvirt takes 64 bits for these two as well, but older releases refuse them.
  pollGrow: [names.DOMAIN_IOTHREAD_POLL_GROW, 'uint'],
  pollShrink: [names.DOMAIN_IOTHREAD_POLL_SHRINK, 'uint'],
  pollWeight: [names.DOMAIN_IOTHREAD_POLL_WEIGHT, 'uint'],
  threadPoolMin: [names.DOMAIN_IOTHREAD_THREAD_POOL_MIN, 'int'],
  threadPoolMax: [names.DOMAIN_IOTHREAD_THREAD_POOL_MAX, 'int'],
});

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
export const domainCPUStats = fieldSet<DomainCPUStats>({
  cpuTime: [names.DOMAIN_CPU_STATS_CPUTIME, 'ullong'],
  userTime: [names.DOMAIN_CPU_STATS_USERTIME, 'ullong'],
  systemTime: [names.DOMAIN_CPU_STATS_SYSTEMTIME, 'ullong'],
  vcpuTime: [names.DOMAIN_CPU_STATS_VCPUTIME, 'ullong'],
});
