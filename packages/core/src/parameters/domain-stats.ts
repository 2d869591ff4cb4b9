import type { PackedParameters } from '@libvirt/native';
import type { DomainStateReason } from '../domain-types.js';
import type { Domain } from '../domain.js';
import type { DomainDirtyRateStatus, DomainState, VcpuState } from '../generated/constants.js';
import { DomainStatsParameter } from '../generated/parameters.js';
import { each, GrammarPlacement, group, open, type Grammar } from './grammar.js';
import type { Indexed, UnknownParameters } from './layout.js';
import { unpack } from './packed.js';

/** State of a domain. */
export interface DomainStatsState {
  /** One of {@link DomainState}. */
  readonly state?: DomainState;
  /**
   * Reason for the state: one of `DomainRunningReason`, `DomainPausedReason` and so on, depending
   * on the state.
   */
  readonly reason?: DomainStateReason;
}

/** A monitored bank of the last-level cache. */
export interface DomainStatsCPUCacheMonitorBank extends Indexed {
  /** ID of the cache on the host. */
  readonly id?: number;
  /** Cache that the monitored virtual CPUs occupy, in bytes. */
  readonly bytes?: bigint;
}

/** Use of the last-level cache by a group of virtual CPUs. */
export interface DomainStatsCPUCacheMonitor extends Indexed {
  /** Name of the monitor. */
  readonly name?: string;
  /** The monitored virtual CPUs, as a list such as `0-3`. */
  readonly vcpus?: string;
  /** Cache banks. */
  readonly banks?: readonly DomainStatsCPUCacheMonitorBank[];
}

/** A processor package whose energy consumption is monitored. */
export interface DomainStatsCPUEnergyMonitorPackage extends Indexed {
  /** ID of the package on the host. */
  readonly id?: number;
  /** Counters by the kernel's name, such as `core_energy`. */
  readonly counters?: Readonly<Record<string, number>>;
}

/** Energy consumption of a group of virtual CPUs. */
export interface DomainStatsCPUEnergyMonitor extends Indexed {
  /** Name of the monitor. */
  readonly name?: string;
  /** The monitored virtual CPUs, as a list such as `0-3`. */
  readonly vcpus?: string;
  /** Processor packages. */
  readonly packages?: readonly DomainStatsCPUEnergyMonitorPackage[];
}

/** CPU time that a domain has used, in ns. */
export interface DomainStatsCPU {
  /** Total CPU time, in ns. */
  readonly time?: bigint;
  /** CPU time in user space, in ns. */
  readonly user?: bigint;
  /** CPU time in the kernel, in ns. */
  readonly system?: bigint;
  /** Time spent on halt polling that ended with work arriving, in ns. */
  readonly haltPollSuccessTime?: bigint;
  /** Time spent on halt polling in vain, in ns. */
  readonly haltPollFailTime?: bigint;
  /** Cache monitors. */
  readonly cacheMonitors?: readonly DomainStatsCPUCacheMonitor[];
  /** Energy monitors, by index. Since libvirt 12.4.0. */
  readonly energyMonitors?: readonly DomainStatsCPUEnergyMonitor[];
}

/** Memory of a domain, as reported by its balloon device. Sizes are in KiB. */
export interface DomainStatsBalloon {
  /** Current memory of the domain, in KiB. */
  readonly current?: bigint;
  /** Maximum memory of the domain, in KiB. */
  readonly maximum?: bigint;
  /** Memory read from swap by the guest, in KiB. */
  readonly swapIn?: bigint;
  /** Memory written to swap by the guest, in KiB. */
  readonly swapOut?: bigint;
  /** Number of major page faults: disk access needed. */
  readonly majorFault?: bigint;
  /** Number of minor page faults: no disk access needed. */
  readonly minorFault?: bigint;
  /** Memory that the guest does not use at all, not even for caches, in KiB. */
  readonly unused?: bigint;
  /** Total memory that the guest sees, in KiB. */
  readonly available?: bigint;
  /** Resident set size of the hypervisor process on the host, in KiB. */
  readonly rss?: bigint;
  /** Memory that the balloon can reclaim without making the guest swap, in KiB. */
  readonly usable?: bigint;
  /** Time of the guest's report, in s since 1970-01-01 UTC. */
  readonly lastUpdate?: bigint;
  /** Memory for caches that the guest can reclaim without I/O, in KiB. */
  readonly diskCaches?: bigint;
  /** Number of successful huge page allocations in the guest. */
  readonly hugetlbPgAlloc?: bigint;
  /** Number of failed huge page allocations in the guest. */
  readonly hugetlbPgFail?: bigint;
}

/**
 * A statistic named by the hypervisor. Its meaning, and whether it continues to exist, is up to the
 * hypervisor.
 */
export interface DomainStatsCustom {
  /** Current value. */
  readonly cur?: bigint | boolean;
  /** Maximum so far. */
  readonly max?: bigint | boolean;
  /** Sum so far. */
  readonly sum?: bigint | boolean;
}

/** A virtual CPU. Times are in ns. */
export interface DomainStatsVcpu extends Indexed {
  /** One of {@link VcpuState}. */
  readonly state?: VcpuState;
  /** CPU time used, in ns. */
  readonly time?: bigint;
  /** Time that it was ready to run but the host ran something else, in ns. */
  readonly wait?: bigint;
  /** Whether it is halted: idle, or offline in the guest. */
  readonly halted?: boolean;
  /** Time that its thread has waited in the host's run queue, in ns. */
  readonly delay?: bigint;
  /** Statistics named by the hypervisor. */
  readonly custom?: Readonly<Record<string, DomainStatsCustom>>;
}

/** A network interface, from the domain's point of view. */
export interface DomainStatsNet extends Indexed {
  /** Device name on the host, such as `vnet0`. */
  readonly name?: string;
  /** Bytes received. */
  readonly rxBytes?: bigint;
  /** Packets received. */
  readonly rxPkts?: bigint;
  /** Receive errors. */
  readonly rxErrs?: bigint;
  /** Received packets that were dropped. */
  readonly rxDrop?: bigint;
  /** Bytes sent. */
  readonly txBytes?: bigint;
  /** Packets sent. */
  readonly txPkts?: bigint;
  /** Transmit errors. */
  readonly txErrs?: bigint;
  /** Sent packets that were dropped. */
  readonly txDrop?: bigint;
}

/** Limits of the storage behind a disk, per request. Sizes are in bytes. Since libvirt 11.10.0. */
export interface DomainStatsBlockLimits {
  /** Alignment of requests, in bytes. */
  readonly requestAlignment?: bigint;
  /** Maximum size of a discard, in bytes. */
  readonly discardMax?: bigint;
  /** Preferred alignment of discards, in bytes. */
  readonly discardAlignment?: bigint;
  /** Maximum size of a write of zeros, in bytes. */
  readonly writeZeroesMax?: bigint;
  /** Preferred alignment of writes of zeros, in bytes. */
  readonly writeZeroesAlignment?: bigint;
  /** Optimal size of a transfer, in bytes. */
  readonly transferOptimal?: bigint;
  /** Maximum size of a transfer, in bytes. */
  readonly transferMax?: bigint;
  /** Maximum size of a transfer that bypasses the kernel's I/O scheduler, in bytes. */
  readonly transferHwMax?: bigint;
  /** Maximum number of scatter-gather elements in a request. */
  readonly iovMax?: bigint;
  /**
   * Maximum number of scatter-gather elements in a request that bypasses the kernel's I/O
   * scheduler.
   */
  readonly iovHwMax?: bigint;
  /** Memory alignment required to avoid a bounce buffer, in bytes. */
  readonly memoryAlignmentMinimal?: bigint;
  /** Memory alignment of bounce buffers, in bytes. */
  readonly memoryAlignmentOptimal?: bigint;
}

/** Statistics of a disk over an interval. Latencies are in ns. Since libvirt 11.10.0. */
export interface DomainStatsBlockTimedStats extends Indexed {
  /** Length of the interval, in s. */
  readonly intervalLength?: bigint;
  /** Minimum read latency, in ns. */
  readonly rdLatencyMin?: bigint;
  /** Maximum read latency, in ns. */
  readonly rdLatencyMax?: bigint;
  /** Average read latency, in ns. */
  readonly rdLatencyAvg?: bigint;
  /** Minimum write latency, in ns. */
  readonly wrLatencyMin?: bigint;
  /** Maximum write latency, in ns. */
  readonly wrLatencyMax?: bigint;
  /** Average write latency, in ns. */
  readonly wrLatencyAvg?: bigint;
  /** Minimum zone append latency, in ns. */
  readonly zoneAppendLatencyMin?: bigint;
  /** Maximum zone append latency, in ns. */
  readonly zoneAppendLatencyMax?: bigint;
  /** Average zone append latency, in ns. */
  readonly zoneAppendLatencyAvg?: bigint;
  /** Minimum flush latency, in ns. */
  readonly flushLatencyMin?: bigint;
  /** Maximum flush latency, in ns. */
  readonly flushLatencyMax?: bigint;
  /** Average flush latency, in ns. */
  readonly flushLatencyAvg?: bigint;
  /** Average number of pending reads. */
  readonly rdQueueDepthAvg?: number;
  /** Average number of pending writes. */
  readonly wrQueueDepthAvg?: number;
  /** Average number of pending zone appends. */
  readonly zoneAppendQueueDepthAvg?: number;
}

/** A bin of a latency histogram. */
export interface DomainStatsBlockLatencyHistogramBin extends Indexed {
  /** Lower bound of the bin's latencies, in ns. */
  readonly start?: bigint;
  /** Number of requests in the bin. */
  readonly value?: bigint;
}

/** Latency histogram of one kind of request. */
export interface DomainStatsBlockLatencyHistogram {
  /** Bins. */
  readonly bins?: readonly DomainStatsBlockLatencyHistogramBin[];
}

/** Latency histograms of a disk, by kind of request. Since libvirt 12.1.0. */
export interface DomainStatsBlockLatencyHistograms {
  /** Reads. */
  readonly read?: DomainStatsBlockLatencyHistogram;
  /** Writes. */
  readonly write?: DomainStatsBlockLatencyHistogram;
  /** Zone appends. */
  readonly zoneAppend?: DomainStatsBlockLatencyHistogram;
  /** Flushes. */
  readonly flush?: DomainStatsBlockLatencyHistogram;
}

/** A disk, or with `ConnectGetAllDomainStatsFlags.BACKING` an image of its backing chain. */
export interface DomainStatsBlock extends Indexed {
  /** Target name in the domain's XML, such as `vda`. */
  readonly name?: string;
  /** Index of a backing image in the chain. */
  readonly backingIndex?: number;
  /** Path of the file or block device on the host, if it is one. */
  readonly path?: string;
  /** Read requests. */
  readonly rdReqs?: bigint;
  /** Bytes read. */
  readonly rdBytes?: bigint;
  /** Time spent on reads, in ns. */
  readonly rdTimes?: bigint;
  /** Write requests. */
  readonly wrReqs?: bigint;
  /** Bytes written. */
  readonly wrBytes?: bigint;
  /** Time spent on writes, in ns. */
  readonly wrTimes?: bigint;
  /** Flush requests. */
  readonly flReqs?: bigint;
  /** Time spent on flushes, in ns. */
  readonly flTimes?: bigint;
  /** Xen only: requests that failed with "out of requests". */
  readonly errors?: bigint;
  /** Offset of the highest written byte, in bytes. */
  readonly allocation?: bigint;
  /** Logical size that the guest sees, in bytes. */
  readonly capacity?: bigint;
  /** Physical size of the file or block device, in bytes. */
  readonly physical?: bigint;
  /** Write offset that triggers the `block-threshold` event, in bytes. */
  readonly threshold?: bigint;
  /** Limits of the storage. Since libvirt 11.10.0. */
  readonly limits?: DomainStatsBlockLimits;
  /** Statistics over intervals, if any are configured. */
  readonly timedStats?: readonly DomainStatsBlockTimedStats[];
  /** Latency histograms, if any are configured. Since libvirt 12.1.0. */
  readonly latencyHistograms?: DomainStatsBlockLatencyHistograms;
}

/** Counts of the performance monitoring events that {@link Domain.setPerfEvents} enables. */
export interface DomainStatsPerf {
  /** Usage of the last-level cache, in bytes (CMT). */
  readonly cmt?: bigint;
  /** Total memory bandwidth, all sockets, in bytes/s (MBMT). */
  readonly mbmt?: bigint;
  /** Memory bandwidth of the local socket, in bytes/s (MBML). */
  readonly mbml?: bigint;
  /** Cache misses. */
  readonly cacheMisses?: bigint;
  /** Cache accesses. */
  readonly cacheReferences?: bigint;
  /** Instructions executed. */
  readonly instructions?: bigint;
  /** CPU cycles. */
  readonly cpuCycles?: bigint;
  /** Branch instructions. */
  readonly branchInstructions?: bigint;
  /** Branch mispredictions. */
  readonly branchMisses?: bigint;
  /** Bus cycles. */
  readonly busCycles?: bigint;
  /** Cycles in which the CPU's frontend stalled: no instruction could be issued. */
  readonly stalledCyclesFrontend?: bigint;
  /** Cycles in which the CPU's backend stalled: no instruction could be retired. */
  readonly stalledCyclesBackend?: bigint;
  /** CPU cycles at the reference frequency, regardless of frequency scaling. */
  readonly refCpuCycles?: bigint;
  /** CPU clock time. */
  readonly cpuClock?: bigint;
  /** CPU clock time of the domain's task. */
  readonly taskClock?: bigint;
  /** Page faults. */
  readonly pageFaults?: bigint;
  /** Context switches. */
  readonly contextSwitches?: bigint;
  /** Migrations from one CPU to another. */
  readonly cpuMigrations?: bigint;
  /** Minor page faults: no disk access needed. */
  readonly pageFaultsMin?: bigint;
  /** Major page faults: disk access needed. */
  readonly pageFaultsMaj?: bigint;
  /** Unaligned memory accesses that the kernel handled. */
  readonly alignmentFaults?: bigint;
  /** Instructions that the kernel emulated. */
  readonly emulationFaults?: bigint;
}

/** Polling of an IOThread. */
export interface DomainStatsIOThread extends Indexed {
  /** Maximum polling time, in ns; 0 if polling is disabled. */
  readonly pollMaxNS?: bigint;
  /** Factor by which the polling time grows; 0 for the hypervisor's default. */
  readonly pollGrow?: bigint;
  /** Divisor by which the polling time shrinks; 0 for the hypervisor's default. */
  readonly pollShrink?: bigint;
  /**
   * Shift by which the weight of the latest event is reduced; 0 for the hypervisor's default. Since
   * libvirt 12.7.0.
   */
  readonly pollWeight?: number;
}

/** A monitored memory controller. Counts are cumulative. */
export interface DomainStatsMemoryBandwidthMonitorNode extends Indexed {
  /** ID of the controller on the host. */
  readonly id?: number;
  /** Traffic through the controller that is local to the requesting CPU, in bytes. */
  readonly bytesLocal?: bigint;
  /** Traffic through all controllers, in bytes. */
  readonly bytesTotal?: bigint;
}

/** Memory bandwidth of a group of virtual CPUs. */
export interface DomainStatsMemoryBandwidthMonitor extends Indexed {
  /** Name of the monitor. */
  readonly name?: string;
  /** The monitored virtual CPUs, as a list such as `0-3`. */
  readonly vcpus?: string;
  /** Memory controllers. */
  readonly nodes?: readonly DomainStatsMemoryBandwidthMonitorNode[];
}

/** Memory bandwidth of a domain. */
export interface DomainStatsMemory {
  /** Bandwidth monitors. */
  readonly bandwidthMonitor?: readonly DomainStatsMemoryBandwidthMonitor[];
}

/** Dirty rate of one virtual CPU. */
export interface DomainStatsDirtyRateVCPU extends Indexed {
  /** Dirty rate, in MiB/s. */
  readonly megabytesPerSecond?: bigint;
}

/** Rate at which a domain dirties its memory, as of the last measurement. */
export interface DomainStatsDirtyRate {
  /** Whether it has been measured. */
  readonly calcStatus?: DomainDirtyRateStatus;
  /** Start time of the measurement, in s. */
  readonly calcStartTime?: bigint;
  /** Duration of the measurement, in s. */
  readonly calcPeriod?: number;
  /** Dirty rate, in MiB/s. */
  readonly megabytesPerSecond?: bigint;
  /** How it was measured: `page-sampling`, `dirty-bitmap` or `dirty-ring`. */
  readonly calcMode?: string;
  /** Dirty rate by virtual CPU. */
  readonly vcpus?: readonly DomainStatsDirtyRateVCPU[];
}

/**
 * Statistics of a domain. What was not requested, or the hypervisor does not provide, is absent.
 * Each item of a list has its number as `index`, and the numbers can have gaps: find virtual CPU 3
 * with `vcpu?.find(({ index }) => index === 3)`.
 */
export interface DomainStats extends UnknownParameters {
  /** The domain. The caller frees it. */
  readonly domain: Domain;
  /**
   * State and reason.
   *
   * Since libvirt 1.2.8.
   */
  readonly state?: DomainStatsState;
  /**
   * CPU time.
   *
   * Since libvirt 1.2.9.
   */
  readonly cpu?: DomainStatsCPU;
  /**
   * Memory.
   *
   * Since libvirt 1.2.9.
   */
  readonly balloon?: DomainStatsBalloon;
  /** Current number of virtual CPUs. Since libvirt 1.2.9. */
  readonly vcpuCurrent?: number;
  /** Maximum number of virtual CPUs. Since libvirt 1.2.9. */
  readonly vcpuMaximum?: number;
  /** Virtual CPUs, by number. Since libvirt 1.2.9. */
  readonly vcpu?: readonly DomainStatsVcpu[];
  /** Network interfaces, by index. Since libvirt 1.2.9. */
  readonly net?: readonly DomainStatsNet[];
  /** Disks, by index. Since libvirt 1.2.9. */
  readonly block?: readonly DomainStatsBlock[];
  /**
   * Performance monitoring events.
   *
   * Since libvirt 1.3.3.
   */
  readonly perf?: DomainStatsPerf;
  /**
   * Memory bandwidth.
   *
   * Since libvirt 6.0.0.
   */
  readonly memory?: DomainStatsMemory;
  /**
   * Memory dirty rate.
   *
   * Since libvirt 7.2.0.
   */
  readonly dirtyRate?: DomainStatsDirtyRate;
  /** Statistics named by the hypervisor. Since libvirt 8.9.0. */
  readonly vm?: Readonly<Record<string, DomainStatsCustom>>;
  /** IOThreads, by ID. Since libvirt 4.10.0. */
  readonly ioThread?: readonly DomainStatsIOThread[];
}

const histogram = (prefix: string) =>
  group<DomainStatsBlockLatencyHistogram>(
    {
      bins: each(
        DomainStatsParameter.BLOCK_SUFFIX_LATENCY_HISTOGRAM_SUFFIX_BIN_PREFIX,
        {
          start: [
            DomainStatsParameter.BLOCK_SUFFIX_LATENCY_HISTOGRAM_SUFFIX_BIN_SUFFIX_START,
            'ullong',
          ],
          value: [
            DomainStatsParameter.BLOCK_SUFFIX_LATENCY_HISTOGRAM_SUFFIX_BIN_SUFFIX_VALUE,
            'ullong',
          ],
        },
        DomainStatsParameter.BLOCK_SUFFIX_LATENCY_HISTOGRAM_SUFFIX_BIN_COUNT,
      ),
    },
    prefix,
  );

/** Where the parameters of a domain's statistics are placed. */
export const domainStatsPlacement = new GrammarPlacement(
  (): Grammar<Omit<DomainStats, 'domain'>> => ({
    state: group({
      state: [DomainStatsParameter.STATE_STATE, 'int'],
      reason: [DomainStatsParameter.STATE_REASON, 'int'],
    }),
    cpu: group({
      time: [DomainStatsParameter.CPU_TIME, 'ullong'],
      user: [DomainStatsParameter.CPU_USER, 'ullong'],
      system: [DomainStatsParameter.CPU_SYSTEM, 'ullong'],
      haltPollSuccessTime: [DomainStatsParameter.CPU_HALTPOLL_SUCCESS_TIME, 'ullong'],
      haltPollFailTime: [DomainStatsParameter.CPU_HALTPOLL_FAIL_TIME, 'ullong'],
      cacheMonitors: each(
        DomainStatsParameter.CPU_CACHE_MONITOR_PREFIX,
        {
          name: [DomainStatsParameter.CPU_CACHE_MONITOR_SUFFIX_NAME, 'string'],
          vcpus: [DomainStatsParameter.CPU_CACHE_MONITOR_SUFFIX_VCPUS, 'string'],
          banks: each(
            DomainStatsParameter.CPU_CACHE_MONITOR_SUFFIX_BANK_PREFIX,
            {
              id: [DomainStatsParameter.CPU_CACHE_MONITOR_SUFFIX_BANK_SUFFIX_ID, 'uint'],
              bytes: [DomainStatsParameter.CPU_CACHE_MONITOR_SUFFIX_BANK_SUFFIX_BYTES, 'ullong'],
            },
            DomainStatsParameter.CPU_CACHE_MONITOR_SUFFIX_BANK_COUNT,
          ),
        },
        DomainStatsParameter.CPU_CACHE_MONITOR_COUNT,
      ),
      energyMonitors: each(
        DomainStatsParameter.CPU_ENERGY_MONITOR_PREFIX,
        {
          name: [DomainStatsParameter.CPU_ENERGY_MONITOR_SUFFIX_NAME, 'string'],
          vcpus: [DomainStatsParameter.CPU_ENERGY_MONITOR_SUFFIX_VCPUS, 'string'],
          packages: each(
            DomainStatsParameter.CPU_ENERGY_MONITOR_SUFFIX_PKG_PREFIX,
            {
              id: [DomainStatsParameter.CPU_ENERGY_MONITOR_SUFFIX_PKG_SUFFIX_ID, 'uint'],
              counters: open(/\.(.+)/, 'double'),
            },
            DomainStatsParameter.CPU_ENERGY_MONITOR_SUFFIX_PKG_COUNT,
          ),
        },
        DomainStatsParameter.CPU_ENERGY_MONITOR_COUNT,
      ),
    }),
    balloon: group({
      current: [DomainStatsParameter.BALLOON_CURRENT, 'ullong'],
      maximum: [DomainStatsParameter.BALLOON_MAXIMUM, 'ullong'],
      swapIn: [DomainStatsParameter.BALLOON_SWAP_IN, 'ullong'],
      swapOut: [DomainStatsParameter.BALLOON_SWAP_OUT, 'ullong'],
      majorFault: [DomainStatsParameter.BALLOON_MAJOR_FAULT, 'ullong'],
      minorFault: [DomainStatsParameter.BALLOON_MINOR_FAULT, 'ullong'],
      unused: [DomainStatsParameter.BALLOON_UNUSED, 'ullong'],
      available: [DomainStatsParameter.BALLOON_AVAILABLE, 'ullong'],
      rss: [DomainStatsParameter.BALLOON_RSS, 'ullong'],
      usable: [DomainStatsParameter.BALLOON_USABLE, 'ullong'],
      lastUpdate: [DomainStatsParameter.BALLOON_LAST_UPDATE, 'ullong'],
      diskCaches: [DomainStatsParameter.BALLOON_DISK_CACHES, 'ullong'],
      hugetlbPgAlloc: [DomainStatsParameter.BALLOON_HUGETLB_PGALLOC, 'ullong'],
      hugetlbPgFail: [DomainStatsParameter.BALLOON_HUGETLB_PGFAIL, 'ullong'],
    }),
    vcpuCurrent: [DomainStatsParameter.VCPU_CURRENT, 'uint'],
    vcpuMaximum: [DomainStatsParameter.VCPU_MAXIMUM, 'uint'],
    vcpu: each(DomainStatsParameter.VCPU_PREFIX, {
      state: [DomainStatsParameter.VCPU_SUFFIX_STATE, 'int'],
      time: [DomainStatsParameter.VCPU_SUFFIX_TIME, 'ullong'],
      wait: [DomainStatsParameter.VCPU_SUFFIX_WAIT, 'ullong'],
      halted: [DomainStatsParameter.VCPU_SUFFIX_HALTED, 'boolean'],
      delay: [DomainStatsParameter.VCPU_SUFFIX_DELAY, 'ullong'],
      custom: open(/\.(.+)\.(cur|max|sum)/, 'counter'),
    }),
    net: each(
      DomainStatsParameter.NET_PREFIX,
      {
        name: [DomainStatsParameter.NET_SUFFIX_NAME, 'string'],
        rxBytes: [DomainStatsParameter.NET_SUFFIX_RX_BYTES, 'ullong'],
        rxPkts: [DomainStatsParameter.NET_SUFFIX_RX_PKTS, 'ullong'],
        rxErrs: [DomainStatsParameter.NET_SUFFIX_RX_ERRS, 'ullong'],
        rxDrop: [DomainStatsParameter.NET_SUFFIX_RX_DROP, 'ullong'],
        txBytes: [DomainStatsParameter.NET_SUFFIX_TX_BYTES, 'ullong'],
        txPkts: [DomainStatsParameter.NET_SUFFIX_TX_PKTS, 'ullong'],
        txErrs: [DomainStatsParameter.NET_SUFFIX_TX_ERRS, 'ullong'],
        txDrop: [DomainStatsParameter.NET_SUFFIX_TX_DROP, 'ullong'],
      },
      DomainStatsParameter.NET_COUNT,
    ),
    block: each(
      DomainStatsParameter.BLOCK_PREFIX,
      {
        name: [DomainStatsParameter.BLOCK_SUFFIX_NAME, 'string'],
        backingIndex: [DomainStatsParameter.BLOCK_SUFFIX_BACKINGINDEX, 'uint'],
        path: [DomainStatsParameter.BLOCK_SUFFIX_PATH, 'string'],
        rdReqs: [DomainStatsParameter.BLOCK_SUFFIX_RD_REQS, 'ullong'],
        rdBytes: [DomainStatsParameter.BLOCK_SUFFIX_RD_BYTES, 'ullong'],
        rdTimes: [DomainStatsParameter.BLOCK_SUFFIX_RD_TIMES, 'ullong'],
        wrReqs: [DomainStatsParameter.BLOCK_SUFFIX_WR_REQS, 'ullong'],
        wrBytes: [DomainStatsParameter.BLOCK_SUFFIX_WR_BYTES, 'ullong'],
        wrTimes: [DomainStatsParameter.BLOCK_SUFFIX_WR_TIMES, 'ullong'],
        flReqs: [DomainStatsParameter.BLOCK_SUFFIX_FL_REQS, 'ullong'],
        flTimes: [DomainStatsParameter.BLOCK_SUFFIX_FL_TIMES, 'ullong'],
        errors: [DomainStatsParameter.BLOCK_SUFFIX_ERRORS, 'ullong'],
        allocation: [DomainStatsParameter.BLOCK_SUFFIX_ALLOCATION, 'ullong'],
        capacity: [DomainStatsParameter.BLOCK_SUFFIX_CAPACITY, 'ullong'],
        physical: [DomainStatsParameter.BLOCK_SUFFIX_PHYSICAL, 'ullong'],
        threshold: [DomainStatsParameter.BLOCK_SUFFIX_THRESHOLD, 'ullong'],
        limits: group({
          requestAlignment: [DomainStatsParameter.BLOCK_SUFFIX_LIMITS_REQUEST_ALIGNMENT, 'ullong'],
          discardMax: [DomainStatsParameter.BLOCK_SUFFIX_LIMITS_DISCARD_MAX, 'ullong'],
          discardAlignment: [DomainStatsParameter.BLOCK_SUFFIX_LIMITS_DISCARD_ALIGNMENT, 'ullong'],
          writeZeroesMax: [DomainStatsParameter.BLOCK_SUFFIX_LIMITS_WRITE_ZEROES_MAX, 'ullong'],
          writeZeroesAlignment: [
            DomainStatsParameter.BLOCK_SUFFIX_LIMITS_WRITE_ZEROES_ALIGNMENT,
            'ullong',
          ],
          transferOptimal: [DomainStatsParameter.BLOCK_SUFFIX_LIMITS_TRANSFER_OPTIMAL, 'ullong'],
          transferMax: [DomainStatsParameter.BLOCK_SUFFIX_LIMITS_TRANSFER_MAX, 'ullong'],
          transferHwMax: [DomainStatsParameter.BLOCK_SUFFIX_LIMITS_TRANSFER_HW_MAX, 'ullong'],
          iovMax: [DomainStatsParameter.BLOCK_SUFFIX_LIMITS_IOV_MAX, 'ullong'],
          iovHwMax: [DomainStatsParameter.BLOCK_SUFFIX_LIMITS_IOV_HW_MAX, 'ullong'],
          memoryAlignmentMinimal: [
            DomainStatsParameter.BLOCK_SUFFIX_LIMITS_MEMORY_ALIGNMENT_MINIMAL,
            'ullong',
          ],
          memoryAlignmentOptimal: [
            DomainStatsParameter.BLOCK_SUFFIX_LIMITS_MEMORY_ALIGNMENT_OPTIMAL,
            'ullong',
          ],
        }),
        timedStats: each(
          DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_PREFIX,
          {
            intervalLength: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_INTERVAL,
              'ullong',
            ],
            rdLatencyMin: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_RD_LATENCY_MIN,
              'ullong',
            ],
            rdLatencyMax: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_RD_LATENCY_MAX,
              'ullong',
            ],
            rdLatencyAvg: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_RD_LATENCY_AVG,
              'ullong',
            ],
            wrLatencyMin: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_WR_LATENCY_MIN,
              'ullong',
            ],
            wrLatencyMax: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_WR_LATENCY_MAX,
              'ullong',
            ],
            wrLatencyAvg: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_WR_LATENCY_AVG,
              'ullong',
            ],
            zoneAppendLatencyMin: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_ZONE_APPEND_LATENCY_MIN,
              'ullong',
            ],
            zoneAppendLatencyMax: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_ZONE_APPEND_LATENCY_MAX,
              'ullong',
            ],
            zoneAppendLatencyAvg: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_ZONE_APPEND_LATENCY_AVG,
              'ullong',
            ],
            flushLatencyMin: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_FLUSH_LATENCY_MIN,
              'ullong',
            ],
            flushLatencyMax: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_FLUSH_LATENCY_MAX,
              'ullong',
            ],
            flushLatencyAvg: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_FLUSH_LATENCY_AVG,
              'ullong',
            ],
            rdQueueDepthAvg: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_RD_QUEUE_DEPTH_AVG,
              'double',
            ],
            wrQueueDepthAvg: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_WR_QUEUE_DEPTH_AVG,
              'double',
            ],
            zoneAppendQueueDepthAvg: [
              DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_ZONE_APPEND_QUEUE_DEPTH_AVG,
              'double',
            ],
          },
          DomainStatsParameter.BLOCK_SUFFIX_TIMED_GROUP_COUNT,
        ),
        latencyHistograms: group({
          read: histogram(DomainStatsParameter.BLOCK_SUFFIX_LATENCY_HISTOGRAM_READ_PREFIX),
          write: histogram(DomainStatsParameter.BLOCK_SUFFIX_LATENCY_HISTOGRAM_WRITE_PREFIX),
          zoneAppend: histogram(
            DomainStatsParameter.BLOCK_SUFFIX_LATENCY_HISTOGRAM_ZONE_APPEND_PREFIX,
          ),
          flush: histogram(DomainStatsParameter.BLOCK_SUFFIX_LATENCY_HISTOGRAM_FLUSH_PREFIX),
        }),
      },
      DomainStatsParameter.BLOCK_COUNT,
    ),
    perf: group({
      cmt: [DomainStatsParameter.PERF_CMT, 'ullong'],
      mbmt: [DomainStatsParameter.PERF_MBMT, 'ullong'],
      mbml: [DomainStatsParameter.PERF_MBML, 'ullong'],
      cacheMisses: [DomainStatsParameter.PERF_CACHE_MISSES, 'ullong'],
      cacheReferences: [DomainStatsParameter.PERF_CACHE_REFERENCES, 'ullong'],
      instructions: [DomainStatsParameter.PERF_INSTRUCTIONS, 'ullong'],
      cpuCycles: [DomainStatsParameter.PERF_CPU_CYCLES, 'ullong'],
      branchInstructions: [DomainStatsParameter.PERF_BRANCH_INSTRUCTIONS, 'ullong'],
      branchMisses: [DomainStatsParameter.PERF_BRANCH_MISSES, 'ullong'],
      busCycles: [DomainStatsParameter.PERF_BUS_CYCLES, 'ullong'],
      stalledCyclesFrontend: [DomainStatsParameter.PERF_STALLED_CYCLES_FRONTEND, 'ullong'],
      stalledCyclesBackend: [DomainStatsParameter.PERF_STALLED_CYCLES_BACKEND, 'ullong'],
      refCpuCycles: [DomainStatsParameter.PERF_REF_CPU_CYCLES, 'ullong'],
      cpuClock: [DomainStatsParameter.PERF_CPU_CLOCK, 'ullong'],
      taskClock: [DomainStatsParameter.PERF_TASK_CLOCK, 'ullong'],
      pageFaults: [DomainStatsParameter.PERF_PAGE_FAULTS, 'ullong'],
      contextSwitches: [DomainStatsParameter.PERF_CONTEXT_SWITCHES, 'ullong'],
      cpuMigrations: [DomainStatsParameter.PERF_CPU_MIGRATIONS, 'ullong'],
      pageFaultsMin: [DomainStatsParameter.PERF_PAGE_FAULTS_MIN, 'ullong'],
      pageFaultsMaj: [DomainStatsParameter.PERF_PAGE_FAULTS_MAJ, 'ullong'],
      alignmentFaults: [DomainStatsParameter.PERF_ALIGNMENT_FAULTS, 'ullong'],
      emulationFaults: [DomainStatsParameter.PERF_EMULATION_FAULTS, 'ullong'],
    }),
    memory: group({
      bandwidthMonitor: each(
        DomainStatsParameter.MEMORY_BANDWIDTH_MONITOR_PREFIX,
        {
          name: [DomainStatsParameter.MEMORY_BANDWIDTH_MONITOR_SUFFIX_NAME, 'string'],
          vcpus: [DomainStatsParameter.MEMORY_BANDWIDTH_MONITOR_SUFFIX_VCPUS, 'string'],
          nodes: each(
            DomainStatsParameter.MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_PREFIX,
            {
              id: [DomainStatsParameter.MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_ID, 'uint'],
              bytesLocal: [
                DomainStatsParameter.MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_BYTES_LOCAL,
                'ullong',
              ],
              bytesTotal: [
                DomainStatsParameter.MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_SUFFIX_BYTES_TOTAL,
                'ullong',
              ],
            },
            DomainStatsParameter.MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_COUNT,
          ),
        },
        DomainStatsParameter.MEMORY_BANDWIDTH_MONITOR_COUNT,
      ),
    }),
    dirtyRate: group({
      calcStatus: [DomainStatsParameter.DIRTYRATE_CALC_STATUS, 'int'],
      calcStartTime: [DomainStatsParameter.DIRTYRATE_CALC_START_TIME, 'llong'],
      calcPeriod: [DomainStatsParameter.DIRTYRATE_CALC_PERIOD, 'int'],
      megabytesPerSecond: [DomainStatsParameter.DIRTYRATE_MEGABYTES_PER_SECOND, 'llong'],
      calcMode: [DomainStatsParameter.DIRTYRATE_CALC_MODE, 'string'],
      vcpus: each(DomainStatsParameter.DIRTYRATE_VCPU_PREFIX, {
        megabytesPerSecond: [
          DomainStatsParameter.DIRTYRATE_VCPU_SUFFIX_MEGABYTES_PER_SECOND,
          'ullong',
        ],
      }),
    }),
    vm: open(/vm\.(.+)\.(cur|max|sum)/, 'counter'),
    ioThread: each(
      DomainStatsParameter.IOTHREAD_PREFIX,
      {
        pollMaxNS: [DomainStatsParameter.IOTHREAD_SUFFIX_POLL_MAX_NS, 'ullong'],
        // libvirt sends 32 bits unless 64 are needed; the field's type must not depend on that.
        pollGrow: [DomainStatsParameter.IOTHREAD_SUFFIX_POLL_GROW, 'ullong'],
        pollShrink: [DomainStatsParameter.IOTHREAD_SUFFIX_POLL_SHRINK, 'ullong'],
        pollWeight: [DomainStatsParameter.IOTHREAD_SUFFIX_POLL_WEIGHT, 'uint'],
      },
      DomainStatsParameter.IOTHREAD_COUNT,
    ),
  }),
);

/** `virConnectGetAllDomainStats`, `virDomainListGetStats`: one object per domain. */
export function readDomainStats(
  packed: PackedParameters,
  domains: readonly Domain[],
): DomainStats[] {
  return unpack(packed, domainStatsPlacement).map((record, index) =>
    Object.assign(record, { domain: domains[index]! }),
  );
}
