export type {
  DomainAnnounceInterface,
  DomainInterfaceParameters,
  NetworkPortParameters,
} from './bandwidth.js';
export type {
  DomainBlkioParameters,
  DomainBlockCopyParameters,
  DomainBlockIoTuneParameters,
  DomainBlockStats,
} from './domain-block.js';
export type { DomainJobInfo } from './domain-job.js';
export type { DomainMigrateParameters, DomainSaveRestoreParams } from './domain-migration.js';
export type { DomainPerfEvents } from './domain-perf.js';
export type {
  DomainStats,
  DomainStatsBalloon,
  DomainStatsBlock,
  DomainStatsBlockLatencyHistogram,
  DomainStatsBlockLatencyHistogramBin,
  DomainStatsBlockLatencyHistograms,
  DomainStatsBlockLimits,
  DomainStatsBlockTimedStats,
  DomainStatsCPU,
  DomainStatsCPUCacheMonitor,
  DomainStatsCPUCacheMonitorBank,
  DomainStatsCPUEnergyMonitor,
  DomainStatsCPUEnergyMonitorPackage,
  DomainStatsCustom,
  DomainStatsDirtyRate,
  DomainStatsDirtyRateVCPU,
  DomainStatsIOThread,
  DomainStatsMemory,
  DomainStatsMemoryBandwidthMonitor,
  DomainStatsMemoryBandwidthMonitorNode,
  DomainStatsNet,
  DomainStatsPerf,
  DomainStatsState,
  DomainStatsVcpu,
} from './domain-stats.js';
export type {
  DomainCPUStats,
  DomainMemoryParameters,
  DomainNumaParameters,
  DomainSchedulerParameters,
  DomainSetIOThreadParams,
} from './domain-tuning.js';
export type { Settable } from './field-set.js';
export type {
  DomainGuestInfo,
  DomainGuestInfoDevice,
  DomainGuestInfoDisk,
  DomainGuestInfoDiskDependency,
  DomainGuestInfoFileSystem,
  DomainGuestInfoFileSystemDisk,
  DomainGuestInfoInterface,
  DomainGuestInfoIPAddress,
  DomainGuestInfoLoad,
  DomainGuestInfoOS,
  DomainGuestInfoTimeZone,
  DomainGuestInfoUser,
} from './guest-info.js';
export type { DomainGuestVcpus } from './guest-vcpus.js';
export type {
  ConnectIdentity,
  NodeCPUStats,
  NodeMemoryParameters,
  NodeMemoryStats,
  NodeSEVParameters,
} from './host.js';
export type {
  DomainLaunchSecurityParameters,
  DomainLaunchSecurityStateParameters,
} from './launch-security.js';
export type { Indexed, ParameterValue, UnknownParameters } from './layout.js';
