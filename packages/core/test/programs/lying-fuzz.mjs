// Calls a daemon whose replies and events are changed, one word or the length at a time, and checks
// that each result is consistent with the bytes that were sent.
//
// Arguments: the daemon's socket, the path of the socket for the lies, a folder that the daemon may
// use, the seed of their order, how many of them to skip, and after how many seconds to stop. Prints
// each lie before it sends it, so that the last line names the lie that killed the process.
import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { native } from '@libvirt/native';
import {
  body,
  FAKES,
  HEAD_WORDS,
  int,
  list,
  long,
  NONE,
  parameter,
  some,
  startProxy,
  text,
  UUID,
  withLength,
  withWord,
  word,
} from './lying-proxy.mjs';

const [daemon, socket, folder, ...numbers] = process.argv.slice(2);
const [seed, skipped, seconds] = numbers.map(Number);
const end = Date.now() + 1000 * seconds;
const print = (line) => writeSync(1, `${line}\n`);

const proxy = await startProxy(socket, daemon);
for (const [procedure, fake] of FAKES) proxy.fakes.set(procedure, fake);

// ---- Calls --------------------------------------------------------------------------------------

mkdirSync(join(folder, 'pool'), { recursive: true });
writeFileSync(join(folder, 'pool/volume'), Buffer.alloc(100_000, 'volume'));

let handles;
/** How many milliseconds to wait for a call before the connection is cut, and for an event. */
let patience = { call: 30_000, event: 30_000 };

async function open() {
  const conn = await native.virConnectOpen(`test+unix:///default?socket=${socket}`);
  const dom = await native.virDomainLookupByName(conn, 'test');
  const net = await native.virNetworkLookupByName(conn, 'default');
  const pool = await native.virStoragePoolLookupByName(conn, 'default-pool');
  const device = await native.virNodeDeviceLookupByName(conn, 'computer');
  const iface = await native.virInterfaceLookupByName(conn, 'eth1');
  const [secret] = await native.virConnectListAllSecrets(conn, 0);
  const [port] = await native.virNetworkListAllPorts(net, 0);
  const [filter] = await native.virConnectListAllNWFilters(conn, 0);
  handles = { conn, dom, net, pool, device, iface, secret, port, filter };
}

/** Frees all handles without waiting: after a lie, a registration may never end. */
function abandon() {
  native.virConnectClose(handles.conn).catch(() => undefined);
}

const domain = body(text('test'), UUID, int(1));
const parameters = list(parameter('cpu.vcpupin0', '0-1'), parameter('bytes', 5n));

/** By number of a domain event: the procedure, and the contents after the domain or phase. */
const DOMAIN_EVENTS = new Map([
  [0, [318, body(domain, int(1, 0))]],
  [1, [319, domain]],
  [2, [320, body(domain, long(5))]],
  [3, [321, body(domain, int(1))]],
  [4, [322, body(domain, text('path'), text('alias'), int(1))]],
  [
    5,
    [
      323,
      body(
        ...[domain, int(1), int(0), text('node'), text('service'), int(0), text('a'), text('b')],
        ...[text('scheme'), list(body(text('x509'), text('name')), body(text('sasl'), text('me')))],
      ),
    ],
  ],
  [6, [324, body(domain, text('path'), text('alias'), int(1), text('reason'))]],
  [7, [325, domain]],
  [8, [326, body(domain, text('path'), int(1, 2))]],
  [9, [327, body(domain, some(text('old')), some(text('new')), text('alias'), int(1))]],
  [10, [328, body(domain, text('alias'), int(1))]],
  [13, [331, body(domain, long(5))]],
  [15, [333, body(domain, text('alias'))]],
  [17, [346, body(domain, parameters)]],
  [18, [348, body(domain, int(1, 2))]],
  [20, [359, body(domain, int(1))]],
  [21, [363, body(domain, parameters)]],
  [23, [379, body(domain, int(1), some(text('uri')))]],
  [24, [385, body(domain, text('vda'), NONE, long(5), long(6))]],
  [25, [423, body(domain, int(1, 2, 3))]],
]);

/** Receives all data of a stream. */
async function receive(stream, flags) {
  const received = [];
  for (;;) {
    const chunk =
      flags === 0
        ? await native.virStreamRecv(stream, 65_536)
        : await native.virStreamRecvFlags(stream, 65_536, flags);
    if (chunk === -3) received.push(await native.virStreamRecvHole(stream, 0));
    else if (chunk === 0 || received.length > 100) return received;
    else received.push(chunk);
  }
}

/** Downloads a file through a separate connection. */
async function download(flags) {
  const conn = await native.virConnectOpen(`storage+unix:///system?socket=${socket}`);
  const xml = `<pool type="dir"><name>pool</name><target><path>${folder}/pool</path></target></pool>`;
  const pool = await native
    .virStoragePoolCreateXML(conn, xml, 0)
    .catch(() => native.virStoragePoolLookupByName(conn, 'pool'));
  const volume = await native.virStorageVolLookupByName(pool, 'volume');
  const stream = await native.virStreamNew(conn, 0);
  await native.virStorageVolDownload(volume, stream, 0, 0, flags);
  const received = await receive(stream, flags);
  await native.virStreamFinish(stream);
  await native.virConnectClose(conn);
  return received;
}

const XML =
  '<domain type="test"><name>new</name><memory>1</memory><os><type>hvm</type></os></domain>';

/** All calls that return more than a number, and some others. */
const calls = {
  virConnectBaselineCPU: () => native.virConnectBaselineCPU(handles.conn, ['<cpu/>'], 0),
  virConnectGetAllDomainStats: () => native.virConnectGetAllDomainStats(handles.conn, 0, 0),
  virConnectGetCPUModelNames: () => native.virConnectGetCPUModelNames(handles.conn, 'x86_64', 0),
  virConnectGetHostname: () => native.virConnectGetHostname(handles.conn),
  virConnectGetLibVersion: () => native.virConnectGetLibVersion(handles.conn),
  virConnectGetMaxVcpus: () => native.virConnectGetMaxVcpus(handles.conn, null),
  virConnectGetURI: () => native.virConnectGetURI(handles.conn),
  virConnectListAllDomains: () => native.virConnectListAllDomains(handles.conn, 0),
  virConnectListAllInterfaces: () => native.virConnectListAllInterfaces(handles.conn, 0),
  virConnectListAllNWFilterBindings: () =>
    native.virConnectListAllNWFilterBindings(handles.conn, 0),
  virConnectListAllNWFilters: () => native.virConnectListAllNWFilters(handles.conn, 0),
  virConnectListAllNetworks: () => native.virConnectListAllNetworks(handles.conn, 0),
  virConnectListAllNodeDevices: () => native.virConnectListAllNodeDevices(handles.conn, 0),
  virConnectListAllSecrets: () => native.virConnectListAllSecrets(handles.conn, 0),
  virConnectListAllStoragePools: () => native.virConnectListAllStoragePools(handles.conn, 0),
  virConnectListDefinedDomains: () => native.virConnectListDefinedDomains(handles.conn),
  virConnectListDomains: () => native.virConnectListDomains(handles.conn),
  virConnectListInterfaces: () => native.virConnectListInterfaces(handles.conn),
  virConnectListNetworks: () => native.virConnectListNetworks(handles.conn),
  virConnectListStoragePools: () => native.virConnectListStoragePools(handles.conn),
  virDomainAuthorizedSSHKeysGet: () => native.virDomainAuthorizedSSHKeysGet(handles.dom, 'root', 0),
  virDomainBlockPeek: () => native.virDomainBlockPeek(handles.dom, 'vda', 0, 4, 0),
  virDomainBlockStats: () => native.virDomainBlockStats(handles.dom, 'vda'),
  virDomainBlockStatsFlags: () => native.virDomainBlockStatsFlags(handles.dom, 'vda', 0),
  virDomainDefineXML: () => native.virDomainDefineXML(handles.conn, XML),
  virDomainGetBlkioParameters: () => native.virDomainGetBlkioParameters(handles.dom, 0),
  virDomainGetBlockIoTune: () => native.virDomainGetBlockIoTune(handles.dom, 'vda', 0),
  virDomainGetBlockInfo: () => native.virDomainGetBlockInfo(handles.dom, 'vda', 0),
  virDomainGetCPUStats: () => native.virDomainGetCPUStats(handles.dom, 0, 0, 0),
  virDomainGetControlInfo: () => native.virDomainGetControlInfo(handles.dom, 0),
  virDomainGetDiskErrors: () => native.virDomainGetDiskErrors(handles.dom, 0),
  virDomainGetEmulatorPinInfo: () => native.virDomainGetEmulatorPinInfo(handles.dom, 2, 0),
  virDomainGetFSInfo: () => native.virDomainGetFSInfo(handles.dom, 0),
  virDomainGetGuestInfo: () => native.virDomainGetGuestInfo(handles.dom, 0, 0),
  virDomainGetGuestVcpus: () => native.virDomainGetGuestVcpus(handles.dom, 0),
  virDomainGetIOThreadInfo: () => native.virDomainGetIOThreadInfo(handles.dom, 0),
  virDomainGetInfo: () => native.virDomainGetInfo(handles.dom),
  virDomainGetInterfaceParameters: () =>
    native.virDomainGetInterfaceParameters(handles.dom, 'vnet0', 0),
  virDomainGetJobInfo: () => native.virDomainGetJobInfo(handles.dom),
  virDomainGetJobStats: () => native.virDomainGetJobStats(handles.dom, 0),
  virDomainGetLaunchSecurityInfo: () => native.virDomainGetLaunchSecurityInfo(handles.dom, 0),
  virDomainGetMemoryParameters: () => native.virDomainGetMemoryParameters(handles.dom, 0),
  virDomainGetMessages: () => native.virDomainGetMessages(handles.dom, 0),
  virDomainGetMetadata: () => native.virDomainGetMetadata(handles.dom, 0, null, 0),
  virDomainGetNumaParameters: () => native.virDomainGetNumaParameters(handles.dom, 0),
  virDomainGetPerfEvents: () => native.virDomainGetPerfEvents(handles.dom, 0),
  virDomainGetSchedulerParameters: () => native.virDomainGetSchedulerParameters(handles.dom),
  virDomainGetSchedulerParametersFlags: () =>
    native.virDomainGetSchedulerParametersFlags(handles.dom, 0),
  virDomainGetSecurityLabel: () => native.virDomainGetSecurityLabel(handles.dom),
  virDomainGetSecurityLabelList: () => native.virDomainGetSecurityLabelList(handles.dom),
  virDomainGetState: () => native.virDomainGetState(handles.dom, 0),
  virDomainGetTime: () => native.virDomainGetTime(handles.dom, 0),
  virDomainGetVcpuPinInfo: () => native.virDomainGetVcpuPinInfo(handles.dom, 2, 2, 0),
  virDomainGetVcpus: () => native.virDomainGetVcpus(handles.dom, 2, 2),
  virDomainGetXMLDesc: () => native.virDomainGetXMLDesc(handles.dom, 0),
  virDomainInterfaceAddresses: () => native.virDomainInterfaceAddresses(handles.dom, 0, 0),
  virDomainInterfaceStats: () => native.virDomainInterfaceStats(handles.dom, 'vnet0'),
  virDomainListGetStats: () => native.virDomainListGetStats([handles.dom], 0, 0),
  virDomainLookupByID: () => native.virDomainLookupByID(handles.conn, 1),
  virDomainLookupByUUID: () => native.virDomainLookupByUUID(handles.conn, UUID),
  virDomainMemoryPeek: () => native.virDomainMemoryPeek(handles.dom, 0, 4, 1),
  virDomainMemoryStats: () => native.virDomainMemoryStats(handles.dom, 0),
  virDomainSnapshotListNames: () => native.virDomainSnapshotListNames(handles.dom, 0),
  virInterfaceGetXMLDesc: () => native.virInterfaceGetXMLDesc(handles.iface, 0),
  virNWFilterGetXMLDesc: () => native.virNWFilterGetXMLDesc(handles.filter, 0),
  virNetworkGetBridgeName: () => native.virNetworkGetBridgeName(handles.net),
  virNetworkGetDHCPLeases: () => native.virNetworkGetDHCPLeases(handles.net, null, 0),
  virNetworkListAllPorts: () => native.virNetworkListAllPorts(handles.net, 0),
  virNetworkPortGetParameters: () => native.virNetworkPortGetParameters(handles.port, 0),
  virNodeDeviceListCaps: () => native.virNodeDeviceListCaps(handles.device),
  virNodeGetCPUMap: () => native.virNodeGetCPUMap(handles.conn, 0),
  virNodeGetCPUStats: () => native.virNodeGetCPUStats(handles.conn, -1, 0),
  virNodeGetCellsFreeMemory: () => native.virNodeGetCellsFreeMemory(handles.conn, 0, 2),
  virNodeGetFreePages: () => native.virNodeGetFreePages(handles.conn, [4], 0, 2, 0),
  virNodeGetInfo: () => native.virNodeGetInfo(handles.conn),
  virNodeGetMemoryParameters: () => native.virNodeGetMemoryParameters(handles.conn, 0),
  virNodeGetMemoryStats: () => native.virNodeGetMemoryStats(handles.conn, -1, 0),
  virNodeGetSEVInfo: () => native.virNodeGetSEVInfo(handles.conn, 0),
  virNodeGetSecurityModel: () => native.virNodeGetSecurityModel(handles.conn),
  virNodeListDevices: () => native.virNodeListDevices(handles.conn, null, 0),
  virSecretGetValue: () => native.virSecretGetValue(handles.secret, 0),
  virStoragePoolGetInfo: () => native.virStoragePoolGetInfo(handles.pool),
  virStoragePoolListAllVolumes: () => native.virStoragePoolListAllVolumes(handles.pool, 0),
  virStoragePoolListVolumes: () => native.virStoragePoolListVolumes(handles.pool),
  virStreamRecv: () => download(0),
  virStreamRecvHole: () => download(1),
};
for (const [event, [procedure, contents]] of DOMAIN_EVENTS) {
  calls[`domain event ${event}`] = async () => {
    const received = [];
    const id = await native.virConnectDomainEventRegisterAny(
      ...[handles.conn, null, event, (...values) => received.push(values), () => undefined],
    );
    proxy.sendEvent(procedure, contents);
    // Once this is answered, the event has been read; it arrives soon unless it was a lie.
    await native.virConnectGetLibVersion(handles.conn);
    for (let left = patience.event; left > 0 && received.length === 0; left -= 1) await sleep(1);
    await native.virConnectDomainEventDeregisterAny(handles.conn, id);
    return received;
  };
}

// ---- Checks -------------------------------------------------------------------------------------

/** The pattern that AddressSanitizer writes to newly allocated memory. */
const STRAY = Buffer.alloc(8, 0xbe);

/** Checks that a result has no more items than bytes were sent, and no uninitialised memory. */
function check(name, result, sent) {
  const fail = (why) => {
    throw new Error(`${name}: ${why}`);
  };
  if (result instanceof ArrayBuffer) return check(name, new Uint8Array(result), 8 * sent);
  if (typeof result === 'bigint' && BigInt.asUintN(64, result) === 0xbebebebebebebeben)
    fail('stray');
  if (result === null || typeof result !== 'object') return;
  if (result instanceof Uint8Array) {
    if (result.length > sent) fail(`${result.length} bytes of ${sent}`);
    if (Buffer.from(result).includes(STRAY)) fail('stray memory');
  } else {
    const values = Object.values(result);
    if (values.length > sent) fail(`${values.length} items of ${sent} bytes`);
    for (const each of values) check(name, each, sent);
  }
}

// ---- Lies ---------------------------------------------------------------------------------------

const VALUES = [0, 1, 2, 1000, 0x7fffffff, 0x80000000, 0xffffffff];
const FRAMES = {
  'without its last word': (message) => [withLength(message, message.length - 4)],
  'half of it': (message) => [withLength(message, 4 * Math.ceil(message.length / 8))],
  'only its header': (message) => [withLength(message, 4 * HEAD_WORDS)],
  'with one more word': (message) => [withLength(message, message.length + 4)],
  'with 4096 more zeros': (message) => [withLength(message, message.length + 4096)],
  twice: (message) => [message, message],
  'not at all': () => [],
  'in parts': (message) => [message.subarray(0, 5), message.subarray(5)],
};

/** By name: how to change a word. */
const CHANGES = new Map([
  ...VALUES.map((value) => [`= ${value}`, (message, index) => withWord(message, index, value)]),
  ['+ 1', (message, index) => withWord(message, index, word(message, index) + 1)],
  ['- 1', (message, index) => withWord(message, index, word(message, index) - 1)],
]);

/** Yields the words to change: all of a short message, both ends of a long one. */
function* placesIn(words, firstWord) {
  for (let place = firstWord; place < words; place += 1) {
    if (place < 64 || place >= words - 8) yield place;
  }
}

/** Yields every lie about the messages of a call; about their headers only if `isHeadToo`. */
function* liesAbout(call, messages, isHeadToo) {
  for (const [number, words] of messages.entries()) {
    for (const place of placesIn(words, isHeadToo ? 0 : HEAD_WORDS)) {
      for (const [name, change] of CHANGES) {
        const lie = (message) => [change(message, place)];
        yield { call, number, what: `word ${place} ${name}`, lie };
      }
    }
    if (isHeadToo || number === 0) {
      for (const [name, lie] of Object.entries(FRAMES)) yield { call, number, what: name, lie };
    }
  }
}

const HEADS_TOO = new Set([
  'virDomainGetInfo',
  'virStreamRecv',
  'virDomainLookupByUUID',
  'domain event 0',
]);

/** Makes a call, and replaces one of its messages by a lie. Returns the outcome and the bytes sent. */
async function during(call, number, lie) {
  let count = 0;
  let sent = 0;
  const words = [];
  proxy.change = (message) => {
    const sending = count === number ? lie(message) : [message];
    count += 1;
    words.push(message.length / 4);
    for (const each of sending) sent += each.length;
    return sending;
  };
  proxy.begin();
  let result;
  let error;
  const called = calls[call]().then(
    (value) => (result = value),
    (reason) => (error = reason),
  );
  // After a lie, a call may wait for more data.
  if ((await Promise.race([called, sleep(patience.call, 'late')])) === 'late') {
    proxy.cut();
    if ((await Promise.race([called, sleep(30_000, 'late')])) === 'late') {
      throw new Error(`${call} never settled`);
    }
  }
  proxy.change = undefined;
  return { result, error, sent, words };
}

/** Yields pseudo-random numbers from a seed (xorshift). */
function* randoms(from) {
  for (let state = from | 1; ;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield (state >>> 0) / 2 ** 32;
  }
}

function shuffle(items) {
  const random = randoms(seed);
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random.next().value * (index + 1));
    [items[index], items[other]] = [items[other], items[index]];
  }
  return items;
}

// ---- Main ---------------------------------------------------------------------------------------

await open();
const lies = [];
const unanswered = [];
for (const call of Object.keys(calls)) {
  const { result, error, sent, words } = await during(call, -1);
  if (error instanceof Error) throw error;
  if (call.startsWith('domain event') && result?.length !== 1) throw new Error(`no ${call}`);
  if (error) unanswered.push(call);
  check(call, result, sent + 64);
  lies.push(...liesAbout(call, words, HEADS_TOO.has(call)));
}
print(`of ${Object.keys(calls).length} calls the daemon refuses ${unanswered.join(', ')}`);

shuffle(lies);
// After a lie many calls wait for what never comes.
patience = { call: 300, event: 3 };
let index = skipped;
for (; index < lies.length && Date.now() < end; index += 1) {
  const { call, number, what, lie } = lies[index];
  print(`${index} ${call}, message ${number}: ${what}`);
  const { result, error, sent } = await during(call, number, lie);
  if (error instanceof Error) throw error;
  check(call, result, sent + 64);
  if (index % 500 === 0) globalThis.gc?.();
  if (!(await native.virConnectIsAlive(handles.conn).catch(() => false))) {
    abandon();
    await open();
  }
}
print(`sent ${index} of ${lies.length} lies`);
// Exits without waiting: lies may have left calls in flight.
process.kill(process.pid, 'SIGKILL');
