import type { Descriptions } from './description.js';

/** The events of domains. */
export const domainEvents: Descriptions = {
  virDomainEventID: {
    about:
      'The numbers by which libvirt registers the events of domains. `conn.on()`, {@link Connect.watch} and the `domainEvent…Register` methods use names instead.',
    values: {
      VIR_DOMAIN_EVENT_ID_LIFECYCLE:
        '`domain-lifecycle`: a domain started, stopped, or was defined, and the like.',
      VIR_DOMAIN_EVENT_ID_REBOOT: '`domain-reboot`: a guest rebooted.',
      VIR_DOMAIN_EVENT_ID_RTC_CHANGE: '`domain-rtc-change`: a guest set its clock.',
      VIR_DOMAIN_EVENT_ID_WATCHDOG: "`domain-watchdog`: a guest's watchdog expired.",
      VIR_DOMAIN_EVENT_ID_IO_ERROR: '`domain-io-error`: a disk failed.',
      VIR_DOMAIN_EVENT_ID_GRAPHICS:
        '`domain-graphics`: a client of a graphical console connected or disconnected.',
      VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON:
        '`domain-io-error-reason`: a disk failed, with the reason.',
      VIR_DOMAIN_EVENT_ID_CONTROL_ERROR:
        '`domain-control-error`: the monitor of a domain can no longer be used.',
      VIR_DOMAIN_EVENT_ID_BLOCK_JOB:
        '`domain-block-job`: a block job changed its status; the disk is given by its path.',
      VIR_DOMAIN_EVENT_ID_DISK_CHANGE:
        '`domain-disk-change`: a start went ahead without a missing image.',
      VIR_DOMAIN_EVENT_ID_TRAY_CHANGE: '`domain-tray-change`: the tray of a removable drive moved.',
      VIR_DOMAIN_EVENT_ID_PMWAKEUP: '`domain-pm-wakeup`: a sleeping guest woke up.',
      VIR_DOMAIN_EVENT_ID_PMSUSPEND: '`domain-pm-suspend`: a guest suspended itself to RAM.',
      VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE:
        "`domain-balloon-change`: a guest's balloon reached a new size.",
      VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK: '`domain-pm-suspend-disk`: a guest hibernated.',
      VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED:
        '`domain-device-removed`: the guest released a device, which is now unplugged.',
      VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2:
        '`domain-block-job-2`: a block job changed its status; the disk is given by its target, such as `vda`.',
      VIR_DOMAIN_EVENT_ID_TUNABLE: '`domain-tunable`: a tuning parameter was changed.',
      VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE:
        '`domain-agent-lifecycle`: the guest agent connected or disconnected.',
      VIR_DOMAIN_EVENT_ID_DEVICE_ADDED: '`domain-device-added`: a device was plugged in.',
      VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION:
        '`domain-migration-iteration`: a migration begins another pass over the memory.',
      VIR_DOMAIN_EVENT_ID_JOB_COMPLETED:
        '`domain-job-completed`: a job ended; with its final statistics.',
      VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED:
        '`domain-device-removal-failed`: the guest refused to release a device.',
      VIR_DOMAIN_EVENT_ID_METADATA_CHANGE:
        '`domain-metadata-change`: title, description or custom metadata changed.',
      VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD:
        '`domain-block-threshold`: writes passed what {@link Domain.setBlockThreshold} set.',
      VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE:
        "`domain-memory-failure`: the host found a hardware error in a domain's memory.",
      VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE:
        '`domain-memory-device-size-change`: the guest resized a virtio-mem device.',
      VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE:
        '`domain-nic-mac-change`: the guest changed the MAC address of a network device.',
      VIR_DOMAIN_EVENT_ID_VCPU_REMOVED: '`domain-vcpu-removed`: a virtual CPU was unplugged.',
      VIR_DOMAIN_EVENT_ID_CHANNEL_LIFECYCLE:
        '`domain-channel-lifecycle`: a process in the guest opened or closed a virtio channel.',
    },
  },
  virDomainEventType: {
    about:
      'What happened to a domain: `event` of the event `domain-lifecycle`. Each has an enum of its own for the detail.',
    values: {
      VIR_DOMAIN_EVENT_DEFINED:
        'Its persistent configuration was stored or replaced: {@link DomainEventDefinedDetailType}.',
      VIR_DOMAIN_EVENT_UNDEFINED:
        'Its persistent configuration was removed: {@link DomainEventUndefinedDetailType}.',
      VIR_DOMAIN_EVENT_STARTED:
        'It was started, restored or migrated to this host: {@link DomainEventStartedDetailType}.',
      VIR_DOMAIN_EVENT_SUSPENDED: 'Its CPUs were stopped: {@link DomainEventSuspendedDetailType}.',
      VIR_DOMAIN_EVENT_RESUMED: 'Its CPUs continue: {@link DomainEventResumedDetailType}.',
      VIR_DOMAIN_EVENT_STOPPED:
        'It is no longer active on this host: {@link DomainEventStoppedDetailType}.',
      VIR_DOMAIN_EVENT_SHUTDOWN:
        'The guest has finished its shutdown, and the domain will stop: {@link DomainEventShutdownDetailType}.',
      VIR_DOMAIN_EVENT_PMSUSPENDED:
        'The guest put itself to sleep: {@link DomainEventPMSuspendedDetailType}.',
      VIR_DOMAIN_EVENT_CRASHED: 'The guest crashed: {@link DomainEventCrashedDetailType}.',
    },
  },
  virDomainEventDefinedDetailType: {
    about: 'Why a configuration was stored: the detail of `DomainEventType.DEFINED`.',
    values: {
      VIR_DOMAIN_EVENT_DEFINED_ADDED: 'The domain is new.',
      VIR_DOMAIN_EVENT_DEFINED_UPDATED: 'An existing domain has a new configuration.',
      VIR_DOMAIN_EVENT_DEFINED_RENAMED:
        '{@link Domain.rename} gave it a new name; the object carries that name.',
      VIR_DOMAIN_EVENT_DEFINED_FROM_SNAPSHOT:
        'A revert restored the configuration that a snapshot had kept.',
    },
  },
  virDomainEventUndefinedDetailType: {
    about: 'Why a configuration was removed: the detail of `DomainEventType.UNDEFINED`.',
    values: {
      VIR_DOMAIN_EVENT_UNDEFINED_REMOVED: '{@link Domain.undefine} or the like removed it.',
      VIR_DOMAIN_EVENT_UNDEFINED_RENAMED:
        '{@link Domain.rename} took this name away; the object carries the old name.',
    },
  },
  virDomainEventStartedDetailType: {
    about: 'How a domain started: the detail of `DomainEventType.STARTED`.',
    values: {
      VIR_DOMAIN_EVENT_STARTED_BOOTED: 'It booted from scratch.',
      VIR_DOMAIN_EVENT_STARTED_MIGRATED: 'A migration brought it from another host.',
      VIR_DOMAIN_EVENT_STARTED_RESTORED: 'A save image, managed or not, was restored.',
      VIR_DOMAIN_EVENT_STARTED_FROM_SNAPSHOT:
        'A revert to a snapshot of an active domain started it.',
      VIR_DOMAIN_EVENT_STARTED_WAKEUP:
        'The guest woke up from its own suspension, in which the domain had stayed active.',
      VIR_DOMAIN_EVENT_STARTED_RECREATED:
        'A guest whose memory is encrypted rebooted, for which a new process took the place of the old one.',
    },
  },
  virDomainEventSuspendedDetailType: {
    about: "Why a domain's CPUs were stopped: the detail of `DomainEventType.SUSPENDED`.",
    values: {
      VIR_DOMAIN_EVENT_SUSPENDED_PAUSED: '{@link Domain.suspend} paused it.',
      VIR_DOMAIN_EVENT_SUSPENDED_MIGRATED:
        'A migration that is not live, or the end of a live one, stopped it.',
      VIR_DOMAIN_EVENT_SUSPENDED_IOERROR:
        'A disk failed, and its error policy is to stop the guest.',
      VIR_DOMAIN_EVENT_SUSPENDED_WATCHDOG:
        "The guest's watchdog expired, and its action is to pause.",
      VIR_DOMAIN_EVENT_SUSPENDED_RESTORED:
        'A save image of a paused guest was restored, or paused was asked for.',
      VIR_DOMAIN_EVENT_SUSPENDED_FROM_SNAPSHOT: 'A revert ended in a paused guest.',
      VIR_DOMAIN_EVENT_SUSPENDED_API_ERROR:
        'A call had paused it and failed to resume it at its end.',
      VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY:
        'A post-copy migration moved execution to the destination.',
      VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY_FAILED:
        'A post-copy migration broke, and the guest can run on neither host.',
      VIR_DOMAIN_EVENT_SUSPENDED_GUEST_SHUTDOWN:
        'The guest shut down during a backup that preserves the domain: see `DomainBackupBeginFlags.PRESERVE_SHUTDOWN_DOMAIN`.',
    },
  },
  virDomainEventResumedDetailType: {
    about: "Why a domain's CPUs continue: the detail of `DomainEventType.RESUMED`.",
    values: {
      VIR_DOMAIN_EVENT_RESUMED_UNPAUSED: '{@link Domain.resume} ended a pause.',
      VIR_DOMAIN_EVENT_RESUMED_MIGRATED: 'A migration arrived, or was given up on the source.',
      VIR_DOMAIN_EVENT_RESUMED_FROM_SNAPSHOT: 'A revert to a snapshot made it run.',
      VIR_DOMAIN_EVENT_RESUMED_POSTCOPY:
        'Execution moved here by post-copy, while memory is still being fetched.',
      VIR_DOMAIN_EVENT_RESUMED_POSTCOPY_FAILED:
        'A post-copy migration broke while the guest runs here.',
    },
  },
  virDomainEventStoppedDetailType: {
    about: 'Why a domain is no longer active: the detail of `DomainEventType.STOPPED`.',
    values: {
      VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN: 'The guest shut down in an orderly way.',
      VIR_DOMAIN_EVENT_STOPPED_DESTROYED:
        '{@link Domain.destroy} or something like it cut the power.',
      VIR_DOMAIN_EVENT_STOPPED_CRASHED: 'The guest or its emulator crashed.',
      VIR_DOMAIN_EVENT_STOPPED_MIGRATED: 'It now runs on another host.',
      VIR_DOMAIN_EVENT_STOPPED_SAVED: 'Its state went to a save image.',
      VIR_DOMAIN_EVENT_STOPPED_FAILED: 'The emulator failed, or the start did.',
      VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT:
        'A revert to a snapshot of an inactive domain stopped it.',
      VIR_DOMAIN_EVENT_STOPPED_RECREATED:
        'A guest whose memory is encrypted rebooted: the old process ends for a new one.',
    },
  },
  virDomainEventShutdownDetailType: {
    about: 'Who began a shutdown: the detail of `DomainEventType.SHUTDOWN`.',
    values: {
      VIR_DOMAIN_EVENT_SHUTDOWN_FINISHED: 'The guest has shut down; who began it is not known.',
      VIR_DOMAIN_EVENT_SHUTDOWN_GUEST: 'The guest began it, for example with its own power-off.',
      VIR_DOMAIN_EVENT_SHUTDOWN_HOST:
        'The host began it, for example with a signal to the emulator.',
    },
  },
  virDomainEventPMSuspendedDetailType: {
    about: 'How a guest put itself to sleep: the detail of `DomainEventType.PMSUSPENDED`.',
    values: {
      VIR_DOMAIN_EVENT_PMSUSPENDED_MEMORY: 'It is suspended to RAM (S3).',
      VIR_DOMAIN_EVENT_PMSUSPENDED_DISK: 'It is hibernated, with its memory on disk (S4).',
    },
  },
  virDomainEventCrashedDetailType: {
    about: 'How a guest crashed: the detail of `DomainEventType.CRASHED`.',
    values: {
      VIR_DOMAIN_EVENT_CRASHED_PANICKED: 'Its kernel panicked.',
      VIR_DOMAIN_EVENT_CRASHED_CRASHLOADED:
        'Its kernel panicked and loaded a crash kernel, which may write a dump.',
    },
  },
  virDomainEventWatchdogAction: {
    about:
      'What was done when a watchdog expired: {@link DomainWatchdogEvent.action} of the event `domain-watchdog`.',
    values: {
      VIR_DOMAIN_EVENT_WATCHDOG_NONE: 'It was only reported.',
      VIR_DOMAIN_EVENT_WATCHDOG_PAUSE: 'The guest was paused.',
      VIR_DOMAIN_EVENT_WATCHDOG_RESET: 'The guest was reset as by a reset button.',
      VIR_DOMAIN_EVENT_WATCHDOG_POWEROFF: 'The domain was powered off.',
      VIR_DOMAIN_EVENT_WATCHDOG_SHUTDOWN: 'The guest was asked to shut down.',
      VIR_DOMAIN_EVENT_WATCHDOG_DEBUG: "A message was written to the emulator's log.",
      VIR_DOMAIN_EVENT_WATCHDOG_INJECTNMI: 'The guest received a non-maskable interrupt.',
    },
  },
  virDomainEventIOErrorAction: {
    about:
      'What was done when a disk failed: {@link DomainIOErrorEvent.action} of the events `domain-io-error` and `domain-io-error-reason`.',
    values: {
      VIR_DOMAIN_EVENT_IO_ERROR_NONE: 'The error was hidden from the guest.',
      VIR_DOMAIN_EVENT_IO_ERROR_PAUSE:
        'The guest was paused, and can be resumed once the cause is removed.',
      VIR_DOMAIN_EVENT_IO_ERROR_REPORT: "The guest's own driver received the error.",
    },
  },
  virDomainEventGraphicsPhase: {
    about:
      'The phase of a session with a graphical console: {@link DomainGraphicsEvent.phase} of the event `domain-graphics`.',
    values: {
      VIR_DOMAIN_EVENT_GRAPHICS_CONNECT: 'The client connected its socket.',
      VIR_DOMAIN_EVENT_GRAPHICS_INITIALIZE: 'The client is authenticated, and its session begins.',
      VIR_DOMAIN_EVENT_GRAPHICS_DISCONNECT: "The client's socket was closed.",
    },
  },
  virDomainEventGraphicsAddressType: {
    about:
      'The kind of an address in the event `domain-graphics`: {@link DomainEventGraphicsAddress.family}.',
    values: {
      VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV4: 'TCP over IPv4.',
      VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_IPV6: 'TCP over IPv6.',
      VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_UNIX:
        'A Unix socket, with its path as {@link DomainEventGraphicsAddress.node}.',
    },
  },
  virDomainEventTrayChangeReason: {
    about:
      'How a tray moved: {@link DomainTrayChangeEvent.reason} of the event `domain-tray-change`.',
    values: {
      VIR_DOMAIN_EVENT_TRAY_CHANGE_OPEN: 'The tray was opened, by the guest or an eject.',
      VIR_DOMAIN_EVENT_TRAY_CHANGE_CLOSE:
        'The tray was closed, so that a medium in it can be read.',
    },
  },
  virConnectDomainEventDiskChangeReason: {
    about:
      'Why a disk changed: {@link DomainDiskChangeEvent.reason} of the event `domain-disk-change`.',
    values: {
      VIR_DOMAIN_EVENT_DISK_CHANGE_MISSING_ON_START:
        'The image of a removable drive was missing at the start, so the drive is empty.',
      VIR_DOMAIN_EVENT_DISK_DROP_MISSING_ON_START:
        'The image of a disk was missing at the start, so the domain runs without that disk.',
    },
  },
  virConnectDomainEventBlockJobStatus: {
    about:
      'The status of a block job: {@link DomainBlockJobEvent.status} of the events `domain-block-job` and `domain-block-job-2`.',
    values: {
      VIR_DOMAIN_BLOCK_JOB_COMPLETED: 'The job succeeded and ended.',
      VIR_DOMAIN_BLOCK_JOB_FAILED: 'The job ended with an error.',
      VIR_DOMAIN_BLOCK_JOB_CANCELED: '{@link Domain.blockJobAbort} ended the job.',
      VIR_DOMAIN_BLOCK_JOB_READY:
        'A copy or active commit is in sync, and waits for {@link Domain.blockJobAbort} to pivot or to end.',
    },
  },
  virConnectDomainEventAgentLifecycleState: {
    about:
      'Whether the guest agent can be reached: {@link DomainAgentLifecycleEvent.state} of the event `domain-agent-lifecycle`.',
    values: {
      VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED: 'The agent opened its channel.',
      VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_DISCONNECTED:
        'The agent closed its channel, or has not opened it yet.',
    },
  },
  virConnectDomainEventAgentLifecycleReason: {
    about:
      "Why the guest agent's state is reported: {@link DomainAgentLifecycleEvent.reason} of the event `domain-agent-lifecycle`.",
    values: {
      VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_UNKNOWN: 'The driver gives no reason.',
      VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_DOMAIN_STARTED:
        'The domain has just started.',
      VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_CHANNEL:
        'The agent opened or closed its channel in a running guest.',
    },
  },
  virConnectDomainEventChannelLifecycleState: {
    about:
      'Whether something in the guest holds a channel open: {@link DomainChannelLifecycleEvent.state} of the event `domain-channel-lifecycle`.',
    values: {
      VIR_CONNECT_DOMAIN_EVENT_CHANNEL_LIFECYCLE_STATE_CONNECTED:
        'A process in the guest opened the channel.',
      VIR_CONNECT_DOMAIN_EVENT_CHANNEL_LIFECYCLE_STATE_DISCONNECTED:
        'No process in the guest has the channel open.',
    },
  },
  virConnectDomainEventChannelLifecycleReason: {
    about:
      'Why the state of a channel is reported: {@link DomainChannelLifecycleEvent.reason} of the event `domain-channel-lifecycle`.',
    values: {
      VIR_CONNECT_DOMAIN_EVENT_CHANNEL_LIFECYCLE_REASON_UNKNOWN: 'The driver gives no reason.',
      VIR_CONNECT_DOMAIN_EVENT_CHANNEL_LIFECYCLE_REASON_DOMAIN_STARTED:
        'It is the state at the start of the domain.',
      VIR_CONNECT_DOMAIN_EVENT_CHANNEL_LIFECYCLE_REASON_CHANNEL:
        'The guest opened or closed the channel.',
    },
  },
  virDomainMemoryFailureRecipientType: {
    about:
      'Whose memory has the error: {@link DomainMemoryFailureEvent.recipient} of the event `domain-memory-failure`.',
    values: {
      VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_HYPERVISOR: 'Memory of the emulator itself.',
      VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_GUEST: 'Memory that the guest uses.',
    },
  },
  virDomainMemoryFailureActionType: {
    about:
      'What was done about an error in memory: {@link DomainMemoryFailureEvent.action} of the event `domain-memory-failure`.',
    values: {
      VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_IGNORE: 'It is harmless so far, and was left alone.',
      VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_INJECT:
        'The guest received it as a machine check and can deal with it.',
      VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_FATAL: 'It hit the emulator, which has to exit.',
      VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_RESET:
        'The guest could not deal with it and is reset.',
    },
  },
  virDomainMemoryFailureFlags: {
    about:
      'What else is known about an error in memory: {@link DomainMemoryFailureEvent.flags} of the event `domain-memory-failure`.',
    values: {
      VIR_DOMAIN_MEMORY_FAILURE_ACTION_REQUIRED:
        'The memory is in use, so it cannot be ignored; without it, a scrub of the memory found the error in passing.',
      VIR_DOMAIN_MEMORY_FAILURE_RECURSIVE: 'It occurred while an earlier one was being handled.',
    },
  },
};
