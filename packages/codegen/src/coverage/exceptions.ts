import { hidden } from '../annotations.js';

/** Names of the C API with the reason why the check treats them apart. */
export interface Exception {
  readonly why: string;
  readonly names: readonly string[];
}

/** The parts of the C API that the check covers. */
export type Part = 'functions' | 'events' | 'constants' | 'macros' | 'fields';

export type Exceptions = Readonly<Record<Part, readonly Exception[]>>;

/**
 * What has no face in TypeScript for good. A line whose name libvirt does not have, or which has a
 * face after all, fails the check.
 *
 * Fields are called `struct.field`; the name of a struct alone stands for all of its fields.
 */
export const ignored: Exceptions = {
  functions: hidden.map(({ why, functions }) => ({ why, names: functions })),
  events: [],
  constants: [],
  macros: [
    {
      why: 'Reads or writes the memory of a C program; a CPU map is an array here.',
      names: [
        'VIR_COPY_CPUMAP',
        'VIR_CPU_MAPLEN',
        'VIR_CPU_USABLE',
        'VIR_CPU_USED',
        'VIR_GET_CPUMAP',
        'VIR_UNUSE_CPU',
        'VIR_USE_CPU',
      ],
    },
    {
      why: 'Calculates with the fields of a struct: nodes * sockets * cores * threads of NodeInfo.',
      names: ['VIR_NODEINFO_MAXCPUS'],
    },
    {
      why: 'Casts a callback to the type that the C compiler wants.',
      names: [
        'VIR_DOMAIN_EVENT_CALLBACK',
        'VIR_NETWORK_EVENT_CALLBACK',
        'VIR_NODE_DEVICE_EVENT_CALLBACK',
        'VIR_SECRET_EVENT_CALLBACK',
        'VIR_STORAGE_POOL_EVENT_CALLBACK',
      ],
    },
    {
      why: 'Compares the release of the headers at compile time; API_VERSION tells it here.',
      names: ['LIBVIR_CHECK_VERSION'],
    },
    {
      why: 'Old names of a struct, for old C programs.',
      names: ['_virBlkioParameter', '_virMemoryParameter', '_virSchedParameter'],
    },
  ],
  fields: [
    {
      why: 'A name and a value: parameters are objects here, with a property for each name.',
      names: [
        'virBlkioParameter',
        'virMemoryParameter',
        'virNodeCPUStats',
        'virNodeMemoryStats',
        'virSchedParameter',
        'virTypedParameter',
      ],
    },
    {
      why: 'The length of another field, which is an array here.',
      names: [
        'virDomainFSInfo.ndevAlias',
        'virDomainIOThreadInfo.cpumaplen',
        'virDomainInterface.naddrs',
        'virDomainStatsRecord.nparams',
      ],
    },
    {
      why: "The record's parameters are its own properties here.",
      names: ['virDomainStatsRecord.params'],
    },
    {
      why: 'Deprecated by libvirt: never more than NULL, for there is no reference behind it.',
      names: ['virError.conn', 'virError.dom', 'virError.net'],
    },
  ],
};

/**
 * What is to come: no face yet, and no reason against one. Told apart from what is ignored, and
 * shown loudly, so that nobody takes it for covered. The line goes when the face comes.
 */
export const planned: Exceptions = {
  functions: [
    {
      why: 'Streams.',
      names: [
        'virDomainOpenChannel',
        'virDomainOpenConsole',
        'virDomainScreenshot',
        'virStorageVolDownload',
        'virStorageVolUpload',
        'virStreamAbort',
        'virStreamEventAddCallback',
        'virStreamEventRemoveCallback',
        'virStreamEventUpdateCallback',
        'virStreamFinish',
        'virStreamFree',
        'virStreamNew',
        'virStreamRecv',
        'virStreamRecvAll',
        'virStreamRecvFlags',
        'virStreamRecvHole',
        'virStreamSend',
        'virStreamSendAll',
        'virStreamSendHole',
        'virStreamSparseRecvAll',
        'virStreamSparseSendAll',
      ],
    },
    {
      why: "Events other than a domain's.",
      names: [
        'virConnectNetworkEventDeregisterAny',
        'virConnectNetworkEventRegisterAny',
        'virConnectNodeDeviceEventDeregisterAny',
        'virConnectNodeDeviceEventRegisterAny',
        'virConnectSecretEventDeregisterAny',
        'virConnectSecretEventRegisterAny',
        'virConnectStoragePoolEventDeregisterAny',
        'virConnectStoragePoolEventRegisterAny',
      ],
    },
    {
      why: 'What is told when a connection closes by itself.',
      names: ['virConnectRegisterCloseCallback', 'virConnectUnregisterCloseCallback'],
    },
    {
      why: '@libvirt/qemu.',
      names: [
        'virConnectDomainQemuMonitorEventDeregister',
        'virConnectDomainQemuMonitorEventRegister',
        'virDomainQemuAgentCommand',
        'virDomainQemuAttach',
        'virDomainQemuMonitorCommand',
        'virDomainQemuMonitorCommandWithFiles',
      ],
    },
    {
      why: '@libvirt/lxc.',
      names: [
        'virDomainLxcEnterCGroup',
        'virDomainLxcEnterNamespace',
        'virDomainLxcEnterSecurityLabel',
        'virDomainLxcOpenNamespace',
      ],
    },
  ],
  events: [
    {
      why: 'All but the lifecycle of domains.',
      names: [
        'VIR_DOMAIN_EVENT_ID_REBOOT',
        'VIR_DOMAIN_EVENT_ID_RTC_CHANGE',
        'VIR_DOMAIN_EVENT_ID_WATCHDOG',
        'VIR_DOMAIN_EVENT_ID_IO_ERROR',
        'VIR_DOMAIN_EVENT_ID_GRAPHICS',
        'VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON',
        'VIR_DOMAIN_EVENT_ID_CONTROL_ERROR',
        'VIR_DOMAIN_EVENT_ID_BLOCK_JOB',
        'VIR_DOMAIN_EVENT_ID_DISK_CHANGE',
        'VIR_DOMAIN_EVENT_ID_TRAY_CHANGE',
        'VIR_DOMAIN_EVENT_ID_PMWAKEUP',
        'VIR_DOMAIN_EVENT_ID_PMSUSPEND',
        'VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE',
        'VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK',
        'VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED',
        'VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2',
        'VIR_DOMAIN_EVENT_ID_TUNABLE',
        'VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE',
        'VIR_DOMAIN_EVENT_ID_DEVICE_ADDED',
        'VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION',
        'VIR_DOMAIN_EVENT_ID_JOB_COMPLETED',
        'VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED',
        'VIR_DOMAIN_EVENT_ID_METADATA_CHANGE',
        'VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD',
        'VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE',
        'VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE',
        'VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE',
        'VIR_DOMAIN_EVENT_ID_VCPU_REMOVED',
        'VIR_DOMAIN_EVENT_ID_CHANNEL_LIFECYCLE',
        'VIR_NETWORK_EVENT_ID_LIFECYCLE',
        'VIR_NETWORK_EVENT_ID_METADATA_CHANGE',
        'VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE',
        'VIR_NODE_DEVICE_EVENT_ID_UPDATE',
        'VIR_SECRET_EVENT_ID_LIFECYCLE',
        'VIR_SECRET_EVENT_ID_VALUE_CHANGED',
        'VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE',
        'VIR_STORAGE_POOL_EVENT_ID_REFRESH',
      ],
    },
  ],
  constants: [],
  macros: [],
  fields: [
    {
      why: 'The callback that is asked for credentials.',
      names: ['virConnectAuth', 'virConnectCredential'],
    },
    {
      why: 'The payloads of events other than a lifecycle.',
      names: [
        'virDomainEventGraphicsAddress',
        'virDomainEventGraphicsSubject',
        'virDomainEventGraphicsSubjectIdentity',
      ],
    },
    { why: 'Streams.', names: ['virStream'] },
  ],
};

/** Methods whose docstring names a C function that they have no need to call. */
export const answeredWithoutCall: readonly Exception[] = [
  {
    why: 'Every object knows by which other it was made.',
    names: [
      'Domain.domainGetConnect',
      'DomainCheckpoint.getConnect',
      'DomainCheckpoint.getDomain',
      'DomainSnapshot.getConnect',
      'DomainSnapshot.getDomain',
      'Interface.getConnect',
      'Network.getConnect',
      'NetworkPort.getNetwork',
      'Secret.getConnect',
      'StoragePool.getConnect',
      'StorageVol.getConnect',
    ],
  },
];

/** Inherited methods with one docstring for all classes, which names the function of one. */
export const sharedDocstrings: Readonly<Record<string, RegExp>> = {
  // "C: `virDomainFree` and its like."
  free: /^vir\w+Free$/,
};

/** A struct's face: the exported interface or class, and the fields with another name than in C. */
export interface StructFace {
  readonly type: string;
  /** By the name in C, with the reason. All others have that name in camel case. */
  readonly renamed?: Readonly<Record<string, string>>;
  readonly why?: string;
}

const WORDS = 'Words that C writes together.';

export const structFaces: Readonly<Record<string, StructFace>> = {
  virDomainBlockInfo: { type: 'DomainBlockInfo' },
  virDomainBlockJobInfo: { type: 'DomainBlockJobInfo' },
  virDomainBlockStatsStruct: { type: 'DomainBlockStats' },
  virDomainControlInfo: { type: 'DomainControlInfo' },
  virDomainDiskError: { type: 'DomainDiskError' },
  virDomainFSInfo: {
    type: 'DomainFSInfo',
    renamed: { mountpoint: 'mountPoint', fstype: 'fsType' },
    why: WORDS,
  },
  virDomainIOThreadInfo: {
    type: 'DomainIOThreadInfo',
    renamed: { iothread_id: 'ioThreadID', cpumap: 'cpuMap' },
    why: WORDS,
  },
  virDomainIPAddress: { type: 'DomainIPAddress' },
  virDomainInfo: { type: 'DomainInfo' },
  virDomainInterface: { type: 'DomainInterface' },
  virDomainInterfaceStatsStruct: { type: 'DomainInterfaceStats' },
  virDomainJobInfo: {
    type: 'DomainJobInfo',
    renamed: {
      fileTotal: 'diskTotal',
      fileProcessed: 'diskProcessed',
      fileRemaining: 'diskRemaining',
    },
    why: 'As the same numbers are called by virDomainGetJobStats, which has the same type.',
  },
  virDomainMemoryStatStruct: { type: 'DomainMemoryStat' },
  virDomainStatsRecord: {
    type: 'DomainStats',
    renamed: { dom: 'domain' },
    why: 'No abbreviations.',
  },
  virError: {
    type: 'LibvirtError',
    renamed: { code: 'errno' },
    why: "As in Node's own errors: code is the name, errno the number.",
  },
  virNetworkDHCPLease: {
    type: 'NetworkDHCPLease',
    renamed: { expirytime: 'expiryTime' },
    why: WORDS,
  },
  virNodeInfo: { type: 'NodeInfo' },
  virSecurityLabel: { type: 'DomainSecurityLabel' },
  virSecurityModel: { type: 'NodeSecurityModel' },
  virStoragePoolInfo: { type: 'StoragePoolInfo' },
  virStorageVolInfo: { type: 'StorageVolInfo' },
  virVcpuInfo: { type: 'DomainVcpuInfo' },
};
