import type { PackedParameters } from '@libvirt/native';
import type { Domain } from '../domain.js';
import type { DomainDirtyRateStatus, DomainState, VcpuState } from '../generated/constants.js';
import { DomainStatsParameter } from '../generated/parameters.js';
import { each, GrammarPlacement, group, open, type Grammar } from './grammar.js';
import type { UnknownParameters } from './layout.js';
import { unpack } from './packed.js';

/** Whether a domain runs, and why. */
export interface DomainStatsState {
  readonly state?: DomainState;
  /** One of `DomainRunningReason`, `DomainPausedReason` and so on, by the state. */
  readonly reason?: number;
}

/** A part of the cache that is watched. */
export interface DomainStatsCPUCacheMonitorBank {
  /** The host's number for the cache. */
  readonly id?: number;
  /** How many bytes of it the monitored CPUs use. */
  readonly bytes?: bigint;
}

/** What of the last-level cache some virtual CPUs use. */
export interface DomainStatsCPUCacheMonitor {
  readonly name?: string;
  /** Which virtual CPUs, as a list such as `0-3`. */
  readonly vcpus?: string;
  readonly banks?: Readonly<Record<number, DomainStatsCPUCacheMonitorBank>>;
}

/** A processor package whose energy is watched. */
export interface DomainStatsCPUEnergyMonitorPackage {
  /** The host's number for the package. */
  readonly id?: number;
  /** What the host's kernel measures, by its names, such as `core_energy`. */
  readonly counters?: Readonly<Record<string, number>>;
}

/** The energy that some virtual CPUs use. */
export interface DomainStatsCPUEnergyMonitor {
  readonly name?: string;
  /** Which virtual CPUs, as a list such as `0-3`. */
  readonly vcpus?: string;
  readonly packages?: Readonly<Record<number, DomainStatsCPUEnergyMonitorPackage>>;
}

/** The CPU time that a domain has used, in nanoseconds. */
export interface DomainStatsCPU {
  /** All of it. */
  readonly time?: bigint;
  /** In programs. */
  readonly user?: bigint;
  /** In the kernel. */
  readonly system?: bigint;
  /** Spent on waiting for work that then came. */
  readonly haltPollSuccessTime?: bigint;
  /** Spent on waiting for work that did not come. */
  readonly haltPollFailTime?: bigint;
  readonly cacheMonitors?: Readonly<Record<number, DomainStatsCPUCacheMonitor>>;
  /** Since libvirt 12.4.0. */
  readonly energyMonitors?: Readonly<Record<number, DomainStatsCPUEnergyMonitor>>;
}

/** A domain's memory, as its balloon device tells; sizes are in KiB. */
export interface DomainStatsBalloon {
  /** What the domain has. */
  readonly current?: bigint;
  /** What it may have. */
  readonly maximum?: bigint;
  /** What the guest has read back from swap. */
  readonly swapIn?: bigint;
  /** What the guest has written to swap. */
  readonly swapOut?: bigint;
  /** Page faults that needed a disk. */
  readonly majorFault?: bigint;
  /** Page faults that needed none. */
  readonly minorFault?: bigint;
  /** What the guest uses for nothing, not even for caches. */
  readonly unused?: bigint;
  /** What the guest sees as its memory. */
  readonly available?: bigint;
  /** What the hypervisor's process takes of the host's memory. */
  readonly rss?: bigint;
  /** What can be taken from the guest without making it swap. */
  readonly usable?: bigint;
  /** When the guest told this, in seconds since the beginning of 1970. */
  readonly lastUpdate?: bigint;
  /** Caches that the guest can give up without writing anything. */
  readonly diskCaches?: bigint;
  /** Huge pages that the guest got. */
  readonly hugetlbPgAlloc?: bigint;
  /** Huge pages that the guest wanted and did not get. */
  readonly hugetlbPgFail?: bigint;
}

/**
 * A statistic that the hypervisor names itself: what it means, and whether it stays, is the
 * hypervisor's.
 */
export interface DomainStatsCustom {
  /** As it is now. */
  readonly cur?: bigint | boolean;
  /** At most so far. */
  readonly max?: bigint | boolean;
  /** All together so far. */
  readonly sum?: bigint | boolean;
}

/** A virtual CPU; times are in nanoseconds. */
export interface DomainStatsVcpu {
  readonly state?: VcpuState;
  /** How long it has run. */
  readonly time?: bigint;
  /** How long it wanted to run while the host ran something else. */
  readonly wait?: bigint;
  /** Whether it stands still: it may be idle, or switched off. */
  readonly halted?: boolean;
  /** How long its thread has waited in the host's queue. */
  readonly delay?: bigint;
  /** The hypervisor's own statistics, by its names. */
  readonly custom?: Readonly<Record<string, DomainStatsCustom>>;
}

/** A network interface, seen from the domain. */
export interface DomainStatsNet {
  /** The device on the host. */
  readonly name?: string;
  /** Bytes received. */
  readonly rxBytes?: bigint;
  /** Packets received. */
  readonly rxPkts?: bigint;
  /** Errors at receiving. */
  readonly rxErrs?: bigint;
  /** Packets that were dropped at receiving. */
  readonly rxDrop?: bigint;
  /** Bytes sent. */
  readonly txBytes?: bigint;
  /** Packets sent. */
  readonly txPkts?: bigint;
  /** Errors at sending. */
  readonly txErrs?: bigint;
  /** Packets that were dropped at sending. */
  readonly txDrop?: bigint;
}

/** What a disk's storage asks of single requests; sizes are in bytes. Since libvirt 11.10.0. */
export interface DomainStatsBlockLimits {
  /** Where requests must begin and end. */
  readonly requestAlignment?: bigint;
  /** The most that can be discarded at once. */
  readonly discardMax?: bigint;
  /** Where discarding had best begin and end. */
  readonly discardAlignment?: bigint;
  /** The most that can be zeroed at once. */
  readonly writeZeroesMax?: bigint;
  /** Where zeroing had best begin and end. */
  readonly writeZeroesAlignment?: bigint;
  /** The best length of a request. */
  readonly transferOptimal?: bigint;
  /** The greatest length of a request. */
  readonly transferMax?: bigint;
  /** The greatest length of a request that passes the kernel's scheduler by. */
  readonly transferHwMax?: bigint;
  /** The most pieces of memory in a request. */
  readonly iovMax?: bigint;
  /** The most pieces of memory in a request that passes the kernel's scheduler by. */
  readonly iovHwMax?: bigint;
  /** Where memory must begin so that it need not be copied. */
  readonly memoryAlignmentMinimal?: bigint;
  /** Where memory begins that is copied. */
  readonly memoryAlignmentOptimal?: bigint;
}

/** What a disk did in an interval; latencies are in nanoseconds. Since libvirt 11.10.0. */
export interface DomainStatsBlockTimedStats {
  /** The length of the interval, in seconds. */
  readonly intervalLength?: bigint;
  readonly rdLatencyMin?: bigint;
  readonly rdLatencyMax?: bigint;
  readonly rdLatencyAvg?: bigint;
  readonly wrLatencyMin?: bigint;
  readonly wrLatencyMax?: bigint;
  readonly wrLatencyAvg?: bigint;
  readonly zoneAppendLatencyMin?: bigint;
  readonly zoneAppendLatencyMax?: bigint;
  readonly zoneAppendLatencyAvg?: bigint;
  readonly flushLatencyMin?: bigint;
  readonly flushLatencyMax?: bigint;
  readonly flushLatencyAvg?: bigint;
  /** How many reads were waiting, on average. */
  readonly rdQueueDepthAvg?: number;
  /** How many writes were waiting, on average. */
  readonly wrQueueDepthAvg?: number;
  /** How many appends to a zone were waiting, on average. */
  readonly zoneAppendQueueDepthAvg?: number;
}

/** How many requests took how long. */
export interface DomainStatsBlockLatencyHistogramBin {
  /** The shortest time of those counted here, in nanoseconds. */
  readonly start?: bigint;
  /** How many. */
  readonly value?: bigint;
}

/** How long one kind of requests took. */
export interface DomainStatsBlockLatencyHistogram {
  readonly bins?: Readonly<Record<number, DomainStatsBlockLatencyHistogramBin>>;
}

/** How long a disk's requests took, by their kinds. Since libvirt 12.1.0. */
export interface DomainStatsBlockLatencyHistograms {
  readonly read?: DomainStatsBlockLatencyHistogram;
  readonly write?: DomainStatsBlockLatencyHistogram;
  readonly zoneAppend?: DomainStatsBlockLatencyHistogram;
  readonly flush?: DomainStatsBlockLatencyHistogram;
}

/** A disk, or with `ConnectGetAllDomainStatsFlags.BACKING` an image behind one. */
export interface DomainStatsBlock {
  /** The target name in the domain's XML, such as `vda`. */
  readonly name?: string;
  /** Of an image behind a disk: which in the chain. */
  readonly backingIndex?: number;
  /** The file or device on the host, if it is one. */
  readonly path?: string;
  /** Read requests. */
  readonly rdReqs?: bigint;
  /** Bytes read. */
  readonly rdBytes?: bigint;
  /** Time spent on reading, in nanoseconds. */
  readonly rdTimes?: bigint;
  /** Write requests. */
  readonly wrReqs?: bigint;
  /** Bytes written. */
  readonly wrBytes?: bigint;
  /** Time spent on writing, in nanoseconds. */
  readonly wrTimes?: bigint;
  /** Flush requests. */
  readonly flReqs?: bigint;
  /** Time spent on flushing, in nanoseconds. */
  readonly flTimes?: bigint;
  /** Xen alone tells this: requests for which there was no room. */
  readonly errors?: bigint;
  /** Up to where something has been written, in bytes. */
  readonly allocation?: bigint;
  /** The size that the guest sees, in bytes. */
  readonly capacity?: bigint;
  /** The size of the file or device, in bytes. */
  readonly physical?: bigint;
  /** Up to where may be written before an event tells so, in bytes. */
  readonly threshold?: bigint;
  readonly limits?: DomainStatsBlockLimits;
  /** By intervals, if some are configured. */
  readonly timedStats?: Readonly<Record<number, DomainStatsBlockTimedStats>>;
  readonly latencyHistograms?: DomainStatsBlockLatencyHistograms;
}

/** What the CPU events counted that `Domain.setPerfEvents` switches on. */
export interface DomainStatsPerf {
  /** The last-level cache that it uses, in bytes. */
  readonly cmt?: bigint;
  /** Traffic between levels of the cache, in bytes a second. */
  readonly mbmt?: bigint;
  /** Traffic through the memory controller of its socket, in bytes a second. */
  readonly mbml?: bigint;
  /** Accesses that the cache could not serve. */
  readonly cacheMisses?: bigint;
  /** Accesses to the cache. */
  readonly cacheReferences?: bigint;
  /** Instructions. */
  readonly instructions?: bigint;
  /** CPU cycles. */
  readonly cpuCycles?: bigint;
  /** Branches. */
  readonly branchInstructions?: bigint;
  /** Branches that were predicted wrongly. */
  readonly branchMisses?: bigint;
  /** Bus cycles. */
  readonly busCycles?: bigint;
  /** Cycles in which no instruction could be fetched. */
  readonly stalledCyclesFrontend?: bigint;
  /** Cycles in which no instruction could be finished. */
  readonly stalledCyclesBackend?: bigint;
  /** CPU cycles at a rate that does not change. */
  readonly refCpuCycles?: bigint;
  /** Time by the CPU's clock. */
  readonly cpuClock?: bigint;
  /** Time in which it ran. */
  readonly taskClock?: bigint;
  /** Page faults. */
  readonly pageFaults?: bigint;
  /** Switches to another task. */
  readonly contextSwitches?: bigint;
  /** Moves to another CPU. */
  readonly cpuMigrations?: bigint;
  /** Page faults that needed no disk. */
  readonly pageFaultsMin?: bigint;
  /** Page faults that needed a disk. */
  readonly pageFaultsMaj?: bigint;
  /** Accesses to addresses that are not aligned. */
  readonly alignmentFaults?: bigint;
  /** Instructions that the kernel had to emulate. */
  readonly emulationFaults?: bigint;
}

/** How an IOThread polls. */
export interface DomainStatsIOThread {
  /** How long at most, in nanoseconds; 0 for not at all. */
  readonly pollMaxNS?: bigint;
  /** By which factor it polls longer; 0 for the hypervisor's choice. */
  readonly pollGrow?: bigint;
  /** By which divisor it polls less long; 0 for the hypervisor's choice. */
  readonly pollShrink?: bigint;
  /** How little the latest event counts, as a shift; 0 for the hypervisor's choice. Since libvirt 12.7.0. */
  readonly pollWeight?: number;
}

/** A memory controller that is watched: bytes so far. */
export interface DomainStatsMemoryBandwidthMonitorNode {
  /** The host's number for the controller. */
  readonly id?: number;
  /** What passed the controller of the CPU that asked. */
  readonly bytesLocal?: bigint;
  /** What passed any controller. */
  readonly bytesTotal?: bigint;
}

/** How much some virtual CPUs read and write. */
export interface DomainStatsMemoryBandwidthMonitor {
  readonly name?: string;
  /** Which virtual CPUs, as a list such as `0-3`. */
  readonly vcpus?: string;
  readonly nodes?: Readonly<Record<number, DomainStatsMemoryBandwidthMonitorNode>>;
}

/** A domain's traffic to memory. */
export interface DomainStatsMemory {
  readonly bandwidthMonitor?: Readonly<Record<number, DomainStatsMemoryBandwidthMonitor>>;
}

/** How fast one virtual CPU changes memory. */
export interface DomainStatsDirtyRateVCPU {
  /** In MiB a second. */
  readonly megabytesPerSecond?: bigint;
}

/** How fast a domain changes its memory, when that was last measured. */
export interface DomainStatsDirtyRate {
  /** Whether it has been measured. */
  readonly calcStatus?: DomainDirtyRateStatus;
  /** When that began, in seconds. */
  readonly calcStartTime?: bigint;
  /** How long it took, in seconds. */
  readonly calcPeriod?: number;
  /** The result, in MiB a second. */
  readonly megabytesPerSecond?: bigint;
  /** `page-sampling`, `dirty-bitmap` or `dirty-ring`. */
  readonly calcMode?: string;
  /** The result by virtual CPU. */
  readonly vcpus?: Readonly<Record<number, DomainStatsDirtyRateVCPU>>;
}

/**
 * What a domain does and uses. What was not asked for, or what the hypervisor does not know, is
 * absent. Things of which there are many are by number, and the numbers may have gaps: use
 * `Object.values` or `Object.entries`.
 */
export interface DomainStats extends UnknownParameters {
  /** The domain, which is to be freed. */
  readonly domain: Domain;
  /** Since libvirt 1.2.8. */
  readonly state?: DomainStatsState;
  /** Since libvirt 1.2.9. */
  readonly cpu?: DomainStatsCPU;
  /** Since libvirt 1.2.9. */
  readonly balloon?: DomainStatsBalloon;
  /** How many virtual CPUs it has. Since libvirt 1.2.9. */
  readonly vcpuCurrent?: number;
  /** How many virtual CPUs it may have. Since libvirt 1.2.9. */
  readonly vcpuMaximum?: number;
  /** By the number of the virtual CPU. Since libvirt 1.2.9. */
  readonly vcpu?: Readonly<Record<number, DomainStatsVcpu>>;
  /** Network interfaces. Since libvirt 1.2.9. */
  readonly net?: Readonly<Record<number, DomainStatsNet>>;
  /** Disks. Since libvirt 1.2.9. */
  readonly block?: Readonly<Record<number, DomainStatsBlock>>;
  /** Since libvirt 1.3.3. */
  readonly perf?: DomainStatsPerf;
  /** Since libvirt 6.0.0. */
  readonly memory?: DomainStatsMemory;
  /** Since libvirt 7.2.0. */
  readonly dirtyRate?: DomainStatsDirtyRate;
  /** The hypervisor's own statistics, by its names. Since libvirt 8.9.0. */
  readonly vm?: Readonly<Record<string, DomainStatsCustom>>;
  /** By the id of the IOThread. Since libvirt 4.10.0. */
  readonly ioThread?: Readonly<Record<number, DomainStatsIOThread>>;
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

/** Where the statistics of a domain stand. */
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
        // Sent with 32 bits unless they need 64: a type that depends on the value helps nobody.
        pollGrow: [DomainStatsParameter.IOTHREAD_SUFFIX_POLL_GROW, 'ullong'],
        pollShrink: [DomainStatsParameter.IOTHREAD_SUFFIX_POLL_SHRINK, 'ullong'],
        pollWeight: [DomainStatsParameter.IOTHREAD_SUFFIX_POLL_WEIGHT, 'uint'],
      },
      DomainStatsParameter.IOTHREAD_COUNT,
    ),
  }),
);

/** `virConnectGetAllDomainStats`, `virDomainListGetStats`: a record for each domain. */
export function readDomainStats(
  packed: PackedParameters,
  domains: readonly Domain[],
): DomainStats[] {
  return unpack(packed, domainStatsPlacement).map((record, index) =>
    Object.assign(record, { domain: domains[index]! }),
  );
}
