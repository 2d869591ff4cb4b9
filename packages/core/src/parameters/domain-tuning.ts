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
 * Limits of a domain's use of host memory, in KiB; `DOMAIN_MEMORY_PARAM_UNLIMITED` for no limit.
 * Since libvirt 0.8.5.
 */
export interface DomainMemoryParameters extends UnknownParameters {
  /** Maximum memory, in KiB. */
  readonly hardLimit?: bigint;
  /** Memory limit that is enforced while the host is short of memory, in KiB. */
  readonly softLimit?: bigint;
  /** Memory guaranteed to the domain, in KiB. */
  readonly minGuarantee?: bigint;
  /** Maximum memory and swap together, in KiB; at least `hardLimit`. */
  readonly swapHardLimit?: bigint;
}

/** `virDomainGetMemoryParameters`, `virDomainSetMemoryParameters`. */
export const domainMemoryParameters = fieldSet((): Fields<DomainMemoryParameters> => ({
  hardLimit: [DomainMemoryParameter.HARD_LIMIT, 'ullong'],
  softLimit: [DomainMemoryParameter.SOFT_LIMIT, 'ullong'],
  minGuarantee: [DomainMemoryParameter.MIN_GUARANTEE, 'ullong'],
  swapHardLimit: [DomainMemoryParameter.SWAP_HARD_LIMIT, 'ullong'],
}));

/** NUMA nodes of the host that a domain's memory is allocated from. Since libvirt 0.9.9. */
export interface DomainNumaParameters extends UnknownParameters {
  /** The NUMA nodes, as a list such as `0-1,3`. */
  readonly nodeset?: string;
  /** One of {@link DomainNumatuneMemMode}: how strictly the nodes are used. */
  readonly mode?: DomainNumatuneMemMode;
}

/** `virDomainGetNumaParameters`, `virDomainSetNumaParameters`. */
export const domainNumaParameters = fieldSet((): Fields<DomainNumaParameters> => ({
  nodeset: [DomainNumaParameter.NODESET, 'string'],
  mode: [DomainNumaParameter.MODE, 'int'],
}));

/**
 * CPU scheduler parameters of a domain; which of them exist depends on the hypervisor's scheduler.
 * Periods and quotas are in µs: within each period, the threads in question run for at most the
 * quota; a negative quota is no limit.
 */
export interface DomainSchedulerParameters extends UnknownParameters {
  /** `posix` scheduler: CPU weight, relative to other domains. Since libvirt 0.9.7. */
  readonly cpuShares?: bigint;
  /** `posix` scheduler: period for the whole domain, in µs. Since libvirt 1.3.3. */
  readonly globalPeriod?: bigint;
  /** `posix` scheduler: quota for the whole domain, in µs. Since libvirt 1.3.3. */
  readonly globalQuota?: bigint;
  /** `posix` scheduler: period for each virtual CPU, in µs. Since libvirt 0.9.7. */
  readonly vcpuPeriod?: bigint;
  /** `posix` scheduler: quota for each virtual CPU, in µs. Since libvirt 0.9.7. */
  readonly vcpuQuota?: bigint;
  /** `posix` scheduler: period for the emulator threads, in µs. Since libvirt 0.10.0. */
  readonly emulatorPeriod?: bigint;
  /** `posix` scheduler: quota for the emulator threads, in µs. Since libvirt 0.10.0. */
  readonly emulatorQuota?: bigint;
  /** `posix` scheduler: period for each IOThread, in µs. Since libvirt 2.2.0. */
  readonly iothreadPeriod?: bigint;
  /** `posix` scheduler: quota for each IOThread, in µs. Since libvirt 2.2.0. */
  readonly iothreadQuota?: bigint;
  /** `credit` scheduler: CPU weight, relative to other domains. Since libvirt 0.9.7. */
  readonly weight?: number;
  /**
   * `credit` scheduler: maximum CPU time, in percent of one CPU; 0 for no limit. Since libvirt
   * 0.9.7.
   */
  readonly cap?: number;
  /** `allocation` scheduler: guaranteed CPU capacity, in MHz. Since libvirt 0.9.7. */
  readonly reservation?: bigint;
  /** `allocation` scheduler: maximum CPU capacity, in MHz; -1 for no limit. Since libvirt 0.9.7. */
  readonly limit?: bigint;
  /** `allocation` scheduler: CPU weight, relative to other domains. Since libvirt 0.9.7. */
  readonly shares?: number;
}

/** `virDomainGetSchedulerParametersFlags` and related functions. */
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

/**
 * Polling and thread pool of an IOThread. For `pollGrow`, `pollShrink` and `pollWeight`, 0 is the
 * hypervisor's default.
 */
export interface DomainSetIOThreadParams {
  /** Maximum polling time, in ns; 0 disables polling. Since libvirt 4.10.0. */
  readonly pollMaxNs?: bigint | number;
  /**
   * Factor by which the polling time grows; 0 for the hypervisor's default. Since libvirt 4.10.0.
   */
  readonly pollGrow?: number;
  /**
   * Divisor by which the polling time shrinks; 0 for the hypervisor's default. Since libvirt
   * 4.10.0.
   */
  readonly pollShrink?: number;
  /**
   * Shift, from 0 to 63, by which the weight of the latest event is reduced; 0 for the hypervisor's
   * default. Since libvirt 12.7.0.
   */
  readonly pollWeight?: number;
  /**
   * Minimum number of threads in the pool; -1 for the hypervisor's default. Since libvirt 8.5.0.
   */
  readonly threadPoolMin?: number;
  /**
   * Maximum number of threads in the pool; -1 for the hypervisor's default. Since libvirt 8.5.0.
   */
  readonly threadPoolMax?: number;
}

/** `virDomainSetIOThreadParams`. */
export const domainSetIOThreadParams = fieldSet((): Fields<DomainSetIOThreadParams> => ({
  pollMaxNs: [DomainIOThreadParameter.POLL_MAX_NS, 'ullong'],
  // libvirt accepts 64 bits for these two since 9.3.0, but older releases reject them.
  pollGrow: [DomainIOThreadParameter.POLL_GROW, 'uint'],
  pollShrink: [DomainIOThreadParameter.POLL_SHRINK, 'uint'],
  pollWeight: [DomainIOThreadParameter.POLL_WEIGHT, 'uint'],
  threadPoolMin: [DomainIOThreadParameter.THREAD_POOL_MIN, 'int'],
  threadPoolMax: [DomainIOThreadParameter.THREAD_POOL_MAX, 'int'],
}));

/** CPU time that a domain has used, in total or on one host CPU, in ns. */
export interface DomainCPUStats extends UnknownParameters {
  /** Total CPU time of virtual CPUs and hypervisor, in ns. Since libvirt 0.9.10. */
  readonly cpuTime?: bigint;
  /** CPU time in user space, in ns. Since libvirt 0.9.11. */
  readonly userTime?: bigint;
  /** CPU time in the kernel, in ns. Since libvirt 0.9.11. */
  readonly systemTime?: bigint;
  /** CPU time of the virtual CPUs alone, in ns. Since libvirt 0.9.13. */
  readonly vcpuTime?: bigint;
}

/** `virDomainGetCPUStats`. */
export const domainCPUStats = fieldSet((): Fields<DomainCPUStats> => ({
  cpuTime: [DomainCPUStatsParameter.CPUTIME, 'ullong'],
  userTime: [DomainCPUStatsParameter.USERTIME, 'ullong'],
  systemTime: [DomainCPUStatsParameter.SYSTEMTIME, 'ullong'],
  vcpuTime: [DomainCPUStatsParameter.VCPUTIME, 'ullong'],
}));
