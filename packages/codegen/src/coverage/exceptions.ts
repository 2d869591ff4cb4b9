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
      why: 'A function that is asked for each credential, and returns the answer.',
      names: ['virConnectAuth', 'virConnectCredential.result', 'virConnectCredential.resultlen'],
    },
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
        'virDomainEventGraphicsSubject.nidentity',
        'virDomainFSInfo.ndevAlias',
        'virDomainIOThreadInfo.cpumaplen',
        'virDomainInterface.naddrs',
        'virDomainStatsRecord.nparams',
      ],
    },
    {
      why: 'The only field but its length: the struct is that array here.',
      names: ['virDomainEventGraphicsSubject.identities'],
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
  functions: [],
  events: [],
  constants: [],
  macros: [],
  fields: [],
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
  {
    why: 'One registration serves all who listen for the end, and ends with the connection.',
    names: ['Connect.unregisterCloseCallback'],
  },
  {
    why: "C's function calls back on its thread and waits for the answer; here the pieces are moved one by one, and callbacks may be asynchronous.",
    names: ['Stream.recvAll', 'Stream.sendAll', 'Stream.sparseRecvAll', 'Stream.sparseSendAll'],
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
  virConnectCredential: {
    type: 'ConnectCredential',
    renamed: { defresult: 'defResult' },
    why: WORDS,
  },
  virDomainBlockInfo: { type: 'DomainBlockInfo' },
  virDomainBlockJobInfo: { type: 'DomainBlockJobInfo' },
  virDomainBlockStatsStruct: { type: 'DomainBlockStats' },
  virDomainControlInfo: { type: 'DomainControlInfo' },
  virDomainDiskError: { type: 'DomainDiskError' },
  virDomainEventGraphicsAddress: { type: 'DomainEventGraphicsAddress' },
  virDomainEventGraphicsSubjectIdentity: { type: 'DomainEventGraphicsSubjectIdentity' },
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
