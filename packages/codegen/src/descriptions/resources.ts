import type { Descriptions } from './description.js';

/** Networks, interfaces, storage, the host's devices, secrets and network filters. */
export const resources: Descriptions = {
  virNetworkXMLFlags: {
    about: 'Options of {@link Network.getXMLDesc}.',
    values: {
      VIR_NETWORK_XML_INACTIVE:
        'Describe the persistent configuration, without what libvirt fills in while the network is active.',
    },
  },
  virNetworkCreateFlags: {
    about: 'Options of {@link Connect.networkCreateXMLFlags}.',
    values: {
      VIR_NETWORK_CREATE_VALIDATE: "Check the network's XML against its schema before starting it.",
    },
  },
  virNetworkDefineFlags: {
    about: 'Options of {@link Connect.networkDefineXMLFlags}.',
    values: {
      VIR_NETWORK_DEFINE_VALIDATE: "Check the network's XML against its schema before storing it.",
    },
  },
  virNetworkUpdateCommand: {
    about: 'What {@link Network.update} does with the given element.',
    values: {
      VIR_NETWORK_UPDATE_COMMAND_NONE: 'Not a command; it is refused.',
      VIR_NETWORK_UPDATE_COMMAND_MODIFY:
        "Replace the element that has the same key, such as a host's MAC address.",
      VIR_NETWORK_UPDATE_COMMAND_DELETE: 'Remove the element that matches.',
      VIR_NETWORK_UPDATE_COMMAND_ADD_LAST: 'Append the element to its list.',
      VIR_NETWORK_UPDATE_COMMAND_ADD_FIRST: 'Insert the element at the beginning of its list.',
    },
  },
  virNetworkUpdateSection: {
    about: "Which part of a network's XML {@link Network.update} changes.",
    values: {
      VIR_NETWORK_SECTION_NONE: 'Not a section; it is refused.',
      VIR_NETWORK_SECTION_BRIDGE: 'The `<bridge>` element, which the network driver cannot update.',
      VIR_NETWORK_SECTION_DOMAIN:
        'The `<domain>` element (the DNS domain), which the network driver cannot update.',
      VIR_NETWORK_SECTION_IP: 'A whole `<ip>` element, which the network driver cannot update.',
      VIR_NETWORK_SECTION_IP_DHCP_HOST: 'A fixed DHCP address: `<host>` in `<dhcp>`.',
      VIR_NETWORK_SECTION_IP_DHCP_RANGE: 'A range of DHCP addresses: `<range>` in `<dhcp>`.',
      VIR_NETWORK_SECTION_FORWARD:
        'The whole `<forward>` element, which the network driver cannot update.',
      VIR_NETWORK_SECTION_FORWARD_INTERFACE:
        'A host interface that the network may use: `<interface>` in `<forward>`.',
      VIR_NETWORK_SECTION_FORWARD_PF:
        'The physical function of an SR-IOV network: `<pf>` in `<forward>`, which the network driver cannot update.',
      VIR_NETWORK_SECTION_PORTGROUP:
        "A `<portgroup>`, which groups settings for domains' interfaces.",
      VIR_NETWORK_SECTION_DNS_HOST: 'Names of an address: `<host>` in `<dns>`.',
      VIR_NETWORK_SECTION_DNS_TXT: 'A DNS TXT record: `<txt>` in `<dns>`.',
      VIR_NETWORK_SECTION_DNS_SRV: 'A DNS SRV record: `<srv>` in `<dns>`.',
    },
  },
  virNetworkUpdateFlags: {
    about:
      'What {@link Network.update}, {@link Network.getMetadata} and {@link Network.setMetadata} are about.',
    values: {
      VIR_NETWORK_UPDATE_AFFECT_CURRENT:
        'The live state of an active network, the persistent configuration of an inactive one.',
      VIR_NETWORK_UPDATE_AFFECT_LIVE: 'The active network, until it is destroyed.',
      VIR_NETWORK_UPDATE_AFFECT_CONFIG: 'The persistent configuration, from the next start on.',
    },
  },
  virNetworkMetadataType: {
    about:
      'Which metadata {@link Network.getMetadata} and {@link Network.setMetadata} are about; the event `network-metadata-change` reports it.',
    values: {
      VIR_NETWORK_METADATA_DESCRIPTION: "The network's `<description>`: free text.",
      VIR_NETWORK_METADATA_TITLE: "The network's `<title>`: one short line of text.",
      VIR_NETWORK_METADATA_ELEMENT:
        "An XML element of an application, found by its namespace below the network's `<metadata>`.",
    },
  },
  virNetworkPortCreateFlags: {
    about: 'Options of {@link Network.portCreateXML}.',
    values: {
      VIR_NETWORK_PORT_CREATE_RECLAIM:
        'Take over resources that a former port of the same UUID still has, such as after a restart of the daemon.',
      VIR_NETWORK_PORT_CREATE_VALIDATE: "Check the port's XML against its schema first.",
    },
  },
  virNetworkEventID: {
    about:
      'The numbers by which libvirt registers the events of networks; `conn.on()` and {@link Connect.watch} use names.',
    values: {
      VIR_NETWORK_EVENT_ID_LIFECYCLE:
        '`network-lifecycle`: a network was defined, started and the like.',
      VIR_NETWORK_EVENT_ID_METADATA_CHANGE:
        '`network-metadata-change`: title, description or custom metadata changed.',
    },
  },
  virNetworkEventLifecycleType: {
    about:
      'What happened to a network: {@link NetworkLifecycleEvent.event} of the event `network-lifecycle`.',
    values: {
      VIR_NETWORK_EVENT_DEFINED: 'Its persistent configuration was stored or replaced.',
      VIR_NETWORK_EVENT_UNDEFINED: 'Its persistent configuration was removed.',
      VIR_NETWORK_EVENT_STARTED: 'It is active now.',
      VIR_NETWORK_EVENT_STOPPED: 'It is no longer active.',
    },
  },
  virInterfaceXMLFlags: {
    about: 'Options of {@link Interface.getXMLDesc}.',
    values: {
      VIR_INTERFACE_XML_INACTIVE:
        'Describe the stored configuration instead of the present state of the interface.',
    },
  },
  virInterfaceDefineFlags: {
    about: 'Options of {@link Connect.interfaceDefineXML}.',
    values: {
      VIR_INTERFACE_DEFINE_VALIDATE:
        "Check the interface's XML against its schema before storing it.",
    },
  },
  virStoragePoolState: {
    about:
      'Whether a pool can be used: {@link StoragePoolInfo.state} of {@link StoragePool.getInfo}.',
    values: {
      VIR_STORAGE_POOL_INACTIVE: 'It is not started.',
      VIR_STORAGE_POOL_BUILDING: 'It is being built. No current driver reports it.',
      VIR_STORAGE_POOL_RUNNING: 'Its volumes can be used.',
      VIR_STORAGE_POOL_DEGRADED:
        'It can be used, but has lost redundancy. No current driver reports it.',
      VIR_STORAGE_POOL_INACCESSIBLE:
        'It is started, but its storage cannot be reached; only ESX reports it.',
    },
  },
  virStoragePoolBuildFlags: {
    about:
      'How {@link StoragePool.build} prepares the storage of a pool. Without `OVERWRITE` and `NO_OVERWRITE`, it depends on the type whether existing data is kept.',
    values: {
      VIR_STORAGE_POOL_BUILD_NEW: 'Prepare the storage for the first time: the default.',
      VIR_STORAGE_POOL_BUILD_REPAIR: 'Repair what exists. No current driver accepts it.',
      VIR_STORAGE_POOL_BUILD_RESIZE: 'Enlarge what exists. No current driver accepts it.',
      VIR_STORAGE_POOL_BUILD_NO_OVERWRITE:
        'Reject if the storage already holds a format that libvirt recognises. For pools of the types `fs`, `disk` and `logical`; excludes `OVERWRITE`.',
      VIR_STORAGE_POOL_BUILD_OVERWRITE:
        'Format the storage whatever it holds. For pools of the types `fs`, `disk` and `logical`; excludes `NO_OVERWRITE`.',
    },
  },
  virStoragePoolCreateFlags: {
    about:
      'Whether a pool is built when it is started: {@link StoragePool.create} and {@link Connect.storagePoolCreateXML}.',
    values: {
      VIR_STORAGE_POOL_CREATE_NORMAL: 'Only start it.',
      VIR_STORAGE_POOL_CREATE_WITH_BUILD:
        'Build it first, as {@link StoragePool.build} does without flags.',
      VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE:
        'Build it first, and format the storage whatever it holds. Excludes `WITH_BUILD_NO_OVERWRITE`.',
      VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE:
        'Build it first, and reject if the storage already holds something. Excludes `WITH_BUILD_OVERWRITE`.',
    },
  },
  virStoragePoolDefineFlags: {
    about: 'Options of {@link Connect.storagePoolDefineXML}.',
    values: {
      VIR_STORAGE_POOL_DEFINE_VALIDATE:
        "Check the pool's XML against its schema before storing it.",
    },
  },
  virStoragePoolDeleteFlags: {
    about: 'How {@link StoragePool.delete} deletes the storage of a pool.',
    values: {
      VIR_STORAGE_POOL_DELETE_NORMAL:
        'Remove its structures, such as the directory or the volume group, without overwriting data.',
      VIR_STORAGE_POOL_DELETE_ZEROED:
        'Overwrite the data with zeros, which takes long. No current driver accepts it.',
    },
  },
  virStoragePoolEventID: {
    about:
      'The numbers by which libvirt registers the events of storage pools; `conn.on()` and {@link Connect.watch} use names.',
    values: {
      VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE:
        '`storage-pool-lifecycle`: a pool was defined, started, built and the like.',
      VIR_STORAGE_POOL_EVENT_ID_REFRESH:
        "`storage-pool-refresh`: the list of a pool's volumes was read again.",
    },
  },
  virStoragePoolEventLifecycleType: {
    about:
      'What happened to a pool: {@link StoragePoolLifecycleEvent.event} of the event `storage-pool-lifecycle`.',
    values: {
      VIR_STORAGE_POOL_EVENT_DEFINED: 'Its persistent configuration was stored or replaced.',
      VIR_STORAGE_POOL_EVENT_UNDEFINED: 'Its persistent configuration was removed.',
      VIR_STORAGE_POOL_EVENT_STARTED: 'It is active now.',
      VIR_STORAGE_POOL_EVENT_STOPPED: 'It is no longer active.',
      VIR_STORAGE_POOL_EVENT_CREATED: '{@link StoragePool.build} prepared its storage.',
      VIR_STORAGE_POOL_EVENT_DELETED: '{@link StoragePool.delete} deleted its storage.',
    },
  },
  virStorageXMLFlags: {
    about: 'Options of {@link StoragePool.getXMLDesc}.',
    values: {
      VIR_STORAGE_XML_INACTIVE:
        'Describe the persistent configuration, which may differ from that of the active pool.',
    },
  },
  virStorageVolType: {
    about: 'What a volume is: {@link StorageVolInfo.type} of {@link StorageVol.getInfo}.',
    values: {
      VIR_STORAGE_VOL_FILE: 'A regular file, such as a qcow2 image.',
      VIR_STORAGE_VOL_BLOCK: 'A block device, such as a logical volume or a partition.',
      VIR_STORAGE_VOL_DIR: 'A directory that a container can use.',
      VIR_STORAGE_VOL_NETWORK: 'An object reached over the network, such as an RBD image.',
      VIR_STORAGE_VOL_NETDIR:
        'A directory reached over the network, which can hold further volumes.',
      VIR_STORAGE_VOL_PLOOP:
        'A ploop image of Virtuozzo, which is a directory with the image and its description.',
    },
  },
  virStorageVolInfoFlags: {
    about: 'Which size {@link StorageVol.getInfoFlags} returns as allocation, in bytes.',
    values: {
      VIR_STORAGE_VOL_USE_ALLOCATION:
        'What the volume occupies, which is less than its capacity for a sparse one.',
      VIR_STORAGE_VOL_GET_PHYSICAL: 'How long the file or device itself is.',
    },
  },
  virStorageVolCreateFlags: {
    about:
      'How {@link StoragePool.storageVolCreateXML} and {@link StoragePool.storageVolCreateXMLFrom} create a volume.',
    values: {
      VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA:
        'Allocate the metadata of a qcow2 image at once, which makes the first writes faster.',
      VIR_STORAGE_VOL_CREATE_REFLINK:
        'Share the blocks of the source by copy-on-write; only for a copy of a raw volume on a file system such as Btrfs or XFS.',
      VIR_STORAGE_VOL_CREATE_VALIDATE: "Check the volume's XML against its schema first.",
    },
  },
  virStorageVolDeleteFlags: {
    about: 'How {@link StorageVol.delete} deletes a volume.',
    values: {
      VIR_STORAGE_VOL_DELETE_NORMAL: 'Remove it without overwriting its data.',
      VIR_STORAGE_VOL_DELETE_ZEROED:
        "Overwrite its data with zeros first, which takes long; of libvirt's own pools only RBD accepts it.",
      VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS: 'Delete its snapshots too; only for RBD.',
    },
  },
  virStorageVolResizeFlags: {
    about: 'How {@link StorageVol.resize} changes the capacity, which is in bytes.',
    values: {
      VIR_STORAGE_VOL_RESIZE_ALLOCATE:
        'Allocate the added space at once instead of leaving it sparse.',
      VIR_STORAGE_VOL_RESIZE_DELTA: 'The size is an increase over the present capacity.',
      VIR_STORAGE_VOL_RESIZE_SHRINK:
        'Allow a smaller capacity, which cuts off data. With `DELTA`, the size is subtracted.',
    },
  },
  virStorageVolDownloadFlags: {
    about:
      'Options of {@link StorageVol.download}; {@link StorageVol.createReadStream} sets them itself.',
    values: {
      VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM:
        'Send holes as holes, which {@link Stream.sparseRecvAll} receives, instead of as zeros.',
    },
  },
  virStorageVolUploadFlags: {
    about:
      'Options of {@link StorageVol.upload}; {@link StorageVol.createWriteStream} sets them itself.',
    values: {
      VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM:
        'Accept holes as holes, which {@link Stream.sparseSendAll} sends, instead of as zeros.',
    },
  },
  virStorageVolWipeAlgorithm: {
    about:
      'How {@link StorageVol.wipePattern} overwrites a volume. All but `ZERO` and `TRIM` need the program `scrub` on the host.',
    values: {
      VIR_STORAGE_VOL_WIPE_ALG_ZERO: 'One pass of zeros.',
      VIR_STORAGE_VOL_WIPE_ALG_NNSA:
        'Four passes: two random, one fixed and a check, after a policy of the US NNSA.',
      VIR_STORAGE_VOL_WIPE_ALG_DOD:
        'Four passes: random, two fixed and a check, after the US DoD 5220.22-M.',
      VIR_STORAGE_VOL_WIPE_ALG_BSI: 'Nine passes after the German BSI.',
      VIR_STORAGE_VOL_WIPE_ALG_GUTMANN:
        '35 passes after Peter Gutmann, which were made for disks of the 1990s.',
      VIR_STORAGE_VOL_WIPE_ALG_SCHNEIER:
        'Seven passes after Bruce Schneier: two fixed, five random.',
      VIR_STORAGE_VOL_WIPE_ALG_PFITZNER7: 'Seven random passes after Roy Pfitzner.',
      VIR_STORAGE_VOL_WIPE_ALG_PFITZNER33: 'Thirty-three random passes after Roy Pfitzner.',
      VIR_STORAGE_VOL_WIPE_ALG_RANDOM: 'One pass of random data.',
      VIR_STORAGE_VOL_WIPE_ALG_TRIM: 'Discard all blocks, as far as the storage supports it.',
    },
  },
  virNodeDeviceXMLFlags: {
    about: 'Options of {@link NodeDevice.getXMLDesc}.',
    values: {
      VIR_NODE_DEVICE_XML_INACTIVE:
        'Describe the persistent configuration of a device that is active.',
    },
  },
  virNodeDeviceCreateXMLFlags: {
    about: 'Options of {@link Connect.deviceCreateXML}.',
    values: {
      VIR_NODE_DEVICE_CREATE_XML_VALIDATE:
        "Check the device's XML against its schema before creating it.",
    },
  },
  virNodeDeviceDefineXMLFlags: {
    about: 'Options of {@link Connect.deviceDefineXML}.',
    values: {
      VIR_NODE_DEVICE_DEFINE_XML_VALIDATE:
        "Check the device's XML against its schema before storing it.",
    },
  },
  virNodeDeviceUpdateFlags: {
    about: 'What {@link NodeDevice.update} changes.',
    values: {
      VIR_NODE_DEVICE_UPDATE_AFFECT_CURRENT:
        'The live state of an active device, the persistent configuration of an inactive one.',
      VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE: 'The active device, until it is destroyed.',
      VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG: 'The persistent configuration, from the next start on.',
    },
  },
  virNodeDeviceEventID: {
    about:
      "The numbers by which libvirt registers the events of the host's devices; `conn.on()` and {@link Connect.watch} use names.",
    values: {
      VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE:
        '`node-device-lifecycle`: a device appeared, disappeared or was defined.',
      VIR_NODE_DEVICE_EVENT_ID_UPDATE:
        '`node-device-update`: what libvirt knows about a device changed.',
    },
  },
  virNodeDeviceEventLifecycleType: {
    about:
      'What happened to a device: {@link NodeDeviceLifecycleEvent.event} of the event `node-device-lifecycle`.',
    values: {
      VIR_NODE_DEVICE_EVENT_CREATED: 'It was plugged in or created.',
      VIR_NODE_DEVICE_EVENT_DELETED: 'It was unplugged or destroyed.',
      VIR_NODE_DEVICE_EVENT_DEFINED: 'Its persistent configuration was stored or replaced.',
      VIR_NODE_DEVICE_EVENT_UNDEFINED: 'Its persistent configuration was removed.',
    },
  },
  virSecretUsageType: {
    about:
      'What a secret is used for: {@link Secret.getUsageType} returns it, {@link Connect.lookupSecretByUsage} takes it.',
    values: {
      VIR_SECRET_USAGE_TYPE_NONE: 'Nothing in particular; it can be found only by its UUID.',
      VIR_SECRET_USAGE_TYPE_VOLUME:
        "The passphrase of an encrypted volume; the usage ID is the volume's path.",
      VIR_SECRET_USAGE_TYPE_CEPH: "The key of a Ceph user; the usage ID is a name of one's choice.",
      VIR_SECRET_USAGE_TYPE_ISCSI:
        "The CHAP password of an iSCSI target; the usage ID is a name of one's choice.",
      VIR_SECRET_USAGE_TYPE_TLS:
        "The password of a TLS private key; the usage ID is a name of one's choice.",
      VIR_SECRET_USAGE_TYPE_VTPM:
        "The passphrase of an emulated TPM's state; the usage ID is a name of one's choice.",
    },
  },
  virSecretDefineFlags: {
    about: 'Options of {@link Connect.secretDefineXML}.',
    values: {
      VIR_SECRET_DEFINE_VALIDATE: "Check the secret's XML against its schema before storing it.",
    },
  },
  virSecretEventID: {
    about:
      'The numbers by which libvirt registers the events of secrets; `conn.on()` and {@link Connect.watch} use names.',
    values: {
      VIR_SECRET_EVENT_ID_LIFECYCLE: '`secret-lifecycle`: a secret was defined or undefined.',
      VIR_SECRET_EVENT_ID_VALUE_CHANGED: '`secret-value-changed`: a secret has a new value.',
    },
  },
  virSecretEventLifecycleType: {
    about:
      'What happened to a secret: {@link SecretLifecycleEvent.event} of the event `secret-lifecycle`.',
    values: {
      VIR_SECRET_EVENT_DEFINED: 'Its description was stored or replaced, but not its value.',
      VIR_SECRET_EVENT_UNDEFINED: 'It was removed together with its value.',
    },
  },
  virNWFilterDefineFlags: {
    about: 'Options of {@link Connect.nwFilterDefineXMLFlags}.',
    values: {
      VIR_NWFILTER_DEFINE_VALIDATE: "Check the filter's XML against its schema before storing it.",
    },
  },
  virNWFilterBindingCreateFlags: {
    about: 'Options of {@link Connect.nwFilterBindingCreateXML}.',
    values: {
      VIR_NWFILTER_BINDING_CREATE_VALIDATE:
        "Check the binding's XML against its schema before applying it.",
    },
  },
};
