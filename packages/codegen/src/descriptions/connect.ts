import type { Descriptions } from './description.js';

/** Connections, hosts, streams and typed parameters. */
export const connect: Descriptions = {
  virConnectFlags: {
    about: 'How a connection is opened: {@link ConnectOptions.flags}.',
    values: {
      VIR_CONNECT_RO:
        'Open without the right to change anything; every call that would change something rejects with `VIR_ERR_OPERATION_DENIED`. {@link ConnectOptions.readOnly} sets it.',
      VIR_CONNECT_NO_ALIASES:
        'Take the URI literally, without looking it up among the `uri_aliases` of `libvirt.conf`.',
    },
  },
  virConnectCloseReason: {
    about:
      'Why a connection ended, as {@link Connect.registerCloseCallback}, {@link ConnectCloseEvent} and {@link ConnectionClosedError} report it.',
    values: {
      VIR_CONNECT_CLOSE_REASON_ERROR:
        "Reading or writing failed below libvirt's protocol, or the protocol was broken.",
      VIR_CONNECT_CLOSE_REASON_EOF:
        'The daemon closed its end, for example because it was restarted.',
      VIR_CONNECT_CLOSE_REASON_KEEPALIVE:
        'The daemon left too many keepalive messages unanswered: see {@link Connect.setKeepAlive}.',
      VIR_CONNECT_CLOSE_REASON_CLIENT: 'This process closed the connection.',
    },
  },
  virConnectCredentialType: {
    about: 'What libvirt asks for while it opens a connection: {@link ConnectCredential.type}.',
    values: {
      VIR_CRED_USERNAME: 'The user on whose behalf the connection acts.',
      VIR_CRED_AUTHNAME:
        'The user whose credentials are checked, such as the login name on an ESX host.',
      VIR_CRED_LANGUAGE:
        'The languages in which prompts may be, as comma-separated tags such as `en,de`.',
      VIR_CRED_CNONCE: 'A random value that the client contributes to the exchange.',
      VIR_CRED_PASSPHRASE: 'A password; do not show it while it is typed.',
      VIR_CRED_ECHOPROMPT:
        'An answer to a question of the server, which may be visible while it is typed.',
      VIR_CRED_NOECHOPROMPT:
        'An answer to a question of the server, which must stay hidden while it is typed.',
      VIR_CRED_REALM: 'The realm that the user belongs to, of those that the server offers.',
      VIR_CRED_EXTERNAL:
        "A credential from outside of libvirt, such as one that polkit's agent collects; there is no text to answer with.",
    },
  },
  virCPUCompareResult: {
    about:
      'How a CPU relates to the one of the host: the result of {@link Connect.compareCPU} and {@link Connect.compareHypervisorCPU}.',
    values: {
      VIR_CPU_COMPARE_ERROR: 'The comparison failed. The methods reject instead of returning it.',
      VIR_CPU_COMPARE_INCOMPATIBLE:
        'The host, or the hypervisor on it, lacks something that the CPU needs, so a domain with it would not start.',
      VIR_CPU_COMPARE_IDENTICAL: 'The host offers exactly what the CPU has.',
      VIR_CPU_COMPARE_SUPERSET:
        'The host offers what the CPU has and more, so a domain with it can start.',
    },
  },
  virConnectCompareCPUFlags: {
    about: 'Options of {@link Connect.compareCPU} and {@link Connect.compareHypervisorCPU}.',
    values: {
      VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE:
        'Reject with `VIR_ERR_CPU_INCOMPATIBLE`, whose message names what is missing, instead of returning `INCOMPATIBLE`.',
      VIR_CONNECT_COMPARE_CPU_VALIDATE_XML: "Check the CPU's XML against its schema first.",
    },
  },
  virConnectBaselineCPUFlags: {
    about: 'Options of {@link Connect.baselineCPU} and {@link Connect.baselineHypervisorCPU}.',
    values: {
      VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES:
        'List every feature, also those that the CPU model implies.',
      VIR_CONNECT_BASELINE_CPU_MIGRATABLE: 'Leave out features that prevent a live migration.',
      VIR_CONNECT_BASELINE_CPU_IGNORE_HOST:
        'Compute the CPU from the given ones alone, even if the hypervisor of this host lacks some of the features.',
    },
  },
  virConnectGetDomainCapabilitiesFlags: {
    about: 'How {@link Connect.getDomainCapabilities} describes the `host-model` CPU.',
    values: {
      VIR_CONNECT_GET_DOMAIN_CAPABILITIES_DISABLE_DEPRECATED_FEATURES:
        'Disable features that the hypervisor calls deprecated, such as some of s390x.',
      VIR_CONNECT_GET_DOMAIN_CAPABILITIES_EXPAND_CPU_FEATURES:
        'List also the features that the chosen model implies.',
      VIR_CONNECT_GET_DOMAIN_CAPABILITIES_SUPPORTED_CPU_FEATURES:
        'Add features that the host supports and that a domain gets only if its XML asks for them.',
    },
  },
  virConnectListAllDomainsFlags: {
    about:
      'Which domains {@link Connect.listAllDomains} returns. Flags form groups, such as active and inactive; a group of which no flag is given excludes nothing.',
    values: {
      VIR_CONNECT_LIST_DOMAINS_ACTIVE:
        'Domains that are up: running, paused, shutting down or suspended by the guest.',
      VIR_CONNECT_LIST_DOMAINS_INACTIVE: 'Domains that are defined and off.',
      VIR_CONNECT_LIST_DOMAINS_PERSISTENT: 'Domains whose configuration survives their end.',
      VIR_CONNECT_LIST_DOMAINS_TRANSIENT:
        'Domains without a stored configuration, which vanish when they stop.',
      VIR_CONNECT_LIST_DOMAINS_RUNNING: 'Domains in the state `DomainState.RUNNING`.',
      VIR_CONNECT_LIST_DOMAINS_PAUSED: 'Domains in the state `DomainState.PAUSED`.',
      VIR_CONNECT_LIST_DOMAINS_SHUTOFF: 'Domains in the state `DomainState.SHUTOFF`.',
      VIR_CONNECT_LIST_DOMAINS_OTHER:
        'Domains in a state that has no flag of its own here, such as crashed or suspended by the guest.',
      VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE:
        'Domains with a managed save image, from which the next start restores them.',
      VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE: 'Domains that have no managed save image.',
      VIR_CONNECT_LIST_DOMAINS_AUTOSTART: 'Domains that start together with the host.',
      VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART: 'Domains that do not start together with the host.',
      VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT:
        'Domains of which libvirt keeps at least one snapshot.',
      VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT: 'Domains without any snapshot that libvirt knows.',
      VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT:
        'Domains of which libvirt keeps at least one checkpoint.',
      VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT: 'Domains without any checkpoint.',
    },
  },
  virConnectListAllInterfacesFlags: {
    about:
      'Which host interfaces {@link Connect.listAllInterfaces} returns; with neither flag, or with both, all.',
    values: {
      VIR_CONNECT_LIST_INTERFACES_INACTIVE: 'Interfaces that are configured and down.',
      VIR_CONNECT_LIST_INTERFACES_ACTIVE: 'Interfaces that are up.',
    },
  },
  virConnectListAllNetworksFlags: {
    about:
      'Which virtual networks {@link Connect.listAllNetworks} returns. A group, such as active and inactive, of which no flag is given excludes nothing.',
    values: {
      VIR_CONNECT_LIST_NETWORKS_INACTIVE: 'Networks that are defined and not started.',
      VIR_CONNECT_LIST_NETWORKS_ACTIVE: 'Networks that domains can attach to now.',
      VIR_CONNECT_LIST_NETWORKS_PERSISTENT: 'Networks with a stored configuration.',
      VIR_CONNECT_LIST_NETWORKS_TRANSIENT: 'Networks that exist only until they are destroyed.',
      VIR_CONNECT_LIST_NETWORKS_AUTOSTART: 'Networks that start together with the host.',
      VIR_CONNECT_LIST_NETWORKS_NO_AUTOSTART: 'Networks that are started only on request.',
    },
  },
  virConnectListAllNodeDeviceFlags: {
    about:
      'Which devices of the host {@link Connect.listAllNodeDevices} returns: those with any of the given capabilities (`CAP_`), within the given states.',
    values: {
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM: 'The host itself: its firmware, hardware and UUID.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV:
        'Functions of PCI devices, which can be passed to a guest.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV: 'Devices on a USB bus.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_INTERFACE:
        'Interfaces of USB devices, of which one device may have several.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET: 'Network interfaces.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST: 'SCSI host adapters, hardware or software.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_TARGET: 'Targets on a SCSI bus.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI: 'Logical units on a SCSI bus.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE: 'Disks and other block devices with their media.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST:
        'SCSI host adapters that are a Fibre Channel port.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS:
        'Fibre Channel adapters on which virtual ports (NPIV) can be created.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_GENERIC: 'The `/dev/sg*` nodes of SCSI devices.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM:
        "Graphics nodes of the kernel's DRM, such as `/dev/dri/renderD128`.",
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV_TYPES:
        'Parent devices that can create mediated devices, such as a GPU with vGPUs.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV:
        'Mediated devices: slices of a physical device that a guest can use.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCW_DEV: 'Devices on the channel subsystem of s390x.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_CSS_DEV:
        'Subchannels of s390x, through which channel devices are reached.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA: 'vDPA devices: virtio whose data path is hardware.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_CARD: 'Cryptographic adapters of s390x.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_QUEUE:
        'Queues of a cryptographic adapter and a domain of it on s390x.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_MATRIX:
        'The parent of mediated devices that give guests of s390x cryptographic queues.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPD:
        'PCI devices that carry vital product data, such as a serial number.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCWGROUP_DEV:
        'Devices of s390x that are made of several channel devices, such as an OSA network card.',
      VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCWGROUP_MEMBER:
        'The channel devices that such a group is made of.',
      VIR_CONNECT_LIST_NODE_DEVICES_PERSISTENT:
        'Devices with a stored definition: mediated devices that were defined.',
      VIR_CONNECT_LIST_NODE_DEVICES_TRANSIENT:
        'Devices without a stored definition: hardware, and mediated devices that were only created.',
      VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE:
        'Defined devices that do not exist at present, such as a mediated device before its start.',
      VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE: 'Devices that exist on the host now.',
    },
  },
  virConnectListAllSecretsFlags: {
    about:
      'Which secrets {@link Connect.listAllSecrets} returns. A pair of which neither flag is given excludes nothing.',
    values: {
      VIR_CONNECT_LIST_SECRETS_EPHEMERAL: "Secrets that live only in the daemon's memory.",
      VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL: "Secrets that are also on the host's disk.",
      VIR_CONNECT_LIST_SECRETS_PRIVATE:
        'Secrets whose value {@link Secret.getValue} refuses to return.',
      VIR_CONNECT_LIST_SECRETS_NO_PRIVATE: 'Secrets whose value may be read back.',
    },
  },
  virConnectListAllStoragePoolsFlags: {
    about:
      'Which storage pools {@link Connect.listAllStoragePools} returns: by state, by whether they persist, by autostart, and by type. A group of which no flag is given excludes nothing.',
    values: {
      VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE: 'Pools that are defined and not started.',
      VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE: 'Pools whose volumes can be used now.',
      VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT: 'Pools with a stored configuration.',
      VIR_CONNECT_LIST_STORAGE_POOLS_TRANSIENT: 'Pools that exist only until they are destroyed.',
      VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART: 'Pools that start together with the host.',
      VIR_CONNECT_LIST_STORAGE_POOLS_NO_AUTOSTART: 'Pools that are started only on request.',
      VIR_CONNECT_LIST_STORAGE_POOLS_DIR: 'Type `dir`: files of a directory.',
      VIR_CONNECT_LIST_STORAGE_POOLS_FS: 'Type `fs`: files on a block device that libvirt mounts.',
      VIR_CONNECT_LIST_STORAGE_POOLS_NETFS:
        'Type `netfs`: files on a network file system that libvirt mounts, such as NFS.',
      VIR_CONNECT_LIST_STORAGE_POOLS_LOGICAL:
        'Type `logical`: the logical volumes of an LVM group.',
      VIR_CONNECT_LIST_STORAGE_POOLS_DISK: 'Type `disk`: the partitions of a disk.',
      VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI:
        "Type `iscsi`: the logical units of an iSCSI target, through the host's initiator.",
      VIR_CONNECT_LIST_STORAGE_POOLS_SCSI: 'Type `scsi`: the logical units of a host adapter.',
      VIR_CONNECT_LIST_STORAGE_POOLS_MPATH: 'Type `mpath`: the multipath devices of the host.',
      VIR_CONNECT_LIST_STORAGE_POOLS_RBD: 'Type `rbd`: the images of a Ceph pool.',
      VIR_CONNECT_LIST_STORAGE_POOLS_SHEEPDOG:
        'Type `sheepdog`: the images of a Sheepdog cluster. Newer releases have no driver for it.',
      VIR_CONNECT_LIST_STORAGE_POOLS_GLUSTER:
        'Type `gluster`: the files of a GlusterFS volume, without mounting it.',
      VIR_CONNECT_LIST_STORAGE_POOLS_ZFS: 'Type `zfs`: the volumes of a ZFS pool.',
      VIR_CONNECT_LIST_STORAGE_POOLS_VSTORAGE: 'Type `vstorage`: a Virtuozzo Storage cluster.',
      VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI_DIRECT:
        "Type `iscsi-direct`: the logical units of an iSCSI target, through `libiscsi` instead of the host's initiator.",
    },
  },
  virConnectGetAllDomainStatsFlags: {
    about:
      'Which domains {@link Connect.getAllDomainStats} looks at, and how. Those that select domains mean what they mean in {@link ConnectListAllDomainsFlags}.',
    values: {
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE: 'Domains that are up.',
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE:
        'Domains that are off, of which there is little to report.',
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_PERSISTENT: 'Domains with a stored configuration.',
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT: 'Domains that vanish when they stop.',
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING: 'Domains whose guest runs.',
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_PAUSED: 'Domains whose guest is paused.',
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_SHUTOFF: 'Domains in the state `DomainState.SHUTOFF`.',
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_OTHER: 'Domains in any other state, such as crashed.',
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT:
        'Leave out what cannot be had at once because another call occupies the domain.',
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING:
        "Report the images of a disk's backing chain too, each as a block of its own.",
      VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS:
        'Reject if the driver lacks one of the requested groups, instead of leaving it out.',
    },
  },
  virNodeSuspendTarget: {
    about:
      'Where the state goes when a host or a guest is put to sleep: {@link Connect.suspendForDuration} and {@link Domain.pmSuspendForDuration}.',
    values: {
      VIR_NODE_SUSPEND_TARGET_MEM: 'Suspend to RAM (S3): memory stays powered.',
      VIR_NODE_SUSPEND_TARGET_DISK:
        'Hibernate (S4): memory is written to disk, and the power goes off.',
      VIR_NODE_SUSPEND_TARGET_HYBRID:
        'Write memory to disk and then suspend to RAM, so that a loss of power does no harm.',
    },
  },
  virNodeAllocPagesFlags: {
    about: 'How {@link Connect.allocPages} reads its page counts.',
    values: {
      VIR_NODE_ALLOC_PAGES_ADD: 'Add so many huge pages to the pool, which can only grow.',
      VIR_NODE_ALLOC_PAGES_SET:
        'Resize the pool to so many huge pages; a smaller number frees some.',
    },
  },
  virNodeGetCPUStatsAllCPUs: {
    about: 'A special CPU number for {@link Connect.getCPUStats}.',
    values: {
      VIR_NODE_CPU_STATS_ALL_CPUS: "The sum over all CPUs of the host, instead of one CPU's times.",
    },
  },
  virNodeGetMemoryStatsAllCells: {
    about: 'A special cell number for {@link Connect.getMemoryStats}.',
    values: {
      VIR_NODE_MEMORY_STATS_ALL_CELLS: 'The whole host, instead of one NUMA cell.',
    },
  },
  virIPAddrType: {
    about:
      'The version of an IP address: {@link DomainIPAddress.type} and {@link NetworkDHCPLease.type}.',
    values: {
      VIR_IP_ADDR_TYPE_IPV4: 'Four bytes in dotted decimal, such as 192.0.2.1.',
      VIR_IP_ADDR_TYPE_IPV6: 'Sixteen bytes in colon-separated hexadecimal, such as 2001:db8::1.',
    },
  },
  virEventHandleType: {
    about:
      "What libvirt's event loop watches a file descriptor for. The addon runs that loop itself; no method takes or returns these.",
    values: {
      VIR_EVENT_HANDLE_READABLE: 'There is data to read.',
      VIR_EVENT_HANDLE_WRITABLE: 'Data can be written without blocking.',
      VIR_EVENT_HANDLE_ERROR: 'The descriptor failed.',
      VIR_EVENT_HANDLE_HANGUP: 'The other end was closed.',
    },
  },
  virStreamFlags: {
    about: 'Options of {@link Connect.newStream}.',
    values: {
      VIR_STREAM_NONBLOCK:
        "Return `'would-block'` instead of waiting when {@link Stream.send} has no room or {@link Stream.recv} no data.",
    },
  },
  virStreamEventType: {
    about:
      'What a stream is ready for, as a sum of these: {@link Stream.eventAddCallback} and {@link Stream.eventUpdateCallback} take it, the callback receives it.',
    values: {
      VIR_STREAM_EVENT_READABLE: '{@link Stream.recv} has data, or the end of the stream.',
      VIR_STREAM_EVENT_WRITABLE: '{@link Stream.send} has room.',
      VIR_STREAM_EVENT_ERROR: 'The stream failed; abort it.',
      VIR_STREAM_EVENT_HANGUP: 'The other side ended the stream.',
    },
  },
  virStreamRecvFlagsValues: {
    about: 'Options of {@link Stream.recvFlags}.',
    values: {
      VIR_STREAM_RECV_STOP_AT_HOLE:
        'Stop in front of a hole of a sparse stream, whose length {@link Stream.recvHole} returns, instead of reading it as zeros.',
    },
  },
  virTypedParameterType: {
    about:
      "The C type of a typed parameter's value. The parameter objects of this package carry plain values and choose the type themselves.",
    values: {
      VIR_TYPED_PARAM_INT: '`int`: 32 bits with a sign.',
      VIR_TYPED_PARAM_UINT: '`unsigned int`: 32 bits without a sign.',
      VIR_TYPED_PARAM_LLONG: '`long long`: 64 bits with a sign.',
      VIR_TYPED_PARAM_ULLONG: '`unsigned long long`: 64 bits without a sign.',
      VIR_TYPED_PARAM_DOUBLE: '`double`, which is what a JavaScript number is.',
      VIR_TYPED_PARAM_BOOLEAN: '`char`, read as a truth value.',
      VIR_TYPED_PARAM_STRING:
        'A string of characters, which servers before libvirt 0.9.8 cannot send.',
    },
  },
  virTypedParameterFlags: {
    about: 'A flag of the calls that return typed parameters; libvirt sets it where it is needed.',
    values: {
      VIR_TYPED_PARAM_STRING_OKAY:
        'Accept parameters with a string as value. Set by a caller, it makes servers without such parameters refuse the call.',
    },
  },
  virBlkioParameterType: {
    about:
      'The types of a block I/O parameter under the names from before typed parameters: the same numbers as {@link TypedParameterType}. Kept for C programs; no method takes or returns them.',
    values: {
      VIR_DOMAIN_BLKIO_PARAM_INT: 'As `TypedParameterType.INT`.',
      VIR_DOMAIN_BLKIO_PARAM_UINT: 'As `TypedParameterType.UINT`.',
      VIR_DOMAIN_BLKIO_PARAM_LLONG: 'As `TypedParameterType.LLONG`.',
      VIR_DOMAIN_BLKIO_PARAM_ULLONG: 'As `TypedParameterType.ULLONG`.',
      VIR_DOMAIN_BLKIO_PARAM_DOUBLE: 'As `TypedParameterType.DOUBLE`.',
      VIR_DOMAIN_BLKIO_PARAM_BOOLEAN: 'As `TypedParameterType.BOOLEAN`.',
    },
  },
  virMemoryParameterType: {
    about:
      'The types of a memory parameter under the names from before typed parameters: the same numbers as {@link TypedParameterType}. Kept for C programs; no method takes or returns them.',
    values: {
      VIR_DOMAIN_MEMORY_PARAM_INT: 'As `TypedParameterType.INT`.',
      VIR_DOMAIN_MEMORY_PARAM_UINT: 'As `TypedParameterType.UINT`.',
      VIR_DOMAIN_MEMORY_PARAM_LLONG: 'As `TypedParameterType.LLONG`.',
      VIR_DOMAIN_MEMORY_PARAM_ULLONG: 'As `TypedParameterType.ULLONG`.',
      VIR_DOMAIN_MEMORY_PARAM_DOUBLE: 'As `TypedParameterType.DOUBLE`.',
      VIR_DOMAIN_MEMORY_PARAM_BOOLEAN: 'As `TypedParameterType.BOOLEAN`.',
    },
  },
  virSchedParameterType: {
    about:
      'The types of a scheduler parameter under the names from before typed parameters: the same numbers as {@link TypedParameterType}. Kept for C programs; no method takes or returns them.',
    values: {
      VIR_DOMAIN_SCHED_FIELD_INT: 'As `TypedParameterType.INT`.',
      VIR_DOMAIN_SCHED_FIELD_UINT: 'As `TypedParameterType.UINT`.',
      VIR_DOMAIN_SCHED_FIELD_LLONG: 'As `TypedParameterType.LLONG`.',
      VIR_DOMAIN_SCHED_FIELD_ULLONG: 'As `TypedParameterType.ULLONG`.',
      VIR_DOMAIN_SCHED_FIELD_DOUBLE: 'As `TypedParameterType.DOUBLE`.',
      VIR_DOMAIN_SCHED_FIELD_BOOLEAN: 'As `TypedParameterType.BOOLEAN`.',
    },
  },
};
