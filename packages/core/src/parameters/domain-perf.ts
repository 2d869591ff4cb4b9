import { PerfParameter } from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/**
 * Which performance monitoring events are enabled for a domain. {@link DomainStatsPerf} has the
 * counts.
 */
export interface DomainPerfEvents extends UnknownParameters {
  /** Usage of the last-level cache (CMT). Since libvirt 1.3.3. */
  readonly cmt?: boolean;
  /** Total memory bandwidth, all sockets (MBMT). Since libvirt 1.3.5. */
  readonly mbmt?: boolean;
  /** Memory bandwidth of the local socket (MBML). Since libvirt 1.3.5. */
  readonly mbml?: boolean;
  /** Cache misses. Since libvirt 2.3.0. */
  readonly cacheMisses?: boolean;
  /** Cache accesses. Since libvirt 2.3.0. */
  readonly cacheReferences?: boolean;
  /** Instructions executed. Since libvirt 2.3.0. */
  readonly instructions?: boolean;
  /** CPU cycles. Since libvirt 2.3.0. */
  readonly cpuCycles?: boolean;
  /** Branch instructions. Since libvirt 3.0.0. */
  readonly branchInstructions?: boolean;
  /** Branch mispredictions. Since libvirt 3.0.0. */
  readonly branchMisses?: boolean;
  /** Bus cycles. Since libvirt 3.0.0. */
  readonly busCycles?: boolean;
  /**
   * Cycles in which the CPU's frontend stalled: no instruction could be issued. Since libvirt
   * 3.0.0.
   */
  readonly stalledCyclesFrontend?: boolean;
  /**
   * Cycles in which the CPU's backend stalled: no instruction could be retired. Since libvirt
   * 3.0.0.
   */
  readonly stalledCyclesBackend?: boolean;
  /**
   * CPU cycles at the reference frequency, regardless of frequency scaling. Since libvirt 3.0.0.
   */
  readonly refCpuCycles?: boolean;
  /** CPU clock time. Since libvirt 3.2.0. */
  readonly cpuClock?: boolean;
  /** CPU clock time of the domain's task. Since libvirt 3.2.0. */
  readonly taskClock?: boolean;
  /** Page faults. Since libvirt 3.2.0. */
  readonly pageFaults?: boolean;
  /** Context switches. Since libvirt 3.2.0. */
  readonly contextSwitches?: boolean;
  /** Migrations from one CPU to another. Since libvirt 3.2.0. */
  readonly cpuMigrations?: boolean;
  /** Minor page faults: no disk access needed. Since libvirt 3.2.0. */
  readonly pageFaultsMin?: boolean;
  /** Major page faults: disk access needed. Since libvirt 3.2.0. */
  readonly pageFaultsMaj?: boolean;
  /** Unaligned memory accesses that the kernel handled. Since libvirt 3.2.0. */
  readonly alignmentFaults?: boolean;
  /** Instructions that the kernel emulated. Since libvirt 3.2.0. */
  readonly emulationFaults?: boolean;
}

/** `virDomainGetPerfEvents`, `virDomainSetPerfEvents`. */
export const domainPerfEvents = fieldSet((): Fields<DomainPerfEvents> => ({
  cmt: [PerfParameter.CMT, 'boolean'],
  mbmt: [PerfParameter.MBMT, 'boolean'],
  mbml: [PerfParameter.MBML, 'boolean'],
  cacheMisses: [PerfParameter.CACHE_MISSES, 'boolean'],
  cacheReferences: [PerfParameter.CACHE_REFERENCES, 'boolean'],
  instructions: [PerfParameter.INSTRUCTIONS, 'boolean'],
  cpuCycles: [PerfParameter.CPU_CYCLES, 'boolean'],
  branchInstructions: [PerfParameter.BRANCH_INSTRUCTIONS, 'boolean'],
  branchMisses: [PerfParameter.BRANCH_MISSES, 'boolean'],
  busCycles: [PerfParameter.BUS_CYCLES, 'boolean'],
  stalledCyclesFrontend: [PerfParameter.STALLED_CYCLES_FRONTEND, 'boolean'],
  stalledCyclesBackend: [PerfParameter.STALLED_CYCLES_BACKEND, 'boolean'],
  refCpuCycles: [PerfParameter.REF_CPU_CYCLES, 'boolean'],
  cpuClock: [PerfParameter.CPU_CLOCK, 'boolean'],
  taskClock: [PerfParameter.TASK_CLOCK, 'boolean'],
  pageFaults: [PerfParameter.PAGE_FAULTS, 'boolean'],
  contextSwitches: [PerfParameter.CONTEXT_SWITCHES, 'boolean'],
  cpuMigrations: [PerfParameter.CPU_MIGRATIONS, 'boolean'],
  pageFaultsMin: [PerfParameter.PAGE_FAULTS_MIN, 'boolean'],
  pageFaultsMaj: [PerfParameter.PAGE_FAULTS_MAJ, 'boolean'],
  alignmentFaults: [PerfParameter.ALIGNMENT_FAULTS, 'boolean'],
  emulationFaults: [PerfParameter.EMULATION_FAULTS, 'boolean'],
}));
