/**
 * Facts that libvirt's API description lacks, or states only in prose. Each entry has a reason. The
 * generator fails if a function of an entry no longer exists.
 */

/** A raw function that is handwritten in C++, with its TypeScript declaration. */
export interface Handwritten {
  readonly declaration: string;
  readonly why: string;
  /** Other C functions that it calls, which have no raw function themselves. */
  readonly calls?: readonly string[];
}

export const handwritten: Readonly<Record<string, Handwritten>> = {
  virConnectOpen: {
    declaration: '(uri: string | null) => Promise<ConnectHandle>',
    why: 'Starts the event loop first, and must not delay calls to other hosts.',
  },
  virConnectOpenReadOnly: {
    declaration: '(uri: string | null) => Promise<ConnectHandle>',
    why: 'As virConnectOpen.',
  },
  virConnectOpenAuth: {
    declaration:
      '(uri: string | null, auth: boolean | Ask | null, flags: number) => Promise<ConnectHandle>',
    why: 'As virConnectOpen; it also calls back for credentials.',
  },
  virConnectRegisterCloseCallback: {
    declaration: '(conn: ConnectHandle, cb: (reason: number) => void) => Promise<void>',
    why: 'libvirt keeps a reference to the connection until the registration ends.',
  },
  virConnectSetKeepAlive: {
    declaration: '(conn: ConnectHandle, interval: number, count: number) => Promise<number>',
    why: 'The event loop has to know how long it may pause reading a connection.',
  },
  virStreamNew: {
    declaration: '(conn: ConnectHandle, flags: number) => Promise<StreamHandle>',
    why: 'A stream has its own lane, and has to be aborted before it is freed.',
  },
  virStreamSend: {
    declaration: '(stream: StreamHandle, data: Uint8Array) => Promise<number>',
    why: 'Sends all of the data, in chunks that every daemon accepts.',
  },
  virStreamRecv: {
    declaration: '(stream: StreamHandle, nbytes: number) => Promise<Uint8Array | number>',
    why: 'Returns data, or a number that says why there is none.',
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
    why: 'Reports only the next event, optionally with data: libvirt would call back repeatedly until JavaScript acts.',
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
    why: 'Fills a matrix, whose two dimensions are the results of earlier calls of the same function.',
  },
  virSecretGetValue: {
    declaration: '(secret: SecretHandle, flags: number) => Promise<Uint8Array>',
    why: 'Returns an array whose length is a parameter, and which is wiped before it is freed.',
  },
  virConnectDomainEventRegisterAny: {
    declaration:
      '(conn: ConnectHandle, dom: DomainHandle | null, eventID: number, callback: EventCallback, freecb: () => void) => Promise<number>',
    why: 'The type of the callback depends on the value of eventID.',
  },
  virConnectDomainEventDeregisterAny: {
    declaration: '(conn: ConnectHandle, callbackID: number) => Promise<void>',
    why: 'Removes the registration from its environment, too.',
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
  virAdmConnectOpen: {
    declaration: '(name: string | null, flags: number) => Promise<AdmConnectHandle>',
    why: 'As virConnectOpen.',
  },
  virAdmConnectRegisterCloseCallback: {
    declaration: '(conn: AdmConnectHandle, cb: (reason: number) => void) => Promise<void>',
    why: 'As virConnectRegisterCloseCallback.',
  },
  virDomainLxcEnterNamespace: {
    declaration:
      '(uri: string, uuid: string, file: string, args: readonly string[], env: readonly string[], cwd: string, uid: number, gid: number, stdio: readonly number[], started: () => void) => never',
    why: 'Changes the calling process, so a helper process calls it, and executes a file.',
    calls: ['virDomainLxcEnterCGroup', 'virDomainLxcEnterSecurityLabel'],
  },
};

/** By handwritten raw function: the other C functions that it calls. */
export const calledBy: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(handwritten).map(([name, { calls = [] }]) => [name, calls]),
);

/** Functions that JavaScript cannot or should not call, by reason. */
export const hidden: readonly { readonly why: string; readonly functions: readonly string[] }[] = [
  {
    why: 'The last error belongs to a thread, and is copied on the thread that made the call.',
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
    why: 'A handle owns exactly one reference, which the addon counts.',
    functions: [
      'virAdmConnectRef',
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
    why: 'Returns a handle without a reference; the JavaScript object keeps its parent.',
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
    why: 'Called by the addon itself, once per process.',
    functions: [
      'virEventRegisterDefaultImpl',
      'virEventRegisterImpl',
      'virEventRunDefaultImpl',
      'virInitialize',
    ],
  },
  {
    why: 'Called by libvirt itself, in virAdmConnectOpen and virAdmGetVersion.',
    functions: ['virAdmInitialize'],
  },
  {
    why: "Acts on the addon's event loop. A JavaScript program uses the timers and sockets of Node.js.",
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
    why: 'Called by the addon when it releases a connection that has a close callback.',
    functions: ['virAdmConnectUnregisterCloseCallback', 'virConnectUnregisterCloseCallback'],
  },
  {
    why: 'Calls back on the calling thread and waits there; core sends or receives one chunk at a time instead.',
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

/** Kinds of results that do not follow from the C type. */
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
    why: '0 means that the emulator is not pinned, and is not an error.',
  },
  virAdmClientGetID: {
    kind: 'MinusOneIsError<unsigned long long>',
    why: 'All bits set is the error.',
  },
  virAdmClientGetTimestamp: {
    kind: 'MinusOneIsError<long long>',
    why: '-1 is the error.',
  },
  virAdmConnectGetLoggingFilters: {
    kind: 'Count',
    why: 'The number of filters that the string names.',
  },
  virAdmConnectGetLoggingOutputs: {
    kind: 'Count',
    why: 'The number of outputs that the string names.',
  },
  virAdmConnectIsAlive: { kind: 'Boolean', why: '1 or 0; -1 is the error.' },
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
    why: 'A number that the call stores.',
    kind: 'Out',
    of: [
      'virAdmConnectGetLibVersion.libVer',
      'virAdmGetVersion.libVer',
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
    why: 'A boolean that the call stores: in C it is an int.',
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
    why: 'An int that must not be negative.',
    kind: 'NonNegative',
    of: ['virDomainLookupByID.id'],
  },
  {
    why: 'A boolean: in C it is an int.',
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
    why: "The driver's release is always the library's.",
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
    why: 'Flags under another name.',
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
    why: 'Requires an array, at most as long as the protocol allows.',
    kind: 'OutSchedulerParams',
    of: ['virDomainGetSchedulerParameters.params', 'virDomainGetSchedulerParametersFlags.params'],
  },
  {
    why: 'An array of names and values. A first call without it returns its length.',
    kind: 'OutStats',
    of: ['virNodeGetCPUStats.params', 'virNodeGetMemoryStats.params'],
  },
  {
    why: 'Records, each of a domain and its typed parameters.',
    kind: 'OutStatsRecords',
    of: ['virConnectGetAllDomainStats.retStats', 'virDomainListGetStats.retStats'],
  },
  {
    why: 'An array that ends with NULL.',
    kind: 'Handles',
    of: ['virDomainListGetStats.doms'],
  },
  {
    why: 'An array of numbers; its length follows.',
    kind: 'Numbers',
    of: ['virDomainSendKey.keycodes'],
  },
  {
    why: 'A length, then descriptors, which the caller continues to own.',
    kind: 'Files',
    of: [
      'virDomainCreateWithFiles.nfiles',
      'virDomainCreateXMLWithFiles.nfiles',
      'virDomainFDAssociate.nfds',
      'virDomainQemuMonitorCommandWithFiles.ninfiles',
    ],
  },
  {
    why: 'Descriptors that the caller owns afterwards; the result is their number.',
    kind: 'OutFiles',
    of: ['virDomainLxcOpenNamespace.fdlist'],
  },
  {
    why: 'A length, then descriptors that the caller owns afterwards.',
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
  {
    why: 'A string that the caller frees; NULL if there is nothing to name.',
    kind: 'OutOptionalString',
    of: ['virAdmConnectGetLoggingFilters.filters', 'virAdmConnectGetLoggingOutputs.outputs'],
  },
];

/**
 * How many typed parameters the remote protocol allows. The client library refuses more, but then
 * crashes: it frees a message that it has not initialised.
 */
export const mostParameters: readonly {
  readonly why: string;
  readonly most: number;
  readonly of: readonly string[];
}[] = [
  {
    why: 'REMOTE_DOMAIN_*_PARAMETERS_MAX of the tuning parameters, and REMOTE_NETWORK_PORT_PARAMETERS_MAX.',
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
    why: 'It has four parameters; sixteen is the lowest limit of any function.',
    most: 16,
    of: ['virDomainAnnounceInterface.params'],
  },
  {
    why: 'REMOTE_CONNECT_IDENTITY_PARAMS_MAX.',
    most: 20,
    of: ['virConnectSetIdentity.params'],
  },
  {
    why: 'ADMIN_SERVER_THREADPOOL_PARAMETERS_MAX and ADMIN_SERVER_CLIENT_LIMITS_MAX.',
    most: 32,
    of: ['virAdmServerSetClientLimits.params', 'virAdmServerSetThreadPoolParameters.params'],
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

/** Arguments that may be NULL, though the description does not say so. */
export const nullable: readonly { readonly why: string; readonly arguments: readonly string[] }[] =
  [
    {
      why: 'With NULL, the hypervisor chooses: the CPU model of its default machine.',
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
      why: 'With NULL, the filters are removed, and the outputs are the default ones again.',
      arguments: [
        'virAdmConnectSetLoggingFilters.filters',
        'virAdmConnectSetLoggingOutputs.outputs',
      ],
    },
    {
      why: 'Some pool types find sources without a specification.',
      arguments: ['virConnectFindStoragePoolSources.srcSpec'],
    },
    {
      why: 'With NULL, the leases of all interfaces are listed.',
      arguments: ['virNetworkGetDHCPLeases.mac'],
    },
    {
      why: 'With NULL, devices of every kind are counted.',
      arguments: ['virNodeListDevices.cap', 'virNodeNumOfDevices.cap'],
    },
    {
      why: 'With NULL, all file systems are trimmed.',
      arguments: ['virDomainFSTrim.mountPoint'],
    },
    {
      why: 'Title and description have no namespace; NULL as the value removes the metadata.',
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
 * Functions that only read the handle in this process. They cannot block, and run on the calling
 * thread.
 */
export const local: readonly string[] = [
  'virAdmClientGetID',
  'virAdmClientGetTimestamp',
  'virAdmClientGetTransport',
  'virAdmServerGetName',
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

/** Structs with pointers as fields, and their types in TypeScript. */
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
 * Prefixes of enum members, for enums whose prefix is not the words that all members share: a short
 * list may share a word by accident, and some members have another prefix.
 */
export const enumPrefixes: Readonly<Record<string, string>> = {
  virAdmConnectDaemonShutdownFlags: 'VIR_DAEMON_SHUTDOWN_',
  virErrorNumber: 'VIR_ERR_',
  virDomainBlockJobSetSpeedFlags: 'VIR_DOMAIN_BLOCK_JOB_SPEED_',
  virDomainFDAssociateFlags: 'VIR_DOMAIN_FD_ASSOCIATE_',
  virDomainSetTimeFlags: 'VIR_DOMAIN_TIME_',
  virDomainSetUserPasswordFlags: 'VIR_DOMAIN_PASSWORD_',
  virNodeGetCPUStatsAllCPUs: 'VIR_NODE_CPU_STATS_',
  virNodeGetMemoryStatsAllCells: 'VIR_NODE_MEMORY_STATS_',
};

/**
 * Macros that are strings, mostly names of typed parameters. Each family becomes one constant object,
 * named like its prefix with `Parameter` at the end. The rest of a macro's name is the name of the
 * member. If two prefixes match, the longer one counts.
 */
export const macroGroups: Readonly<Record<string, string>> = {
  VIR_CLIENT_INFO_: 'ClientInfoParameter',
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
  // The values of a parameter above.
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
  VIR_SERVER_CLIENTS_: 'ServerClientsParameter',
  VIR_THREADPOOL_: 'ThreadPoolParameter',
};

/**
 * What calls may wait for in a daemon, which serves only a few calls of one connection at a time and
 * queues the others. Most calls may wait for a guest that does not answer.
 */
export const shortCalls: ReadonlySet<string> = new Set([
  // High priority in libvirt's protocol: they do not wait for a guest.
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
  // Administration of a daemon, which involves no guest.
  ...words(`
  virAdmClientClose virAdmClientGetInfo virAdmConnectDaemonShutdown virAdmConnectGetLibVersion
  virAdmConnectGetLoggingFilters virAdmConnectGetLoggingOutputs virAdmConnectGetURI
  virAdmConnectIsAlive virAdmConnectListServers virAdmConnectLookupServer
  virAdmConnectRegisterCloseCallback virAdmConnectSetDaemonTimeout virAdmConnectSetLoggingFilters
  virAdmConnectSetLoggingOutputs virAdmServerGetClientLimits virAdmServerGetThreadPoolParameters
  virAdmServerListClients virAdmServerLookupClient virAdmServerSetClientLimits
  virAdmServerSetThreadPoolParameters virAdmServerUpdateTlsFiles
  `),
  // They query, change or end a long call, and must not wait for it.
  ...words(`
  virDomainAbortJob virDomainAbortJobFlags virDomainGetJobInfo virDomainGetJobStats
  virDomainMigrateGetMaxDowntime virDomainMigrateGetMaxSpeed virDomainMigrateSetMaxDowntime
  virDomainMigrateSetMaxSpeed virDomainMigrateStartPostCopy
  `),
]);

/** Functions that may take minutes in normal operation: they copy memory or disks. */
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
