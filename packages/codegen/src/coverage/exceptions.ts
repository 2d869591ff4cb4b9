import { hidden } from '../annotations.js';

/** Names that the check treats specially, and why. */
export interface Exception {
  readonly why: string;
  readonly names: readonly string[];
}

/** The parts of the C API that the check covers. */
export type Part = 'functions' | 'events' | 'constants' | 'macros' | 'fields';

export type Exceptions = Readonly<Record<Part, readonly Exception[]>>;

/**
 * Names that are not exposed in TypeScript. The check fails for a name that does not exist or is
 * exposed.
 *
 * Fields are named `struct.field`. The name of a struct means all of its fields.
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
      why: 'Compares the release of the headers at compile time; use API_VERSION.',
      names: ['LIBVIR_CHECK_VERSION'],
    },
    {
      why: 'Old names of a struct, for old C programs.',
      names: ['_virBlkioParameter', '_virMemoryParameter', '_virSchedParameter'],
    },
  ],
  fields: [
    {
      why: 'Here, a function that receives each credential and returns the answer.',
      names: ['virConnectAuth', 'virConnectCredential.result', 'virConnectCredential.resultlen'],
    },
    {
      why: 'A name and a value; here, parameters are objects with a property for each name.',
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
      why: 'The length of another field; here, that field is an array.',
      names: [
        'virDomainEventGraphicsSubject.nidentity',
        'virDomainFSInfo.ndevAlias',
        'virDomainIOThreadInfo.cpumaplen',
        'virDomainInterface.naddrs',
        'virDomainStatsRecord.nparams',
      ],
    },
    {
      why: 'The only field besides its length; here, the struct is that array.',
      names: ['virDomainEventGraphicsSubject.identities'],
    },
    {
      why: 'Here, the parameters are properties of the record.',
      names: ['virDomainStatsRecord.params'],
    },
    {
      why: 'Deprecated by libvirt: these handles have no reference.',
      names: ['virError.conn', 'virError.dom', 'virError.net'],
    },
  ],
};

/**
 * Names that are not exposed yet. The report lists them separately. Remove a name when it is exposed.
 */
export const planned: Exceptions = {
  functions: [],
  events: [],
  constants: [],
  macros: [],
  fields: [],
};

/** Methods that do without the C function that their docstring names. */
export const answeredWithoutCall: readonly Exception[] = [
  {
    why: 'Every object keeps its parent.',
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
    why: 'All close listeners share one registration, which ends with the connection.',
    names: ['AdmConnect.unregisterCloseCallback', 'Connect.unregisterCloseCallback'],
  },
  {
    why: 'The C function calls back on its thread and waits. Here, chunks are sent or received one at a time, and callbacks may be asynchronous.',
    names: ['Stream.recvAll', 'Stream.sendAll', 'Stream.sparseRecvAll', 'Stream.sparseSendAll'],
  },
];

/** Inherited methods whose docstring names the function of one class, with a pattern for all. */
export const sharedDocstrings: Readonly<Record<string, RegExp>> = {
  // "C: `virDomainFree` and its like."
  free: /^vir\w+Free$/,
};

/** The exported interface or class of a struct. */
export interface StructMapping {
  readonly type: string;
  /** By name in C: fields with another name. All others have that name in camel case. */
  readonly renamed?: Readonly<Record<string, string>>;
  readonly why?: string;
}

const WORDS = 'C does not separate the words.';

export const structMappings: Readonly<Record<string, StructMapping>> = {
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
    why: 'virDomainGetJobStats, which has the same type, uses these names.',
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
