/**
 * What libvirt's API description does not say in a form that a program could read. Every entry
 * has its reason; an entry whose function no longer exists fails the generator.
 */

/** A raw function that is handwritten in C++, with its TypeScript declaration. */
export interface Handwritten {
  readonly declaration: string;
  readonly why: string;
  /** Other functions, without a raw function of their own, that it calls. */
  readonly calls?: readonly string[];
}

export const handwritten: Readonly<Record<string, Handwritten>> = {
  virConnectOpen: {
    declaration: '(uri: string | null) => Promise<ConnectHandle>',
    why: 'Starts the event loop first, and waits apart from the calls of other hosts.',
  },
  virConnectOpenReadOnly: {
    declaration: '(uri: string | null) => Promise<ConnectHandle>',
    why: 'As virConnectOpen.',
  },
  virConnectOpenAuth: {
    declaration:
      '(uri: string | null, auth: boolean | Ask | null, flags: number) => Promise<ConnectHandle>',
    why: 'As virConnectOpen; asks for credentials while it runs.',
  },
  virConnectRegisterCloseCallback: {
    declaration: '(conn: ConnectHandle, cb: (reason: number) => void) => Promise<void>',
    why: 'libvirt holds a reference on the connection until the registration ends with it.',
  },
  virConnectSetKeepAlive: {
    declaration: '(conn: ConnectHandle, interval: number, count: number) => Promise<number>',
    why: 'The event loop has to know how long it may leave a connection unread.',
  },
  virStreamNew: {
    declaration: '(conn: ConnectHandle, flags: number) => Promise<StreamHandle>',
    why: 'A stream has a lane of its own, and has to be aborted before it is freed.',
  },
  virStreamSend: {
    declaration: '(stream: StreamHandle, data: Uint8Array) => Promise<number>',
    why: 'Sends all of it, in pieces that every daemon takes.',
  },
  virStreamRecv: {
    declaration: '(stream: StreamHandle, nbytes: number) => Promise<Uint8Array | number>',
    why: 'The result is data, or a number that says why there is none.',
  },
  virStreamRecvFlags: {
    declaration:
      '(stream: StreamHandle, nbytes: number, flags: number) => Promise<Uint8Array | number>',
    why: 'As virStreamRecv.',
  },
  virStreamFinish: {
    declaration: '(stream: StreamHandle) => Promise<void>',
    why: 'No other call of the stream may be in flight.',
  },
  virStreamAbort: {
    declaration: '(stream: StreamHandle) => Promise<void>',
    why: 'As virStreamFinish.',
  },
  virStreamEventAddCallback: {
    declaration:
      '(stream: StreamHandle, events: number, cb: (events: number, received?: Uint8Array) => void, nbytes: number, flags: number) => Promise<void>',
    why: 'Told of the next event only, with data if wanted: a callback would come again and again until JavaScript acts.',
  },
  virStreamEventUpdateCallback: {
    declaration: '(stream: StreamHandle, events: number) => Promise<void>',
    why: 'As virStreamEventAddCallback.',
  },
  virStreamEventRemoveCallback: {
    declaration: '(stream: StreamHandle) => Promise<void>',
    why: 'As virStreamEventAddCallback.',
  },
  virDomainGetCPUStats: {
    declaration:
      '(domain: DomainHandle, start_cpu: number, ncpus: number, flags: number) => Promise<PackedParameters>',
    why: 'A matrix whose two dimensions other calls of the same function tell.',
  },
  virSecretGetValue: {
    declaration: '(secret: SecretHandle, flags: number) => Promise<Uint8Array>',
    why: 'The result is an array whose length is a parameter, and is wiped before it is freed.',
  },
  virConnectDomainEventRegisterAny: {
    declaration:
      '(conn: ConnectHandle, dom: DomainHandle | null, eventID: number, callback: EventCallback, freecb: () => void) => Promise<number>',
    why: 'The type of the callback depends on the value of eventID.',
  },
  virConnectDomainEventDeregisterAny: {
    declaration: '(conn: ConnectHandle, callbackID: number) => Promise<void>',
    why: 'Ends what an environment remembers about the registration.',
  },
  virConnectNetworkEventRegisterAny: {
    declaration:
      '(conn: ConnectHandle, net: NetworkHandle | null, eventID: number, callback: EventCallback, freecb: () => void) => Promise<number>',
    why: 'As virConnectDomainEventRegisterAny.',
  },
  virConnectNetworkEventDeregisterAny: {
    declaration: '(conn: ConnectHandle, callbackID: number) => Promise<void>',
    why: 'As virConnectDomainEventDeregisterAny.',
  },
  virConnectStoragePoolEventRegisterAny: {
    declaration:
      '(conn: ConnectHandle, pool: StoragePoolHandle | null, eventID: number, callback: EventCallback, freecb: () => void) => Promise<number>',
    why: 'As virConnectDomainEventRegisterAny.',
  },
  virConnectStoragePoolEventDeregisterAny: {
    declaration: '(conn: ConnectHandle, callbackID: number) => Promise<void>',
    why: 'As virConnectDomainEventDeregisterAny.',
  },
  virConnectNodeDeviceEventRegisterAny: {
    declaration:
      '(conn: ConnectHandle, dev: NodeDeviceHandle | null, eventID: number, callback: EventCallback, freecb: () => void) => Promise<number>',
    why: 'As virConnectDomainEventRegisterAny.',
  },
  virConnectNodeDeviceEventDeregisterAny: {
    declaration: '(conn: ConnectHandle, callbackID: number) => Promise<void>',
    why: 'As virConnectDomainEventDeregisterAny.',
  },
  virConnectSecretEventRegisterAny: {
    declaration:
      '(conn: ConnectHandle, secret: SecretHandle | null, eventID: number, callback: EventCallback, freecb: () => void) => Promise<number>',
    why: 'As virConnectDomainEventRegisterAny.',
  },
  virConnectSecretEventDeregisterAny: {
    declaration: '(conn: ConnectHandle, callbackID: number) => Promise<void>',
    why: 'As virConnectDomainEventDeregisterAny.',
  },
  virConnectDomainQemuMonitorEventRegister: {
    declaration:
      '(conn: ConnectHandle, dom: DomainHandle | null, event: string | null, flags: number, callback: EventCallback, freecb: () => void) => Promise<number>',
    why: 'As virConnectDomainEventRegisterAny.',
  },
  virConnectDomainQemuMonitorEventDeregister: {
    declaration: '(conn: ConnectHandle, callbackID: number) => Promise<void>',
    why: 'As virConnectDomainEventDeregisterAny.',
  },
  virDomainLxcEnterNamespace: {
    declaration:
      '(uri: string, uuid: string, file: string, args: readonly string[], env: readonly string[], cwd: string, uid: number, gid: number, stdio: readonly number[], started: () => void) => never',
    why: 'Changes the process that calls it: a process of its own does, and executes a file there.',
    calls: ['virDomainLxcEnterCGroup', 'virDomainLxcEnterSecurityLabel'],
  },
};

/** Which other functions a handwritten raw function calls, by its name. */
export const calledBy: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(handwritten).map(([name, { calls = [] }]) => [name, calls]),
);

/** Functions that no JavaScript caller can or should reach, by reason. */
export const hidden: readonly { readonly why: string; readonly functions: readonly string[] }[] = [
  {
    why: "A thread's last error is copied on the thread that made the call; nobody else can.",
    functions: [
      'virConnCopyLastError',
      'virConnGetLastError',
      'virConnResetLastError',
      'virConnSetErrorFunc',
      'virCopyLastError',
      'virDefaultErrorFunc',
      'virFreeError',
      'virGetLastError',
      'virGetLastErrorCode',
      'virGetLastErrorDomain',
      'virGetLastErrorMessage',
      'virResetError',
      'virResetLastError',
      'virSaveLastError',
      'virSetErrorFunc',
    ],
  },
  {
    why: 'A handle owns exactly one reference; the runtime counts for it.',
    functions: [
      'virConnectRef',
      'virDomainCheckpointRef',
      'virDomainRef',
      'virDomainSnapshotRef',
      'virInterfaceRef',
      'virNWFilterBindingRef',
      'virNWFilterRef',
      'virNetworkPortRef',
      'virNetworkRef',
      'virNodeDeviceRef',
      'virSecretRef',
      'virStoragePoolRef',
      'virStorageVolRef',
      'virStreamRef',
    ],
  },
  {
    why: 'Returns a handle without a reference; the JavaScript object knows its parent already.',
    functions: [
      'virDomainCheckpointGetConnect',
      'virDomainCheckpointGetDomain',
      'virDomainGetConnect',
      'virDomainSnapshotGetConnect',
      'virDomainSnapshotGetDomain',
      'virInterfaceGetConnect',
      'virNetworkGetConnect',
      'virNetworkPortGetNetwork',
      'virSecretGetConnect',
      'virStoragePoolGetConnect',
      'virStorageVolGetConnect',
    ],
  },
  {
    why: 'Superseded by a function that does the same and more.',
    functions: [
      'virConnectDomainEventDeregister',
      'virConnectDomainEventRegister',
      'virDomainCreateLinux',
    ],
  },
  {
    why: 'Called by the runtime itself, once for the process.',
    functions: [
      'virEventRegisterDefaultImpl',
      'virEventRegisterImpl',
      'virEventRunDefaultImpl',
      'virInitialize',
    ],
  },
  {
    why: "Acts on the event loop of the runtime. A JavaScript program has Node's own, with timers and sockets.",
    functions: [
      'virEventAddHandle',
      'virEventAddTimeout',
      'virEventRemoveHandle',
      'virEventRemoveTimeout',
      'virEventUpdateHandle',
      'virEventUpdateTimeout',
    ],
  },
  {
    why: 'Called by the runtime when it gives back a connection that it listens to.',
    functions: ['virConnectUnregisterCloseCallback'],
  },
  {
    why: 'Calls back on its own thread and waits there; core moves the pieces one by one instead.',
    functions: [
      'virStreamRecvAll',
      'virStreamSendAll',
      'virStreamSparseRecvAll',
      'virStreamSparseSendAll',
    ],
  },
  {
    why: 'Frees or builds memory that only C code holds.',
    functions: [
      'virDomainFSInfoFree',
      'virDomainIOThreadInfoFree',
      'virDomainInterfaceFree',
      'virDomainStatsRecordListFree',
      'virNetworkDHCPLeaseFree',
      'virTypedParamsAddBoolean',
      'virTypedParamsAddDouble',
      'virTypedParamsAddFromString',
      'virTypedParamsAddInt',
      'virTypedParamsAddLLong',
      'virTypedParamsAddString',
      'virTypedParamsAddStringList',
      'virTypedParamsAddUInt',
      'virTypedParamsAddULLong',
      'virTypedParamsClear',
      'virTypedParamsFree',
      'virTypedParamsGet',
      'virTypedParamsGetBoolean',
      'virTypedParamsGetDouble',
      'virTypedParamsGetInt',
      'virTypedParamsGetLLong',
      'virTypedParamsGetString',
      'virTypedParamsGetUInt',
      'virTypedParamsGetULLong',
    ],
  },
];

/** Results whose kind their C type does not tell. */
export const results: Readonly<Record<string, { readonly kind: string; readonly why: string }>> = {
  virDomainGetID: { kind: 'DomainId', why: 'All bits set means "not running" or an error.' },
  virDomainGetMaxMemory: { kind: 'ZeroIsError<unsigned long>', why: 'Unsigned: 0 is the error.' },
  virNodeGetFreeMemory: {
    kind: 'ZeroIsError<unsigned long long>',
    why: 'Unsigned: 0 is the error.',
  },
  virConnectCompareCPU: { kind: 'Number', why: 'Returns a virCPUCompareResult; -1 is the error.' },
  virConnectCompareHypervisorCPU: {
    kind: 'Number',
    why: 'Returns a virCPUCompareResult; -1 is the error.',
  },
  virDomainGetEmulatorPinInfo: {
    kind: 'Boolean',
    why: '0 says that nothing is pinned, and is no error.',
  },
  virNodeDeviceGetParent: {
    kind: 'OptionalBorrowedString',
    why: 'NULL without an error set: the device has no parent.',
  },
};

/**
 * Kinds of arguments, by function and argument: a pointer's type does not say whether it is read,
 * filled, or an array with a length.
 */
export const argumentKinds: readonly {
  readonly why: string;
  readonly kind: string;
  readonly of: readonly string[];
}[] = [
  {
    why: 'A number that the call fills.',
    kind: 'Out',
    of: [
      'virConnectGetLibVersion.libVer',
      'virDomainGetJobStats.type',
      'virDomainGetSchedulerType.nparams',
      'virNodeGetCPUMap.online',
      'virConnectGetVersion.hvVer',
      'virDomainGetState.state',
      'virDomainGetState.reason',
      'virDomainGetTime.seconds',
      'virDomainGetTime.nseconds',
      'virDomainMigrateGetCompressionCache.cacheSize',
      'virDomainMigrateGetMaxDowntime.downtime',
      'virDomainMigrateGetMaxSpeed.bandwidth',
      'virGetVersion.libVer',
      'virStreamRecvHole.length',
    ],
  },
  {
    why: 'A truth value that the call fills: C has no type for it.',
    kind: 'OutBoolean',
    of: [
      'virDomainGetAutostart.autostart',
      'virDomainGetAutostartOnce.autostart',
      'virNetworkGetAutostart.autostart',
      'virNodeDeviceGetAutostart.autostart',
      'virStoragePoolGetAutostart.autostart',
    ],
  },
  {
    why: 'An int of which the negative half means nothing.',
    kind: 'NonNegative',
    of: ['virDomainLookupByID.id'],
  },
  {
    why: 'A truth value: C has no type for it.',
    kind: 'InBoolean',
    of: [
      'virDomainSetAutostart.autostart',
      'virDomainSetAutostartOnce.autostart',
      'virDomainSetGuestVcpus.state',
      'virDomainSetVcpu.state',
      'virNetworkSetAutostart.autostart',
      'virNodeDeviceSetAutostart.autostart',
      'virStoragePoolSetAutostart.autostart',
    ],
  },
  {
    why: 'The release of the driver is always that of the library.',
    kind: 'Null',
    of: ['virGetVersion.type', 'virGetVersion.typeVer'],
  },
  {
    why: 'A struct of the caller that the call fills.',
    kind: 'OutStruct',
    of: [
      'virDomainGetBlockInfo.info',
      'virDomainGetBlockJobInfo.info',
      'virDomainGetControlInfo.info',
      'virDomainGetInfo.info',
      'virDomainGetJobInfo.info',
      'virDomainGetSecurityLabel.seclabel',
      'virNodeGetInfo.info',
      'virNodeGetSecurityModel.secmodel',
      'virStoragePoolGetInfo.info',
      'virStorageVolGetInfo.info',
      'virStorageVolGetInfoFlags.info',
    ],
  },
  {
    why: 'The same, followed by its size, which distinguishes old and new callers.',
    kind: 'OutSizedStruct',
    of: ['virDomainBlockStats.stats', 'virDomainInterfaceStats.stats'],
  },
  {
    why: 'An array of the caller, filled with strings that the caller frees; its length follows.',
    kind: 'OutNames',
    of: [
      'virConnectListDefinedDomains.names',
      'virConnectListDefinedInterfaces.names',
      'virConnectListDefinedNetworks.names',
      'virConnectListDefinedStoragePools.names',
      'virConnectListInterfaces.names',
      'virConnectListNWFilters.names',
      'virConnectListNetworks.names',
      'virConnectListSecrets.uuids',
      'virConnectListStoragePools.names',
      'virDomainSnapshotListChildrenNames.names',
      'virDomainSnapshotListNames.names',
      'virNodeDeviceListCaps.names',
      'virNodeListDevices.names',
      'virStoragePoolListVolumes.names',
    ],
  },
  {
    why: 'An array of the caller, filled with numbers; its length follows.',
    kind: 'OutNumbers',
    of: ['virConnectListDomains.ids'],
  },
  {
    why: 'A combination of bits that is not called flags.',
    kind: 'Flags',
    of: [
      'virConnectGetAllDomainStats.stats',
      'virDomainGetGuestInfo.types',
      'virDomainListGetStats.stats',
    ],
  },
  {
    why: 'An array of pointers to structs, each with a function that frees it.',
    kind: 'OutStructs',
    of: [
      'virDomainGetFSInfo.info',
      'virDomainGetIOThreadInfo.info',
      'virDomainInterfaceAddresses.ifaces',
      'virNetworkGetDHCPLeases.leases',
    ],
  },
  {
    why: 'One array of structs, freed with free().',
    kind: 'OutStructArray',
    of: ['virDomainGetSecurityLabelList.seclabels'],
  },
  {
    why: 'An array of the caller, filled with structs; its length follows.',
    kind: 'OutStructBuffer',
    of: ['virDomainGetDiskErrors.errors', 'virDomainMemoryStats.stats'],
  },
  {
    why: 'Must be given an array, and no larger one than the protocol has room for.',
    kind: 'OutSchedulerParams',
    of: ['virDomainGetSchedulerParameters.params', 'virDomainGetSchedulerParametersFlags.params'],
  },
  {
    why: 'An array of names and values; the first call, without it, tells its length.',
    kind: 'OutStats',
    of: ['virNodeGetCPUStats.params', 'virNodeGetMemoryStats.params'],
  },
  {
    why: 'Records of a domain and its typed parameters each.',
    kind: 'OutStatsRecords',
    of: ['virConnectGetAllDomainStats.retStats', 'virDomainListGetStats.retStats'],
  },
  {
    why: 'An array that NULL ends.',
    kind: 'Handles',
    of: ['virDomainListGetStats.doms'],
  },
  {
    why: 'An array of numbers; its length follows.',
    kind: 'Numbers',
    of: ['virDomainSendKey.keycodes'],
  },
  {
    why: "A length, then the descriptors, which stay the caller's.",
    kind: 'Files',
    of: [
      'virDomainCreateWithFiles.nfiles',
      'virDomainCreateXMLWithFiles.nfiles',
      'virDomainFDAssociate.nfds',
      'virDomainQemuMonitorCommandWithFiles.ninfiles',
    ],
  },
  {
    why: "Descriptors that become the caller's, and the result is their number.",
    kind: 'OutFiles',
    of: ['virDomainLxcOpenNamespace.fdlist'],
  },
  {
    why: "A length, then descriptors that become the caller's.",
    kind: 'OutCountedFiles',
    of: ['virDomainQemuMonitorCommandWithFiles.noutfiles'],
  },
  {
    why: 'Bytes that are wiped after the call; their length follows.',
    kind: 'SecretBytes',
    of: ['virSecretSetValue.value'],
  },
  {
    why: 'A size, then a buffer of the caller to fill.',
    kind: 'OutBytes',
    of: ['virDomainBlockPeek.size', 'virDomainMemoryPeek.size'],
  },
  {
    why: "A map of the host's CPUs to fill; its length in bytes follows.",
    kind: 'OutCpuMap',
    of: ['virDomainGetEmulatorPinInfo.cpumap'],
  },
  {
    why: 'A number of maps, the maps to fill, and the length of each in bytes.',
    kind: 'OutCpuMaps',
    of: ['virDomainGetVcpuPinInfo.ncpumaps'],
  },
  {
    why: 'Structs to fill and their number, then a map for each and its length in bytes.',
    kind: 'OutVcpus',
    of: ['virDomainGetVcpus.info'],
  },
  {
    why: 'A map that the caller frees, with a bit for each CPU that the result counts.',
    kind: 'OutHostCpuMap',
    of: ['virNodeGetCPUMap.cpumap'],
  },
  {
    why: 'A length, and two arrays of that length.',
    kind: 'PageCounts',
    of: ['virNodeAllocPages.npages'],
  },
  {
    why: 'An array to fill for a range of NUMA nodes, which follows.',
    kind: 'OutFreeMemory',
    of: ['virNodeGetCellsFreeMemory.freeMems'],
  },
  {
    why: 'Page sizes, a range of NUMA nodes, and an array to fill for each pair of the two.',
    kind: 'OutFreePages',
    of: ['virNodeGetFreePages.npages'],
  },
  {
    why: 'A string that the caller frees.',
    kind: 'OutString',
    of: ['virDomainQemuMonitorCommand.result', 'virDomainQemuMonitorCommandWithFiles.result'],
  },
];

/**
 * How many typed parameters the remote protocol carries. The client library refuses more, and
 * crashes as it does: it frees a message that it has not filled.
 */
export const mostParameters: readonly {
  readonly why: string;
  readonly most: number;
  readonly of: readonly string[];
}[] = [
  {
    why: 'REMOTE_DOMAIN_*_PARAMETERS_MAX of what is tuned, and REMOTE_NETWORK_PORT_PARAMETERS_MAX.',
    most: 16,
    of: [
      'virDomainBlockCopy.params',
      'virDomainSetBlkioParameters.params',
      'virDomainSetInterfaceParameters.params',
      'virDomainSetMemoryParameters.params',
      'virDomainSetNumaParameters.params',
      'virDomainSetSchedulerParameters.params',
      'virDomainSetSchedulerParametersFlags.params',
      'virNetworkPortSetParameters.params',
    ],
  },
  {
    why: 'It knows four; sixteen is the least that any function carries.',
    most: 16,
    of: ['virDomainAnnounceInterface.params'],
  },
  {
    why: 'REMOTE_CONNECT_IDENTITY_PARAMS_MAX.',
    most: 20,
    of: ['virConnectSetIdentity.params'],
  },
  {
    why: 'REMOTE_DOMAIN_BLOCK_IO_TUNE_PARAMETERS_MAX.',
    most: 32,
    of: ['virDomainSetBlockIoTune.params', 'virDomainSetThrottleGroup.params'],
  },
  {
    why: 'REMOTE_*_MAX of the others.',
    most: 64,
    of: [
      'virDomainMigrate3.params',
      'virDomainMigrateToURI3.params',
      'virDomainRestoreParams.params',
      'virDomainSaveParams.params',
      'virDomainSetIOThreadParams.params',
      'virDomainSetLaunchSecurityState.params',
      'virDomainSetPerfEvents.params',
      'virNodeSetMemoryParameters.params',
    ],
  },
];

/** Arguments for which NULL means something, though the description does not say so. */
export const nullable: readonly { readonly why: string; readonly arguments: readonly string[] }[] =
  [
    {
      why: 'Left out, the hypervisor chooses: the CPU model of its default machine.',
      arguments: [
        'virConnectBaselineHypervisorCPU.emulator',
        'virConnectBaselineHypervisorCPU.arch',
        'virConnectBaselineHypervisorCPU.machine',
        'virConnectBaselineHypervisorCPU.virttype',
        'virConnectCompareHypervisorCPU.emulator',
        'virConnectCompareHypervisorCPU.arch',
        'virConnectCompareHypervisorCPU.machine',
        'virConnectCompareHypervisorCPU.virttype',
        'virConnectGetDomainCapabilities.emulatorbin',
        'virConnectGetDomainCapabilities.arch',
        'virConnectGetDomainCapabilities.machine',
        'virConnectGetDomainCapabilities.virttype',
        'virConnectGetMaxVcpus.type',
      ],
    },
    {
      why: 'Some pool types look for sources without a specification.',
      arguments: ['virConnectFindStoragePoolSources.srcSpec'],
    },
    {
      why: 'Left out, the leases of all interfaces are listed.',
      arguments: ['virNetworkGetDHCPLeases.mac'],
    },
    {
      why: 'Left out, devices of every kind are counted.',
      arguments: ['virNodeListDevices.cap', 'virNodeNumOfDevices.cap'],
    },
    {
      why: 'Left out, all file systems are trimmed.',
      arguments: ['virDomainFSTrim.mountPoint'],
    },
    {
      why: 'Title and description have no namespace; NULL as the value removes what is there.',
      arguments: [
        'virDomainGetMetadata.uri',
        'virDomainSetMetadata.metadata',
        'virDomainSetMetadata.key',
        'virDomainSetMetadata.uri',
        'virNetworkGetMetadata.uri',
        'virNetworkSetMetadata.metadata',
        'virNetworkSetMetadata.key',
        'virNetworkSetMetadata.uri',
      ],
    },
  ];

/**
 * Functions that read nothing but the handle in this process: they cannot block, and run where
 * they are called.
 */
export const local: readonly string[] = [
  'virDomainCheckpointGetName',
  'virDomainGetID',
  'virDomainGetName',
  'virDomainGetUUID',
  'virDomainGetUUIDString',
  'virDomainSnapshotGetName',
  'virInterfaceGetMACString',
  'virInterfaceGetName',
  'virNWFilterBindingGetFilterName',
  'virNWFilterBindingGetPortDev',
  'virNWFilterGetName',
  'virNWFilterGetUUID',
  'virNWFilterGetUUIDString',
  'virNetworkGetName',
  'virNetworkGetUUID',
  'virNetworkGetUUIDString',
  'virNetworkPortGetUUID',
  'virNetworkPortGetUUIDString',
  'virNodeDeviceGetName',
  'virSecretGetUUID',
  'virSecretGetUUIDString',
  'virSecretGetUsageID',
  'virSecretGetUsageType',
  'virStoragePoolGetName',
  'virStoragePoolGetUUID',
  'virStoragePoolGetUUIDString',
  'virStorageVolGetKey',
  'virStorageVolGetName',
];

/** Structs whose fields are pointers, and the types for them in TypeScript. */
export const structTypes: Readonly<
  Record<string, { readonly type: string; readonly why: string }>
> = {
  virDomainDiskError: {
    type: '[disk: string, error: number]',
    why: 'The name is freed by the caller.',
  },
  virDomainFSInfo: {
    type: '[mountpoint: string, name: string, fstype: string, devAlias: string[]]',
    why: 'The aliases are an array whose length is another field.',
  },
  virDomainIOThreadInfo: {
    type: '[iothread_id: number, cpumap: Uint8Array]',
    why: 'The length of the map is another field.',
  },
  virDomainInterface: {
    type: '[name: string, hwaddr: string | null, addrs: [type: number, addr: string, prefix: number][]]',
    why: 'The addresses are an array whose length is another field.',
  },
  virNetworkDHCPLease: {
    type: '[iface: string, expirytime: bigint, type: number, mac: string | null, iaid: string | null, ipaddr: string, prefix: number, hostname: string | null, clientid: string | null]',
    why: 'Some of the strings may be NULL.',
  },
};

/**
 * Member prefixes of enums where the words that all members share are not the prefix: a short
 * list may share a word by accident, and some members stand apart.
 */
export const enumPrefixes: Readonly<Record<string, string>> = {
  virErrorNumber: 'VIR_ERR_',
  virDomainBlockJobSetSpeedFlags: 'VIR_DOMAIN_BLOCK_JOB_SPEED_',
  virDomainFDAssociateFlags: 'VIR_DOMAIN_FD_ASSOCIATE_',
  virDomainSetTimeFlags: 'VIR_DOMAIN_TIME_',
  virDomainSetUserPasswordFlags: 'VIR_DOMAIN_PASSWORD_',
  virNodeGetCPUStatsAllCPUs: 'VIR_NODE_CPU_STATS_',
  virNodeGetMemoryStatsAllCells: 'VIR_NODE_MEMORY_STATS_',
};

/**
 * Macros that are strings: names of typed parameters, mostly. Each family becomes one constant
 * object, called as its prefix with `Parameter` at the end, and what follows the prefix is the name
 * of the member. Where two prefixes fit, the longer one counts.
 */
export const macroGroups: Readonly<Record<string, string>> = {
  VIR_CONNECT_IDENTITY_: 'ConnectIdentityParameter',
  VIR_DOMAIN_ANNOUNCE_INTERFACE_: 'DomainAnnounceInterfaceParameter',
  VIR_DOMAIN_BANDWIDTH_: 'DomainBandwidthParameter',
  VIR_DOMAIN_BLKIO_: 'DomainBlkioParameter',
  VIR_DOMAIN_BLOCK_COPY_: 'DomainBlockCopyParameter',
  VIR_DOMAIN_BLOCK_IOTUNE_: 'DomainBlockIOTuneParameter',
  VIR_DOMAIN_BLOCK_STATS_: 'DomainBlockStatsParameter',
  VIR_DOMAIN_CPU_STATS_: 'DomainCPUStatsParameter',
  VIR_DOMAIN_GUEST_INFO_: 'DomainGuestInfoParameter',
  VIR_DOMAIN_IOTHREAD_: 'DomainIOThreadParameter',
  VIR_DOMAIN_JOB_: 'DomainJobParameter',
  VIR_DOMAIN_LAUNCH_SECURITY_: 'DomainLaunchSecurityParameter',
  VIR_DOMAIN_MEMORY_: 'DomainMemoryParameter',
  VIR_DOMAIN_NUMA_: 'DomainNumaParameter',
  VIR_DOMAIN_SAVE_PARAM_: 'DomainSaveParameter',
  // The values of one of those above.
  VIR_DOMAIN_SAVE_PARAM_IMAGE_FORMAT_: 'DomainSaveImageFormat',
  VIR_DOMAIN_SCHEDULER_: 'DomainSchedulerParameter',
  VIR_DOMAIN_STATS_: 'DomainStatsParameter',
  VIR_DOMAIN_TUNABLE_: 'DomainTunableParameter',
  VIR_MIGRATE_PARAM_: 'MigrateParameter',
  VIR_NETWORK_PORT_BANDWIDTH_: 'NetworkPortBandwidthParameter',
  VIR_NODE_CPU_STATS_: 'NodeCPUStatsParameter',
  VIR_NODE_MEMORY_: 'NodeMemoryParameter',
  VIR_NODE_MEMORY_STATS_: 'NodeMemoryStatsParameter',
  VIR_NODE_SEV_: 'NodeSEVParameter',
  VIR_PERF_PARAM_: 'PerfParameter',
};

/**
 * What a call may have to wait for at a daemon, which serves no more than a few calls of one
 * connection at a time, and none that comes after. Most wait for a guest, if it does not answer.
 */
export const shortCalls: ReadonlySet<string> = new Set([
  // Those that libvirt's protocol marks with a high priority, as they wait for no guest.
  ...words(`
  virConnectClose virConnectCompareCPU virConnectDomainEventDeregister
  virConnectDomainEventDeregisterAny virConnectDomainEventRegister
  virConnectDomainEventRegisterAny virConnectGetHostname virConnectGetLibVersion
  virConnectGetMaxVcpus virConnectGetSysinfo virConnectGetType virConnectGetURI
  virConnectGetVersion virConnectIsSecure virConnectListAllDomains virConnectListAllInterfaces
  virConnectListAllNWFilterBindings virConnectListAllNWFilters virConnectListAllNetworks
  virConnectListAllNodeDevices virConnectListAllSecrets virConnectListAllStoragePools
  virConnectListDefinedDomains virConnectListDefinedInterfaces virConnectListDefinedNetworks
  virConnectListDefinedStoragePools virConnectListDomains virConnectListInterfaces
  virConnectListNWFilters virConnectListNetworks virConnectListSecrets virConnectListStoragePools
  virConnectNetworkEventDeregisterAny virConnectNetworkEventRegisterAny
  virConnectNodeDeviceEventDeregisterAny virConnectNodeDeviceEventRegisterAny
  virConnectNumOfDefinedDomains virConnectNumOfDefinedInterfaces virConnectNumOfDefinedNetworks
  virConnectNumOfDefinedStoragePools virConnectNumOfDomains virConnectNumOfInterfaces
  virConnectNumOfNWFilters virConnectNumOfNetworks virConnectNumOfSecrets
  virConnectNumOfStoragePools virConnectOpen virConnectRegisterCloseCallback
  virConnectSecretEventDeregisterAny virConnectSecretEventRegisterAny
  virConnectStoragePoolEventDeregisterAny virConnectStoragePoolEventRegisterAny
  virConnectUnregisterCloseCallback virDomainBackupGetXMLDesc virDomainCheckpointGetParent
  virDomainCheckpointListAllChildren virDomainCheckpointLookupByName virDomainDefineXML
  virDomainDefineXMLFlags virDomainDestroy virDomainDestroyFlags virDomainGetAutostart
  virDomainGetControlInfo virDomainGetMaxMemory virDomainGetMaxVcpus virDomainGetOSType
  virDomainGetSecurityLabel virDomainGetSecurityLabelList virDomainGetState virDomainGetVcpus
  virDomainInterfaceStats virDomainIsActive virDomainIsPersistent virDomainIsUpdated
  virDomainListAllCheckpoints virDomainListAllSnapshots virDomainLookupByID virDomainLookupByName
  virDomainLookupByUUID virDomainSaveImageDefineXML virDomainSaveImageGetXMLDesc
  virDomainSetAutostart virDomainSetMaxMemory virDomainSnapshotGetParent
  virDomainSnapshotGetXMLDesc virDomainSnapshotListAllChildren virDomainSnapshotListChildrenNames
  virDomainSnapshotListNames virDomainSnapshotLookupByName virDomainSnapshotNum
  virDomainSnapshotNumChildren virDomainUndefine virDomainUndefineFlags virInterfaceDefineXML
  virInterfaceDestroy virInterfaceIsActive virInterfaceLookupByMACString virInterfaceLookupByName
  virInterfaceUndefine virNWFilterBindingCreateXML virNWFilterBindingDelete
  virNWFilterBindingGetXMLDesc virNWFilterBindingLookupByPortDev virNWFilterDefineXML
  virNWFilterDefineXMLFlags virNWFilterGetXMLDesc virNWFilterLookupByName virNWFilterLookupByUUID
  virNWFilterUndefine virNetworkCreateXMLFlags virNetworkDefineXML virNetworkDefineXMLFlags
  virNetworkDestroy virNetworkGetAutostart virNetworkGetBridgeName virNetworkGetXMLDesc
  virNetworkIsActive virNetworkIsPersistent virNetworkListAllPorts virNetworkLookupByName
  virNetworkLookupByUUID virNetworkPortLookupByUUID virNetworkSetAutostart virNetworkUndefine
  virNetworkUpdate virNodeDeviceCreate virNodeDeviceDestroy virNodeDeviceGetAutostart
  virNodeDeviceGetParent virNodeDeviceIsActive virNodeDeviceIsPersistent virNodeDeviceListCaps
  virNodeDeviceLookupByName virNodeDeviceLookupSCSIHostByWWN virNodeDeviceNumOfCaps
  virNodeDeviceSetAutostart virNodeDeviceUndefine virNodeGetCPUStats virNodeGetCellsFreeMemory
  virNodeGetFreeMemory virNodeGetFreePages virNodeGetInfo virNodeGetMemoryStats
  virNodeGetSecurityModel virNodeListDevices virNodeNumOfDevices virSecretDefineXML
  virSecretGetValue virSecretGetXMLDesc virSecretLookupByUUID virSecretLookupByUsage
  virSecretSetValue virSecretUndefine virStoragePoolDefineXML virStoragePoolDestroy
  virStoragePoolGetAutostart virStoragePoolGetInfo virStoragePoolGetXMLDesc virStoragePoolIsActive
  virStoragePoolIsPersistent virStoragePoolListAllVolumes virStoragePoolListVolumes
  virStoragePoolLookupByName virStoragePoolLookupByTargetPath virStoragePoolLookupByUUID
  virStoragePoolLookupByVolume virStoragePoolNumOfVolumes virStoragePoolSetAutostart
  virStoragePoolUndefine virStorageVolGetInfo virStorageVolGetInfoFlags virStorageVolGetPath
  virStorageVolGetXMLDesc virStorageVolLookupByKey virStorageVolLookupByName
  virStorageVolLookupByPath
  `),
  // Those that ask about a long call, change it or end it, and must not wait behind it.
  ...words(`
  virDomainAbortJob virDomainAbortJobFlags virDomainGetJobInfo virDomainGetJobStats
  virDomainMigrateGetMaxDowntime virDomainMigrateGetMaxSpeed virDomainMigrateSetMaxDowntime
  virDomainMigrateSetMaxSpeed virDomainMigrateStartPostCopy
  `),
]);

/** Functions that may take minutes although nothing is wrong: they copy memory or disks. */
export const longCalls: ReadonlySet<string> = new Set(
  words(`
  virDomainCoreDump virDomainCoreDumpWithFormat virDomainCreate
  virDomainCreateWithFiles virDomainCreateWithFlags virDomainCreateXML virDomainCreateXMLWithFiles
  virDomainFSFreeze virDomainFSThaw virDomainFSTrim virDomainManagedSave virDomainMigrate
  virDomainMigrate2 virDomainMigrate3 virDomainMigrateToURI virDomainMigrateToURI2
  virDomainMigrateToURI3 virDomainPMSuspendForDuration virDomainRestore virDomainRestoreFlags
  virDomainRestoreParams virDomainRevertToSnapshot virDomainSave virDomainSaveFlags
  virDomainSaveParams virDomainSnapshotCreateXML virDomainSnapshotDelete virDomainCheckpointDelete
  virStoragePoolBuild virStoragePoolCreate virStoragePoolCreateXML virStoragePoolDelete
  virStoragePoolRefresh virStorageVolCreateXML virStorageVolCreateXMLFrom virStorageVolDelete
  virStorageVolResize virStorageVolWipe virStorageVolWipePattern
  virConnectFindStoragePoolSources virDomainQemuAgentCommand
  `),
);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
