import { PerfParameter } from '../generated/parameters.js';
import { fieldSet, type Fields } from './field-set.js';
import type { UnknownParameters } from './layout.js';

/** Which events of the host's CPUs are counted for a domain; `DomainStats.perf` has the counts. */
export interface DomainPerfEvents extends UnknownParameters {
  /** The use of the last-level cache. Since libvirt 1.3.3. */
  readonly cmt?: boolean;
  /** The traffic between levels of the cache. Since libvirt 1.3.5. */
  readonly mbmt?: boolean;
  /** The traffic through the memory controller of its socket. Since libvirt 1.3.5. */
  readonly mbml?: boolean;
  /** Accesses that the cache could not serve. Since libvirt 2.3.0. */
  readonly cacheMisses?: boolean;
  /** Accesses to the cache. Since libvirt 2.3.0. */
  readonly cacheReferences?: boolean;
  /** Instructions. Since libvirt 2.3.0. */
  readonly instructions?: boolean;
  /** CPU cycles. Since libvirt 2.3.0. */
  readonly cpuCycles?: boolean;
  /** Branches. Since libvirt 3.0.0. */
  readonly branchInstructions?: boolean;
  /** Branches that were predicted wrongly. Since libvirt 3.0.0. */
  readonly branchMisses?: boolean;
  /** Bus cycles. Since libvirt 3.0.0. */
  readonly busCycles?: boolean;
  /** Cycles in which no instruction could be fetched. Since libvirt 3.0.0. */
  readonly stalledCyclesFrontend?: boolean;
  /** Cycles in which no instruction could be finished. Since libvirt 3.0.0. */
  readonly stalledCyclesBackend?: boolean;
  /** CPU cycles at a rate that does not change. Since libvirt 3.0.0. */
  readonly refCpuCycles?: boolean;
  /** Time by the CPU's clock. Since libvirt 3.2.0. */
  readonly cpuClock?: boolean;
  /** Time in which it ran. Since libvirt 3.2.0. */
  readonly taskClock?: boolean;
  /** Page faults. Since libvirt 3.2.0. */
  readonly pageFaults?: boolean;
  /** Switches to another task. Since libvirt 3.2.0. */
  readonly contextSwitches?: boolean;
  /** Moves to another CPU. Since libvirt 3.2.0. */
  readonly cpuMigrations?: boolean;
  /** Page faults that needed no disk. Since libvirt 3.2.0. */
  readonly pageFaultsMin?: boolean;
  /** Page faults that needed a disk. Since libvirt 3.2.0. */
  readonly pageFaultsMaj?: boolean;
  /** Accesses to addresses that are not aligned. Since libvirt 3.2.0. */
  readonly alignmentFaults?: boolean;
  /** Instructions that the kernel had to emulate. Since libvirt 3.2.0. */
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
