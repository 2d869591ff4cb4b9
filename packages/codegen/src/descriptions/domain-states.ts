import type { Descriptions } from './description.js';

/** The states of domains, and what is measured of them. */
export const domainStates: Descriptions = {
  virDomainState: {
    about:
      'What a domain does at present: {@link Domain.getState}, {@link Domain.getInfo} and the statistics of {@link Connect.getAllDomainStats} report it.',
    values: {
      VIR_DOMAIN_NOSTATE: 'The driver does not know the state.',
      VIR_DOMAIN_RUNNING: 'The guest executes, or waits only for its turn on a CPU.',
      VIR_DOMAIN_BLOCKED:
        "The guest is stuck, waiting for a resource. Of the current drivers, only VirtualBox's reports it.",
      VIR_DOMAIN_PAUSED:
        "The guest's CPUs are stopped, and its memory stays on the host; {@link Domain.resume} continues it.",
      VIR_DOMAIN_SHUTDOWN: 'The guest is shutting down, but has not ended yet.',
      VIR_DOMAIN_SHUTOFF: 'The domain is off. Only persistent domains can be seen in this state.',
      VIR_DOMAIN_CRASHED:
        'The guest crashed, and its configuration keeps it for a look at what remains.',
      VIR_DOMAIN_PMSUSPENDED: 'The guest put itself to sleep; {@link Domain.pmWakeup} wakes it.',
    },
  },
  virDomainNostateReason: {
    about: 'The reason of {@link Domain.getState} beside `DomainState.NOSTATE`.',
    values: {
      VIR_DOMAIN_NOSTATE_UNKNOWN: 'No reason is ever known in this state.',
    },
  },
  virDomainRunningReason: {
    about: 'Why a domain runs: the reason of {@link Domain.getState} beside `DomainState.RUNNING`.',
    values: {
      VIR_DOMAIN_RUNNING_UNKNOWN: 'The driver did not record how the guest got here.',
      VIR_DOMAIN_RUNNING_BOOTED: 'The domain was started and booted normally.',
      VIR_DOMAIN_RUNNING_MIGRATED: 'The domain arrived from another host.',
      VIR_DOMAIN_RUNNING_RESTORED: 'The domain was restored from a save image.',
      VIR_DOMAIN_RUNNING_FROM_SNAPSHOT: 'A revert to a snapshot made it run.',
      VIR_DOMAIN_RUNNING_UNPAUSED: '{@link Domain.resume} ended a pause.',
      VIR_DOMAIN_RUNNING_MIGRATION_CANCELED:
        'A migration to another host was given up or failed, so the guest continues here.',
      VIR_DOMAIN_RUNNING_SAVE_CANCELED: 'Saving failed or was aborted, so the guest continues.',
      VIR_DOMAIN_RUNNING_WAKEUP: 'The guest woke up from its own suspension.',
      VIR_DOMAIN_RUNNING_CRASHED: 'The guest crashed before and was resumed.',
      VIR_DOMAIN_RUNNING_POSTCOPY:
        'A post-copy migration is in progress: the guest runs here, and part of its memory is still on the source.',
      VIR_DOMAIN_RUNNING_POSTCOPY_FAILED:
        'A post-copy migration broke while the guest runs here; resume it with `DomainMigrateFlags.POSTCOPY_RESUME`.',
    },
  },
  virDomainBlockedReason: {
    about: 'The reason of {@link Domain.getState} beside `DomainState.BLOCKED`.',
    values: {
      VIR_DOMAIN_BLOCKED_UNKNOWN: 'What the guest waits for is not reported.',
    },
  },
  virDomainPausedReason: {
    about:
      'Why a domain is paused: the reason of {@link Domain.getState} beside `DomainState.PAUSED`.',
    values: {
      VIR_DOMAIN_PAUSED_UNKNOWN: 'The driver did not record who or what paused it.',
      VIR_DOMAIN_PAUSED_USER:
        '{@link Domain.suspend} was called, or the domain was started paused.',
      VIR_DOMAIN_PAUSED_MIGRATION:
        'A migration that is not live, or the last phase of a live one, stopped it.',
      VIR_DOMAIN_PAUSED_SAVE: 'Its state is being written to a save image.',
      VIR_DOMAIN_PAUSED_DUMP: 'Its memory is being dumped by a dump that is not live.',
      VIR_DOMAIN_PAUSED_IOERROR:
        'A disk returned an error, and its error policy is to stop the guest; {@link Domain.getDiskErrors} names the disk.',
      VIR_DOMAIN_PAUSED_WATCHDOG: "The guest's watchdog expired, and its action is to pause.",
      VIR_DOMAIN_PAUSED_FROM_SNAPSHOT:
        'A revert brought back a snapshot of a paused guest, or asked for a paused one.',
      VIR_DOMAIN_PAUSED_SHUTTING_DOWN:
        'The guest has powered off, and the domain is about to end or to restart.',
      VIR_DOMAIN_PAUSED_SNAPSHOT: 'A snapshot is being taken, which needs a paused guest.',
      VIR_DOMAIN_PAUSED_CRASHED: 'The guest panicked, and `<on_crash>` preserves it.',
      VIR_DOMAIN_PAUSED_STARTING_UP: 'The domain is being started, and its CPUs have not run yet.',
      VIR_DOMAIN_PAUSED_POSTCOPY:
        'A post-copy migration moved execution to the destination; this copy only provides memory.',
      VIR_DOMAIN_PAUSED_POSTCOPY_FAILED:
        "A post-copy migration broke, so the guest's memory is spread over two hosts; `DomainMigrateFlags.POSTCOPY_RESUME` continues it.",
      VIR_DOMAIN_PAUSED_API_ERROR:
        'A call, such as a snapshot, had paused it and failed to resume it at its end.',
    },
  },
  virDomainShutdownReason: {
    about: 'The reason of {@link Domain.getState} beside `DomainState.SHUTDOWN`.',
    values: {
      VIR_DOMAIN_SHUTDOWN_UNKNOWN: 'Who asked for the shutdown is not recorded.',
      VIR_DOMAIN_SHUTDOWN_USER: 'A user of libvirt asked the guest to shut down.',
    },
  },
  virDomainShutoffReason: {
    about:
      'Why a domain is off: the reason of {@link Domain.getState} beside `DomainState.SHUTOFF`.',
    values: {
      VIR_DOMAIN_SHUTOFF_UNKNOWN:
        "It is not known how the domain ended, for example because it has not run since the daemon's start.",
      VIR_DOMAIN_SHUTOFF_SHUTDOWN: 'The guest shut itself down in an orderly way.',
      VIR_DOMAIN_SHUTOFF_DESTROYED: '{@link Domain.destroy} or something like it cut the power.',
      VIR_DOMAIN_SHUTOFF_CRASHED: 'The guest or its emulator crashed.',
      VIR_DOMAIN_SHUTOFF_MIGRATED: 'The domain now runs on another host.',
      VIR_DOMAIN_SHUTOFF_SAVED: 'Its state went to a save image, from which it can be restored.',
      VIR_DOMAIN_SHUTOFF_FAILED: 'The domain failed to start, or its emulator failed.',
      VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT:
        'A revert brought back a snapshot of a domain that was off.',
      VIR_DOMAIN_SHUTOFF_DAEMON:
        'The daemon, while reconnecting to it after a restart, had to end it.',
    },
  },
  virDomainCrashedReason: {
    about: 'The reason of {@link Domain.getState} beside `DomainState.CRASHED`.',
    values: {
      VIR_DOMAIN_CRASHED_UNKNOWN: 'The kind of crash is not recorded.',
      VIR_DOMAIN_CRASHED_PANICKED:
        "The guest's kernel reported a panic, for example through a `<panic>` device.",
    },
  },
  virDomainPMSuspendedReason: {
    about:
      'The reason of {@link Domain.getState} beside `DomainState.PMSUSPENDED`, for a guest suspended to RAM.',
    values: {
      VIR_DOMAIN_PMSUSPENDED_UNKNOWN: 'The guest does not say why it sleeps.',
    },
  },
  virDomainPMSuspendedDiskReason: {
    about:
      'The reason that belongs to a guest suspended to disk; no state of {@link Domain.getState} uses it.',
    values: {
      VIR_DOMAIN_PMSUSPENDED_DISK_UNKNOWN: 'The guest does not say why it hibernated.',
    },
  },
  virDomainControlState: {
    about: 'Whether the hypervisor accepts commands for a domain: {@link Domain.getControlInfo}.',
    values: {
      VIR_DOMAIN_CONTROL_OK: 'Commands are accepted.',
      VIR_DOMAIN_CONTROL_JOB:
        'A long job, such as a migration, is running: {@link Domain.getJobInfo} shows how far it is. Many commands are refused meanwhile.',
      VIR_DOMAIN_CONTROL_OCCUPIED: 'Another command is being executed; the next has to wait.',
      VIR_DOMAIN_CONTROL_ERROR:
        'The domain cannot be controlled; {@link DomainControlInfo.details} says why.',
    },
  },
  virDomainControlErrorReason: {
    about:
      'Why a domain cannot be controlled: {@link DomainControlInfo.details} of {@link Domain.getControlInfo}.',
    values: {
      VIR_DOMAIN_CONTROL_ERROR_REASON_NONE: 'The daemon gave no reason, or there is no error.',
      VIR_DOMAIN_CONTROL_ERROR_REASON_UNKNOWN: 'There is an error of unknown origin.',
      VIR_DOMAIN_CONTROL_ERROR_REASON_MONITOR: "The connection to the emulator's monitor was lost.",
      VIR_DOMAIN_CONTROL_ERROR_REASON_INTERNAL: 'libvirt itself failed.',
    },
  },
  virDomainLifecycle: {
    about: 'The end of a guest for which {@link Domain.setLifecycleAction} sets the action.',
    values: {
      VIR_DOMAIN_LIFECYCLE_POWEROFF: 'The guest powers off: `<on_poweroff>`.',
      VIR_DOMAIN_LIFECYCLE_REBOOT: 'The guest reboots: `<on_reboot>`.',
      VIR_DOMAIN_LIFECYCLE_CRASH: 'The guest crashes: `<on_crash>`.',
    },
  },
  virDomainLifecycleAction: {
    about:
      'What happens at the end of a guest: {@link Domain.setLifecycleAction} sets it for one {@link DomainLifecycle}.',
    values: {
      VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY: 'Stop the domain and release its resources.',
      VIR_DOMAIN_LIFECYCLE_ACTION_RESTART: 'Start the domain again with the same configuration.',
      VIR_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME:
        'Start the domain again under a new name; only for Xen.',
      VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE:
        'Stop the domain, but keep its memory and devices for analysis until it is destroyed.',
      VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY:
        "Dump the guest's memory, then stop the domain; only for a crash.",
      VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART:
        "Dump the guest's memory, then restart the domain; only for a crash.",
      VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE_RUNNING:
        'Let the guest continue, so that it can write a crash dump and reboot by itself; only for a crash.',
    },
  },
  virVcpuState: {
    about:
      'What a virtual CPU does: {@link DomainVcpuInfo.state}, and the statistics of {@link Connect.getAllDomainStats}.',
    values: {
      VIR_VCPU_OFFLINE: 'It is not plugged in, or the domain is off.',
      VIR_VCPU_RUNNING: 'It executes, or could.',
      VIR_VCPU_BLOCKED: "It waits for something, such as an interrupt after the guest's `hlt`.",
    },
  },
  virVcpuHostCpuState: {
    about: 'Values of {@link DomainVcpuInfo.cpu} that are not the number of a host CPU.',
    values: {
      VIR_VCPU_INFO_CPU_UNAVAILABLE: 'The hypervisor does not reveal on which CPU it runs.',
      VIR_VCPU_INFO_CPU_OFFLINE: 'The virtual CPU is offline and runs nowhere.',
    },
  },
  virDomainMessageType: {
    about: 'Which messages about a domain {@link Domain.getMessages} returns.',
    values: {
      VIR_DOMAIN_MESSAGE_DEPRECATION:
        'The domain uses features, such as a machine type, that will be removed.',
      VIR_DOMAIN_MESSAGE_TAINTING:
        'The domain was used in a way that makes it hard to support, such as custom arguments for QEMU.',
      VIR_DOMAIN_MESSAGE_IOERRORS:
        'The I/O errors that were recorded for its disk images, with their times.',
    },
  },
  virDomainDiskErrorCode: {
    about:
      'What is wrong with a disk: {@link DomainDiskError.error} of {@link Domain.getDiskErrors}.',
    values: {
      VIR_DOMAIN_DISK_ERROR_NONE: 'The disk works.',
      VIR_DOMAIN_DISK_ERROR_UNSPEC: 'Reading or writing failed for a reason that is not reported.',
      VIR_DOMAIN_DISK_ERROR_NO_SPACE: 'The storage below the disk is full.',
    },
  },
  virDomainMemoryStatTags: {
    about:
      "What a number of {@link Domain.memoryStats} means: {@link DomainMemoryStat.tag}. Most are collected by the guest's balloon driver.",
    values: {
      VIR_DOMAIN_MEMORY_STAT_SWAP_IN: 'What the guest has read back from swap, in KiB.',
      VIR_DOMAIN_MEMORY_STAT_SWAP_OUT: 'What the guest has written to swap, in KiB.',
      VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT: 'How many page faults needed the disk.',
      VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT: 'How many page faults were served without the disk.',
      VIR_DOMAIN_MEMORY_STAT_UNUSED:
        'Memory that the guest does not use for anything, not even caches, in KiB.',
      VIR_DOMAIN_MEMORY_STAT_AVAILABLE:
        "Memory that the guest's system can use in total, in KiB; less than what it was assigned.",
      VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON:
        'Memory that the guest has at present, after what the balloon took, in KiB.',
      VIR_DOMAIN_MEMORY_STAT_RSS: "Host memory that the domain's process occupies, in KiB.",
      VIR_DOMAIN_MEMORY_STAT_USABLE:
        'Memory that the balloon can take before the guest has to swap, in KiB: `MemAvailable` on Linux.',
      VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE:
        'When the guest last sent its numbers, in seconds since the beginning of 1970.',
      VIR_DOMAIN_MEMORY_STAT_DISK_CACHES:
        "Memory of the guest's disk caches, which it can free without any I/O, in KiB.",
      VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC:
        'How many huge pages the guest has allocated successfully.',
      VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL:
        'How many allocations of huge pages failed in the guest.',
    },
  },
  virDomainDirtyRateStatus: {
    about:
      'The status of the measurement of {@link Domain.startDirtyRateCalc}: {@link DomainStatsDirtyRate.calcStatus}.',
    values: {
      VIR_DOMAIN_DIRTYRATE_UNSTARTED: 'Nothing has been measured yet.',
      VIR_DOMAIN_DIRTYRATE_MEASURING: 'The measurement is in progress.',
      VIR_DOMAIN_DIRTYRATE_MEASURED: 'The result is available, in MiB/s.',
    },
  },
  virDomainDirtyRateCalcFlags: {
    about: 'How {@link Domain.startDirtyRateCalc} finds out how fast a guest changes its memory.',
    values: {
      VIR_DOMAIN_DIRTYRATE_MODE_PAGE_SAMPLING:
        'Compare checksums of some pages: the default, cheap and imprecise.',
      VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP:
        'Count with the dirty bitmap of KVM: exact for the domain, at a cost to the guest.',
      VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING:
        'Count with the dirty ring of KVM, for each virtual CPU; the domain needs `<dirty-ring>`.',
    },
  },
  virDomainNumatuneMemMode: {
    about: "How a domain's memory is spread over NUMA nodes: {@link DomainNumaParameters.mode}.",
    values: {
      VIR_DOMAIN_NUMATUNE_MEM_STRICT: 'Allocate only on the given nodes; fail if they are full.',
      VIR_DOMAIN_NUMATUNE_MEM_PREFERRED:
        'Allocate on the given node if it has room, elsewhere if not.',
      VIR_DOMAIN_NUMATUNE_MEM_INTERLEAVE: 'Allocate on the given nodes in turn.',
      VIR_DOMAIN_NUMATUNE_MEM_RESTRICTIVE:
        "Leave the kernel's policy alone and confine the domain with cgroups; memory can then be moved at run time.",
    },
  },
};
