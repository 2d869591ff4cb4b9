import type { Descriptions } from './description.js';

/** How domains are started, changed, queried and ended. */
export const domainFlags: Descriptions = {
  virDomainModificationImpact: {
    about:
      'What a change or a query is about: the flags of many methods of {@link Domain}, such as {@link Domain.setMetadata}. A change can combine `LIVE` and `CONFIG`, a query takes only one of them.',
    values: {
      VIR_DOMAIN_AFFECT_CURRENT:
        'The live state of a domain that is active, the persistent configuration of one that is not.',
      VIR_DOMAIN_AFFECT_LIVE:
        'The live state, until the domain stops; rejects if it is not active.',
      VIR_DOMAIN_AFFECT_CONFIG:
        'The persistent configuration, from the next start on; rejects for a transient domain.',
    },
  },
  virDomainDeviceModifyFlags: {
    about:
      'What changes when a device is attached, detached or updated: {@link Domain.attachDeviceFlags}, {@link Domain.detachDeviceFlags}, {@link Domain.detachDeviceAlias} and {@link Domain.updateDeviceFlags}.',
    values: {
      VIR_DOMAIN_DEVICE_MODIFY_CURRENT:
        'The live state of an active domain, the persistent configuration of an inactive one.',
      VIR_DOMAIN_DEVICE_MODIFY_LIVE:
        'The running domain: a hotplug, which is lost when the domain stops.',
      VIR_DOMAIN_DEVICE_MODIFY_CONFIG:
        'The persistent configuration, so that the next start has the change.',
      VIR_DOMAIN_DEVICE_MODIFY_FORCE:
        "Do it even without the guest's consent, such as ejecting a disc from a locked drive.",
    },
  },
  virDomainMemoryModFlags: {
    about: 'What {@link Domain.setMemoryFlags} and {@link Domain.setMemoryStatsPeriod} change.',
    values: {
      VIR_DOMAIN_MEM_CURRENT:
        'The live state of an active domain, the persistent configuration of an inactive one.',
      VIR_DOMAIN_MEM_LIVE: 'The running guest, through its balloon.',
      VIR_DOMAIN_MEM_CONFIG: 'The persistent configuration, for the next start.',
      VIR_DOMAIN_MEM_MAXIMUM:
        'Set the maximum memory instead of the current one. QEMU refuses it for the live state.',
    },
  },
  virDomainVcpuFlags: {
    about: 'What {@link Domain.getVcpusFlags} counts and {@link Domain.setVcpusFlags} sets.',
    values: {
      VIR_DOMAIN_VCPU_CURRENT:
        'The live state of an active domain, the persistent configuration of an inactive one.',
      VIR_DOMAIN_VCPU_LIVE: 'The running domain: what is plugged in now.',
      VIR_DOMAIN_VCPU_CONFIG: 'The persistent configuration: what the next start gets.',
      VIR_DOMAIN_VCPU_MAXIMUM:
        'The maximum of virtual CPUs instead of their current number. It can be set only in the persistent configuration.',
      VIR_DOMAIN_VCPU_GUEST:
        'The virtual CPUs that are online in the guest, read or set by the guest agent. Excludes `CONFIG`.',
      VIR_DOMAIN_VCPU_HOTPLUGGABLE:
        'Make the virtual CPUs that are added to the configuration hotpluggable, so that they can be unplugged later.',
      VIR_DOMAIN_VCPU_ASYNC_UNPLUG:
        'Return once the guest has been asked to release virtual CPUs; `domain-vcpu-removed` or `domain-device-removal-failed` reports the outcome of each.',
    },
  },
  virDomainSetVcpuFlags: {
    about: 'What {@link Domain.setVcpu} changes, and whether it waits.',
    values: {
      VIR_DOMAIN_SETVCPU_AFFECT_CURRENT:
        'The live state of an active domain, the persistent configuration of an inactive one.',
      VIR_DOMAIN_SETVCPU_AFFECT_LIVE: 'The running domain, by plugging or unplugging.',
      VIR_DOMAIN_SETVCPU_AFFECT_CONFIG: 'The persistent configuration, for the next start.',
      VIR_DOMAIN_SETVCPU_ASYNC_UNPLUG:
        'Return once the guest has been asked to release the virtual CPU; the event `domain-vcpu-removed` or `domain-device-removal-failed` reports the outcome. Only for an unplug from a running domain.',
    },
  },
  virDomainCreateFlags: {
    about:
      'How a domain is started: {@link Domain.createWithFlags}, {@link Domain.createWithFiles}, {@link Connect.domainCreateXML} and {@link Connect.domainCreateXMLWithFiles}.',
    values: {
      VIR_DOMAIN_NONE: 'Start it normally.',
      VIR_DOMAIN_START_PAUSED: 'Leave the guest paused; {@link Domain.resume} lets it run.',
      VIR_DOMAIN_START_AUTODESTROY:
        'Destroy the domain when this connection ends, however it ends. Such a domain cannot migrate.',
      VIR_DOMAIN_START_BYPASS_CACHE:
        "Read a managed save image past the host's page cache, if the start restores one.",
      VIR_DOMAIN_START_FORCE_BOOT:
        'Boot from scratch, and discard a managed save image if there is one.',
      VIR_DOMAIN_START_VALIDATE:
        'Check the XML against its schema first; only for the methods that take XML.',
      VIR_DOMAIN_START_RESET_NVRAM:
        "Overwrite the firmware's variables (NVRAM) with their template.",
    },
  },
  virDomainDefineFlags: {
    about: 'Options of {@link Connect.domainDefineXMLFlags}.',
    values: {
      VIR_DOMAIN_DEFINE_VALIDATE:
        'Check the XML against its schema, and refuse elements that libvirt does not know.',
    },
  },
  virDomainShutdownFlagValues: {
    about:
      'How {@link Domain.shutdownFlags} asks the guest to shut down. With several, the driver chooses the order; with none, it also chooses the method.',
    values: {
      VIR_DOMAIN_SHUTDOWN_DEFAULT: 'Let the driver choose the method.',
      VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN:
        'Press a virtual power button, which the guest has to listen to.',
      VIR_DOMAIN_SHUTDOWN_GUEST_AGENT: 'Ask the guest agent to power off.',
      VIR_DOMAIN_SHUTDOWN_INITCTL: "Write to the `initctl` of the container's init; only for LXC.",
      VIR_DOMAIN_SHUTDOWN_SIGNAL: "Send SIGTERM to the container's init; only for LXC.",
      VIR_DOMAIN_SHUTDOWN_PARAVIRT: "Ask the guest's paravirtual drivers; only for Xen.",
    },
  },
  virDomainRebootFlagValues: {
    about:
      'How {@link Domain.reboot} asks the guest to reboot. With several, the driver chooses the order; with none, it also chooses the method.',
    values: {
      VIR_DOMAIN_REBOOT_DEFAULT: 'Let the driver choose the method.',
      VIR_DOMAIN_REBOOT_ACPI_POWER_BTN:
        'Let the guest shut down by a virtual power button, and boot it again instead of stopping the domain.',
      VIR_DOMAIN_REBOOT_GUEST_AGENT: 'Ask the guest agent to reboot.',
      VIR_DOMAIN_REBOOT_INITCTL: "Write to the `initctl` of the container's init; only for LXC.",
      VIR_DOMAIN_REBOOT_SIGNAL: "Send SIGHUP to the container's init; only for LXC.",
      VIR_DOMAIN_REBOOT_PARAVIRT: "Ask the guest's paravirtual drivers; only for Xen.",
    },
  },
  virDomainDestroyFlagsValues: {
    about: "How {@link Domain.destroyFlags} cuts a domain's power.",
    values: {
      VIR_DOMAIN_DESTROY_DEFAULT:
        'Ask the emulator to end, and kill it if it does not; what the guest has not written to disk is lost.',
      VIR_DOMAIN_DESTROY_GRACEFUL:
        'Only ask the emulator to end, so that it can flush its buffers; reject if it does not.',
      VIR_DOMAIN_DESTROY_REMOVE_LOGS:
        "Delete the domain's logs as well; with QEMU only where `virtlogd` writes them.",
    },
  },
  virDomainUndefineFlagsValues: {
    about:
      'What {@link Domain.undefineFlags} removes beside the configuration. Where there is something that no flag covers, drivers refuse to undefine.',
    values: {
      VIR_DOMAIN_UNDEFINE_MANAGED_SAVE: 'Delete the managed save image.',
      VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA:
        'Forget the snapshots of an inactive domain; their data stays in the images.',
      VIR_DOMAIN_UNDEFINE_NVRAM: "Delete the file of the firmware's variables.",
      VIR_DOMAIN_UNDEFINE_KEEP_NVRAM:
        "Keep the file of the firmware's variables. Excludes `NVRAM`.",
      VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA:
        'Forget the checkpoints of an inactive domain; their bitmaps stay in the images.',
      VIR_DOMAIN_UNDEFINE_TPM:
        'Delete the state of the emulated TPM, even if the configuration says to keep it.',
      VIR_DOMAIN_UNDEFINE_KEEP_TPM: 'Keep the state of the emulated TPM. Excludes `TPM`.',
    },
  },
  virDomainXMLFlags: {
    about: 'What {@link Domain.getXMLDesc} describes, and how.',
    values: {
      VIR_DOMAIN_XML_SECURE:
        'Include secrets such as passwords of graphical consoles; refused on a read-only connection.',
      VIR_DOMAIN_XML_INACTIVE:
        'Describe the persistent configuration of a domain that is active, instead of its live state.',
      VIR_DOMAIN_XML_UPDATE_CPU:
        "Complete the CPU with what follows from the host's CPU, for example for `host-model`.",
      VIR_DOMAIN_XML_MIGRATABLE:
        'Write XML for a migration: without elements that an older libvirt on the destination does not know.',
    },
  },
  virDomainSaveRestoreFlags: {
    about:
      'How a domain is saved and restored: {@link Domain.saveFlags}, {@link Domain.managedSave}, {@link Connect.domainRestoreFlags}, {@link Connect.domainSaveImageDefineXML} and the like.',
    values: {
      VIR_DOMAIN_SAVE_BYPASS_CACHE: "Keep the image out of the host's page cache.",
      VIR_DOMAIN_SAVE_RUNNING:
        'Let the restored guest run, whatever it did when it was saved. Excludes `PAUSED`.',
      VIR_DOMAIN_SAVE_PAUSED:
        'Pause the guest after the restore, whatever it did when it was saved. Excludes `RUNNING`.',
      VIR_DOMAIN_SAVE_RESET_NVRAM:
        "Overwrite the firmware's variables (NVRAM) with their template when restoring.",
    },
  },
  virDomainSaveImageXMLFlags: {
    about:
      'Options of {@link Connect.domainSaveImageGetXMLDesc} and {@link Domain.managedSaveGetXMLDesc}.',
    values: {
      VIR_DOMAIN_SAVE_IMAGE_XML_SECURE:
        'Include secrets such as passwords of graphical consoles; refused on a read-only connection.',
    },
  },
  virDomainCoreDumpFlags: {
    about:
      "How {@link Domain.coreDump} and {@link Domain.coreDumpWithFormat} write a guest's memory to a file.",
    values: {
      VIR_DUMP_CRASH:
        'Stop the domain afterwards and leave it as crashed. Excludes `LIVE` and `RESET`.',
      VIR_DUMP_LIVE: 'Let the guest run meanwhile; the dump is then not of a single moment.',
      VIR_DUMP_BYPASS_CACHE: "Keep the file out of the host's page cache.",
      VIR_DUMP_RESET: 'Reset the guest afterwards. Excludes `CRASH` and `LIVE`.',
      VIR_DUMP_MEMORY_ONLY:
        'Write only memory and registers, which tools such as `crash` can read, and no state of devices.',
    },
  },
  virDomainCoreDumpFormat: {
    about:
      'The format in which {@link Domain.coreDumpWithFormat} writes memory. All but `RAW` need `DomainCoreDumpFlags.MEMORY_ONLY`.',
    values: {
      VIR_DOMAIN_CORE_DUMP_FORMAT_RAW: 'Uncompressed: an ELF core, or what the driver writes.',
      VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB: 'The format of kdump, pages compressed by zlib.',
      VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO: 'The format of kdump, pages compressed by LZO.',
      VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY: 'The format of kdump, pages compressed by Snappy.',
      VIR_DOMAIN_CORE_DUMP_FORMAT_WIN_DMP:
        'A crash dump of Windows; the guest needs a driver that prepares it.',
    },
  },
  virDomainMemoryFlags: {
    about: 'How {@link Domain.memoryPeek} reads its start address. One of them is required.',
    values: {
      VIR_MEMORY_VIRTUAL: "An address as the guest's current virtual CPU maps it.",
      VIR_MEMORY_PHYSICAL: "An address in the guest's physical memory.",
    },
  },
  virDomainGetHostnameFlags: {
    about:
      "Where {@link Domain.getHostname} looks for a guest's host name; without any, the driver chooses.",
    values: {
      VIR_DOMAIN_GET_HOSTNAME_LEASE:
        "The leases of libvirt's own DHCP server, for domains on its virtual networks.",
      VIR_DOMAIN_GET_HOSTNAME_AGENT: "The guest agent, which asks the guest's system.",
    },
  },
  virDomainInterfaceAddressesSource: {
    about: "Where {@link Domain.listAllInterfaceAddresses} gets a guest's addresses from.",
    values: {
      VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE:
        "The leases of libvirt's own DHCP server, for domains on its virtual networks.",
      VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT:
        'The guest agent, which also reports interfaces that only the guest knows, such as its bridges.',
      VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP:
        "The host's ARP table, which holds addresses that were used recently.",
    },
  },
  virDomainGuestInfoTypes: {
    about: 'What {@link Domain.getGuestInfo} asks the guest agent for; 0 for all that it supports.',
    values: {
      VIR_DOMAIN_GUEST_INFO_USERS: 'Who is logged in, and since when.',
      VIR_DOMAIN_GUEST_INFO_OS: "Name, version and kernel of the guest's system.",
      VIR_DOMAIN_GUEST_INFO_TIMEZONE: 'The time zone and its offset from UTC in seconds.',
      VIR_DOMAIN_GUEST_INFO_HOSTNAME: "The guest's host name.",
      VIR_DOMAIN_GUEST_INFO_FILESYSTEM:
        'Mounted file systems, with sizes in bytes and the disks below them.',
      VIR_DOMAIN_GUEST_INFO_DISKS: 'Disks and partitions as the guest names them.',
      VIR_DOMAIN_GUEST_INFO_INTERFACES: 'Network interfaces with their addresses.',
      VIR_DOMAIN_GUEST_INFO_LOAD: 'Load averages over 1, 5 and 15 minutes.',
      VIR_DOMAIN_GUEST_INFO_DEVICES:
        'Devices with the drivers that the guest uses for them, which agents of Windows guests report.',
    },
  },
  virDomainAgentResponseTimeoutValues: {
    about:
      'Special timeouts for {@link Domain.agentSetResponseTimeout}, which otherwise counts seconds.',
    values: {
      VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK: 'Wait for the guest agent without limit.',
      VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_DEFAULT:
        'Wait as long as libvirt does by itself: 5 seconds.',
      VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_NOWAIT: 'Do not wait for an answer.',
    },
  },
  virDomainAuthorizedSSHKeysSetFlags: {
    about:
      'What {@link Domain.authorizedSSHKeysSet} does with the given keys; with neither, they replace those in the file.',
    values: {
      VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND: 'Add them to the keys that the user already has.',
      VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE:
        "Take them out of the user's keys. Excludes `APPEND`.",
    },
  },
  virDomainSetUserPasswordFlags: {
    about: 'Options of {@link Domain.setUserPassword}.',
    values: {
      VIR_DOMAIN_PASSWORD_ENCRYPTED:
        'The given password is a hash of the kind that the guest stores, and not plain text.',
    },
  },
  virDomainSetTimeFlags: {
    about: 'Options of {@link Domain.setTime}.',
    values: {
      VIR_DOMAIN_TIME_SYNC:
        'Let the guest set its clock by its own hardware clock; the given time is ignored.',
    },
  },
  virDomainOpenGraphicsFlags: {
    about: 'Options of {@link Domain.openGraphics} and {@link Domain.openGraphicsFD}.',
    values: {
      VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH:
        "Let the client of this socket in without the console's password.",
    },
  },
  virDomainGraphicsReloadType: {
    about:
      'Of which graphical consoles {@link Domain.graphicsReload} reloads the TLS certificates.',
    values: {
      VIR_DOMAIN_GRAPHICS_RELOAD_TYPE_ANY: 'All that can do it; with QEMU, VNC.',
      VIR_DOMAIN_GRAPHICS_RELOAD_TYPE_VNC: 'Those that clients reach by VNC.',
    },
  },
  virDomainConsoleFlags: {
    about:
      'How {@link Domain.openConsole} opens a console, also as `flags` of {@link DomainStreamOptions}.',
    values: {
      VIR_DOMAIN_CONSOLE_FORCE: 'Disconnect a session that already has the console.',
      VIR_DOMAIN_CONSOLE_SAFE:
        'Open it only if the driver can keep several clients from the same console.',
    },
  },
  virDomainChannelFlags: {
    about:
      'How {@link Domain.openChannel} opens a channel, also as `flags` of {@link DomainStreamOptions}.',
    values: {
      VIR_DOMAIN_CHANNEL_FORCE: 'Disconnect a client that already has the channel.',
    },
  },
  virDomainFDAssociateFlags: {
    about: 'What happens to the security labels of files passed to {@link Domain.fdAssociate}.',
    values: {
      VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_RESTORE:
        'Try to give each file its former label when the domain no longer needs it.',
      VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_WRITABLE:
        'Label the files for writing, even where the domain only reads, as a block commit to a backing image later needs.',
    },
  },
  virDomainStatsTypes: {
    about:
      'Which groups of statistics {@link Connect.getAllDomainStats} returns; 0 for all that the driver has.',
    values: {
      VIR_DOMAIN_STATS_STATE: "The domain's state with its reason.",
      VIR_DOMAIN_STATS_CPU_TOTAL: 'CPU times in nanoseconds, cache and energy monitors.',
      VIR_DOMAIN_STATS_BALLOON:
        "The balloon's size in KiB, and what the guest reports about its memory.",
      VIR_DOMAIN_STATS_VCPU: 'State and times of each virtual CPU.',
      VIR_DOMAIN_STATS_INTERFACE: 'Bytes, packets, errors and drops of each network interface.',
      VIR_DOMAIN_STATS_BLOCK: 'Requests, bytes and times of each disk, and its sizes in bytes.',
      VIR_DOMAIN_STATS_PERF: 'The perf events that were enabled by {@link Domain.setPerfEvents}.',
      VIR_DOMAIN_STATS_IOTHREAD: 'Polling parameters of each I/O thread.',
      VIR_DOMAIN_STATS_MEMORY: "Memory bandwidth monitors of the host's CPUs.",
      VIR_DOMAIN_STATS_DIRTYRATE: 'The last measurement of {@link Domain.startDirtyRateCalc}.',
      VIR_DOMAIN_STATS_VM:
        "Statistics of the hypervisor itself, such as KVM's counters, under names of its own.",
    },
  },
  virKeycodeSet: {
    about: 'How the key codes of {@link Domain.sendKey} are numbered.',
    values: {
      VIR_KEYCODE_SET_LINUX: "The numbers of Linux' input events, such as 30 for A (`KEY_A`).",
      VIR_KEYCODE_SET_XT:
        'The scan codes of the PC XT; libvirt takes them for the same as `ATSET1`.',
      VIR_KEYCODE_SET_ATSET1: 'Set 1 of an AT keyboard.',
      VIR_KEYCODE_SET_ATSET2: 'Set 2 of an AT keyboard.',
      VIR_KEYCODE_SET_ATSET3: 'Set 3 of an AT keyboard.',
      VIR_KEYCODE_SET_OSX: 'The virtual key codes of macOS.',
      VIR_KEYCODE_SET_XT_KBD: 'The scan codes of the XT as the Linux keyboard driver extends them.',
      VIR_KEYCODE_SET_USB: 'The usages of a USB keyboard (HID).',
      VIR_KEYCODE_SET_WIN32: 'The virtual key codes of Windows.',
      VIR_KEYCODE_SET_QNUM:
        "The XT scan codes of QEMU and of VNC's extension, with the high bit for extended keys.",
    },
  },
  virDomainProcessSignal: {
    about:
      'The signals that {@link Domain.sendProcessSignal} can send to a process in a container (LXC); the numbers are those of Linux on x86.',
    values: {
      VIR_DOMAIN_PROCESS_SIGNAL_NOP: 'Send nothing, and only find out whether the process exists.',
      VIR_DOMAIN_PROCESS_SIGNAL_HUP:
        'The terminal was closed; many daemons reread their configuration.',
      VIR_DOMAIN_PROCESS_SIGNAL_INT: 'An interrupt as by Ctrl+C.',
      VIR_DOMAIN_PROCESS_SIGNAL_QUIT: 'A request to quit with a core dump.',
      VIR_DOMAIN_PROCESS_SIGNAL_ILL: 'An illegal instruction.',
      VIR_DOMAIN_PROCESS_SIGNAL_TRAP: 'A breakpoint, or a step of a debugger.',
      VIR_DOMAIN_PROCESS_SIGNAL_ABRT: 'The process aborts itself.',
      VIR_DOMAIN_PROCESS_SIGNAL_BUS: 'An access to memory that does not exist physically.',
      VIR_DOMAIN_PROCESS_SIGNAL_FPE: 'An arithmetic error, such as a division by zero.',
      VIR_DOMAIN_PROCESS_SIGNAL_KILL: 'The end at once; a process cannot catch it.',
      VIR_DOMAIN_PROCESS_SIGNAL_USR1: 'The first signal whose meaning a program chooses.',
      VIR_DOMAIN_PROCESS_SIGNAL_SEGV: 'An access to memory that is not mapped.',
      VIR_DOMAIN_PROCESS_SIGNAL_USR2: 'The second signal whose meaning a program chooses.',
      VIR_DOMAIN_PROCESS_SIGNAL_PIPE: 'A write to a pipe that nobody reads.',
      VIR_DOMAIN_PROCESS_SIGNAL_ALRM: 'The alarm clock of `alarm()`.',
      VIR_DOMAIN_PROCESS_SIGNAL_TERM: 'A request to end, which a process can handle.',
      VIR_DOMAIN_PROCESS_SIGNAL_STKFLT: 'A stack fault of a coprocessor; unused by Linux.',
      VIR_DOMAIN_PROCESS_SIGNAL_CHLD: 'A child process stopped or ended.',
      VIR_DOMAIN_PROCESS_SIGNAL_CONT: 'Let a stopped process continue.',
      VIR_DOMAIN_PROCESS_SIGNAL_STOP: 'Stop the process; it cannot catch it.',
      VIR_DOMAIN_PROCESS_SIGNAL_TSTP: 'Stop as by Ctrl+Z, which a process can handle.',
      VIR_DOMAIN_PROCESS_SIGNAL_TTIN: 'A background process reads from the terminal.',
      VIR_DOMAIN_PROCESS_SIGNAL_TTOU: 'A background process writes to the terminal.',
      VIR_DOMAIN_PROCESS_SIGNAL_URG: 'Urgent data arrived on a socket.',
      VIR_DOMAIN_PROCESS_SIGNAL_XCPU: 'The limit of CPU time is exceeded.',
      VIR_DOMAIN_PROCESS_SIGNAL_XFSZ: "The limit of a file's size is exceeded.",
      VIR_DOMAIN_PROCESS_SIGNAL_VTALRM: "A timer of the process' own CPU time expired.",
      VIR_DOMAIN_PROCESS_SIGNAL_PROF: 'A profiling timer expired.',
      VIR_DOMAIN_PROCESS_SIGNAL_WINCH: "The terminal's window has another size.",
      VIR_DOMAIN_PROCESS_SIGNAL_POLL: 'A descriptor is ready (SIGIO).',
      VIR_DOMAIN_PROCESS_SIGNAL_PWR: 'The power fails; an init may shut down.',
      VIR_DOMAIN_PROCESS_SIGNAL_SYS: 'A system call that does not exist or is not allowed.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT0:
        'Real-time signal 0, which is number 32 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT1:
        'Real-time signal 1, which is number 33 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT2:
        'Real-time signal 2, which is number 34 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT3:
        'Real-time signal 3, which is number 35 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT4:
        'Real-time signal 4, which is number 36 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT5:
        'Real-time signal 5, which is number 37 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT6:
        'Real-time signal 6, which is number 38 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT7:
        'Real-time signal 7, which is number 39 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT8:
        'Real-time signal 8, which is number 40 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT9:
        'Real-time signal 9, which is number 41 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT10:
        'Real-time signal 10, which is number 42 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT11:
        'Real-time signal 11, which is number 43 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT12:
        'Real-time signal 12, which is number 44 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT13:
        'Real-time signal 13, which is number 45 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT14:
        'Real-time signal 14, which is number 46 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT15:
        'Real-time signal 15, which is number 47 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT16:
        'Real-time signal 16, which is number 48 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT17:
        'Real-time signal 17, which is number 49 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT18:
        'Real-time signal 18, which is number 50 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT19:
        'Real-time signal 19, which is number 51 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT20:
        'Real-time signal 20, which is number 52 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT21:
        'Real-time signal 21, which is number 53 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT22:
        'Real-time signal 22, which is number 54 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT23:
        'Real-time signal 23, which is number 55 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT24:
        'Real-time signal 24, which is number 56 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT25:
        'Real-time signal 25, which is number 57 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT26:
        'Real-time signal 26, which is number 58 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT27:
        'Real-time signal 27, which is number 59 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT28:
        'Real-time signal 28, which is number 60 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT29:
        'Real-time signal 29, which is number 61 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT30:
        'Real-time signal 30, which is number 62 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT31:
        'Real-time signal 31, which is number 63 of the kernel; a program chooses its meaning.',
      VIR_DOMAIN_PROCESS_SIGNAL_RT32:
        'Real-time signal 32, which is number 64 of the kernel; a program chooses its meaning.',
    },
  },
};
