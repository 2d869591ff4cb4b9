// Calls a daemon all of whose replies and events are changed, one word or the length at a time, and
// checks that what comes of it could have come from them.
//
// Arguments: the daemon's socket, the path of the socket for the lies, a folder that the daemon may
// use, the seed of their order, how many of them to leave out, and after how many seconds to stop.
// Prints each lie before it sends it, so that the last line names the lie that killed the process.
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
const [seed, leftOut, seconds] = numbers.map(Number);
const end = Date.now() + 1000 * seconds;
const print = (line) => writeSync(1, `${line}\n`);

const proxy = await startProxy(socket, daemon);
for (const [procedure, fake] of FAKES) proxy.fakes.set(procedure, fake);

// ---- What is called -----------------------------------------------------------------------------

mkdirSync(join(folder, 'pool'), { recursive: true });
writeFileSync(join(folder, 'pool/volume'), Buffer.alloc(100_000, 'volume'));

let at; // All handles.
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
  at = { conn, dom, net, pool, device, iface, secret, port, filter };
}

/** Lets go of all, and waits for nothing: a lie may have left a registration behind. */
function abandon() {
  native.virConnectClose(at.conn).catch(() => undefined);
}

const domain = body(text('test'), UUID, int(1));
const parameters = list(parameter('cpu.vcpupin0', '0-1'), parameter('bytes', 5n));

/** The events of domains by their number: the procedure, and what comes after domain or phase. */
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

/** Receives all of a stream. */
async function receive(stream, flags) {
  const received = [];
  for (;;) {
    const piece =
      flags === 0
        ? await native.virStreamRecv(stream, 65_536)
        : await native.virStreamRecvFlags(stream, 65_536, flags);
    if (piece === -3) received.push(await native.virStreamRecvHole(stream, 0));
    else if (piece === 0 || received.length > 100) return received;
    else received.push(piece);
  }
}

/** Downloads a file through a connection of its own. */
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

/** Everything that gives more than a number, and some of the rest. */
const calls = {
  virConnectBaselineCPU: () => native.virConnectBaselineCPU(at.conn, ['<cpu/>'], 0),
  virConnectGetAllDomainStats: () => native.virConnectGetAllDomainStats(at.conn, 0, 0),
  virConnectGetCPUModelNames: () => native.virConnectGetCPUModelNames(at.conn, 'x86_64', 0),
  virConnectGetHostname: () => native.virConnectGetHostname(at.conn),
  virConnectGetLibVersion: () => native.virConnectGetLibVersion(at.conn),
  virConnectGetMaxVcpus: () => native.virConnectGetMaxVcpus(at.conn, null),
  virConnectGetURI: () => native.virConnectGetURI(at.conn),
  virConnectListAllDomains: () => native.virConnectListAllDomains(at.conn, 0),
  virConnectListAllInterfaces: () => native.virConnectListAllInterfaces(at.conn, 0),
  virConnectListAllNWFilterBindings: () => native.virConnectListAllNWFilterBindings(at.conn, 0),
  virConnectListAllNWFilters: () => native.virConnectListAllNWFilters(at.conn, 0),
  virConnectListAllNetworks: () => native.virConnectListAllNetworks(at.conn, 0),
  virConnectListAllNodeDevices: () => native.virConnectListAllNodeDevices(at.conn, 0),
  virConnectListAllSecrets: () => native.virConnectListAllSecrets(at.conn, 0),
  virConnectListAllStoragePools: () => native.virConnectListAllStoragePools(at.conn, 0),
  virConnectListDefinedDomains: () => native.virConnectListDefinedDomains(at.conn),
  virConnectListDomains: () => native.virConnectListDomains(at.conn),
  virConnectListInterfaces: () => native.virConnectListInterfaces(at.conn),
  virConnectListNetworks: () => native.virConnectListNetworks(at.conn),
  virConnectListStoragePools: () => native.virConnectListStoragePools(at.conn),
  virDomainAuthorizedSSHKeysGet: () => native.virDomainAuthorizedSSHKeysGet(at.dom, 'root', 0),
  virDomainBlockPeek: () => native.virDomainBlockPeek(at.dom, 'vda', 0, 4, 0),
  virDomainBlockStats: () => native.virDomainBlockStats(at.dom, 'vda'),
  virDomainBlockStatsFlags: () => native.virDomainBlockStatsFlags(at.dom, 'vda', 0),
  virDomainDefineXML: () => native.virDomainDefineXML(at.conn, XML),
  virDomainGetBlkioParameters: () => native.virDomainGetBlkioParameters(at.dom, 0),
  virDomainGetBlockIoTune: () => native.virDomainGetBlockIoTune(at.dom, 'vda', 0),
  virDomainGetBlockInfo: () => native.virDomainGetBlockInfo(at.dom, 'vda', 0),
  virDomainGetCPUStats: () => native.virDomainGetCPUStats(at.dom, 0, 0, 0),
  virDomainGetControlInfo: () => native.virDomainGetControlInfo(at.dom, 0),
  virDomainGetDiskErrors: () => native.virDomainGetDiskErrors(at.dom, 0),
  virDomainGetEmulatorPinInfo: () => native.virDomainGetEmulatorPinInfo(at.dom, 2, 0),
  virDomainGetFSInfo: () => native.virDomainGetFSInfo(at.dom, 0),
  virDomainGetGuestInfo: () => native.virDomainGetGuestInfo(at.dom, 0, 0),
  virDomainGetGuestVcpus: () => native.virDomainGetGuestVcpus(at.dom, 0),
  virDomainGetIOThreadInfo: () => native.virDomainGetIOThreadInfo(at.dom, 0),
  virDomainGetInfo: () => native.virDomainGetInfo(at.dom),
  virDomainGetInterfaceParameters: () => native.virDomainGetInterfaceParameters(at.dom, 'vnet0', 0),
  virDomainGetJobInfo: () => native.virDomainGetJobInfo(at.dom),
  virDomainGetJobStats: () => native.virDomainGetJobStats(at.dom, 0),
  virDomainGetLaunchSecurityInfo: () => native.virDomainGetLaunchSecurityInfo(at.dom, 0),
  virDomainGetMemoryParameters: () => native.virDomainGetMemoryParameters(at.dom, 0),
  virDomainGetMessages: () => native.virDomainGetMessages(at.dom, 0),
  virDomainGetMetadata: () => native.virDomainGetMetadata(at.dom, 0, null, 0),
  virDomainGetNumaParameters: () => native.virDomainGetNumaParameters(at.dom, 0),
  virDomainGetPerfEvents: () => native.virDomainGetPerfEvents(at.dom, 0),
  virDomainGetSchedulerParameters: () => native.virDomainGetSchedulerParameters(at.dom),
  virDomainGetSchedulerParametersFlags: () =>
    native.virDomainGetSchedulerParametersFlags(at.dom, 0),
  virDomainGetSecurityLabel: () => native.virDomainGetSecurityLabel(at.dom),
  virDomainGetSecurityLabelList: () => native.virDomainGetSecurityLabelList(at.dom),
  virDomainGetState: () => native.virDomainGetState(at.dom, 0),
  virDomainGetTime: () => native.virDomainGetTime(at.dom, 0),
  virDomainGetVcpuPinInfo: () => native.virDomainGetVcpuPinInfo(at.dom, 2, 2, 0),
  virDomainGetVcpus: () => native.virDomainGetVcpus(at.dom, 2, 2),
  virDomainGetXMLDesc: () => native.virDomainGetXMLDesc(at.dom, 0),
  virDomainInterfaceAddresses: () => native.virDomainInterfaceAddresses(at.dom, 0, 0),
  virDomainInterfaceStats: () => native.virDomainInterfaceStats(at.dom, 'vnet0'),
  virDomainListGetStats: () => native.virDomainListGetStats([at.dom], 0, 0),
  virDomainLookupByID: () => native.virDomainLookupByID(at.conn, 1),
  virDomainLookupByUUID: () => native.virDomainLookupByUUID(at.conn, UUID),
  virDomainMemoryPeek: () => native.virDomainMemoryPeek(at.dom, 0, 4, 1),
  virDomainMemoryStats: () => native.virDomainMemoryStats(at.dom, 0),
  virDomainSnapshotListNames: () => native.virDomainSnapshotListNames(at.dom, 0),
  virInterfaceGetXMLDesc: () => native.virInterfaceGetXMLDesc(at.iface, 0),
  virNWFilterGetXMLDesc: () => native.virNWFilterGetXMLDesc(at.filter, 0),
  virNetworkGetBridgeName: () => native.virNetworkGetBridgeName(at.net),
  virNetworkGetDHCPLeases: () => native.virNetworkGetDHCPLeases(at.net, null, 0),
  virNetworkListAllPorts: () => native.virNetworkListAllPorts(at.net, 0),
  virNetworkPortGetParameters: () => native.virNetworkPortGetParameters(at.port, 0),
  virNodeDeviceListCaps: () => native.virNodeDeviceListCaps(at.device),
  virNodeGetCPUMap: () => native.virNodeGetCPUMap(at.conn, 0),
  virNodeGetCPUStats: () => native.virNodeGetCPUStats(at.conn, -1, 0),
  virNodeGetCellsFreeMemory: () => native.virNodeGetCellsFreeMemory(at.conn, 0, 2),
  virNodeGetFreePages: () => native.virNodeGetFreePages(at.conn, [4], 0, 2, 0),
  virNodeGetInfo: () => native.virNodeGetInfo(at.conn),
  virNodeGetMemoryParameters: () => native.virNodeGetMemoryParameters(at.conn, 0),
  virNodeGetMemoryStats: () => native.virNodeGetMemoryStats(at.conn, -1, 0),
  virNodeGetSEVInfo: () => native.virNodeGetSEVInfo(at.conn, 0),
  virNodeGetSecurityModel: () => native.virNodeGetSecurityModel(at.conn),
  virNodeListDevices: () => native.virNodeListDevices(at.conn, null, 0),
  virSecretGetValue: () => native.virSecretGetValue(at.secret, 0),
  virStoragePoolGetInfo: () => native.virStoragePoolGetInfo(at.pool),
  virStoragePoolListAllVolumes: () => native.virStoragePoolListAllVolumes(at.pool, 0),
  virStoragePoolListVolumes: () => native.virStoragePoolListVolumes(at.pool),
  virStreamRecv: () => download(0),
  virStreamRecvHole: () => download(1),
};
for (const [event, [procedure, contents]] of DOMAIN_EVENTS) {
  calls[`domain event ${event}`] = async () => {
    const heard = [];
    const id = await native.virConnectDomainEventRegisterAny(
      ...[at.conn, null, event, (...values) => heard.push(values), () => undefined],
    );
    proxy.sendEvent(procedure, contents);
    // Once this is answered, the event has been read, and is delivered soon unless it was a lie.
    await native.virConnectGetLibVersion(at.conn);
    for (let left = patience.event; left > 0 && heard.length === 0; left -= 1) await sleep(1);
    await native.virConnectDomainEventDeregisterAny(at.conn, id);
    return heard;
  };
}

// ---- What is checked ----------------------------------------------------------------------------

/** What AddressSanitizer writes into memory that was just allocated. */
const STRAY = Buffer.alloc(8, 0xbe);

/** Checks that a result has no more items than bytes were sent, and no memory that nobody wrote. */
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

// ---- What is said -------------------------------------------------------------------------------

const VALUES = [0, 1, 2, 1000, 0x7fffffff, 0x80000000, 0xffffffff];
const FRAMES = {
  'without its end': (message) => [withLength(message, message.length - 4)],
  'with half of it': (message) => [withLength(message, 4 * Math.ceil(message.length / 8))],
  'with its head alone': (message) => [withLength(message, 4 * HEAD_WORDS)],
  'with another word': (message) => [withLength(message, message.length + 4)],
  'with a page of nothing': (message) => [withLength(message, message.length + 4096)],
  twice: (message) => [message, message],
  'not at all': () => [],
  'in parts': (message) => [message.subarray(0, 5), message.subarray(5)],
};

/** How a word is changed, by name. */
const CHANGES = new Map([
  ...VALUES.map((value) => [`= ${value}`, (message, index) => withWord(message, index, value)]),
  ['+ 1', (message, index) => withWord(message, index, word(message, index) + 1)],
  ['- 1', (message, index) => withWord(message, index, word(message, index) - 1)],
]);

/** The words that are changed: all of what is short, and of long texts both ends. */
function* placesIn(words, firstWord) {
  for (let place = firstWord; place < words; place += 1) {
    if (place < 64 || place >= words - 8) yield place;
  }
}

/** Every lie about a call whose messages have so many words. The heads are few calls' only. */
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

/** Counts each message of a call, and sends the lie in place of one. Resolves with the bytes sent. */
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
  // A call that received nothing sensible may wait for more.
  if ((await Promise.race([called, sleep(patience.call, 'late')])) === 'late') {
    proxy.cut();
    if ((await Promise.race([called, sleep(30_000, 'late')])) === 'late') {
      throw new Error(`${call} never settled`);
    }
  }
  proxy.change = undefined;
  return { result, error, sent, words };
}

/** Numbers that look random, from a seed: the same each time. */
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

// ---- All of it ----------------------------------------------------------------------------------

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
let index = leftOut;
for (; index < lies.length && Date.now() < end; index += 1) {
  const { call, number, what, lie } = lies[index];
  print(`${index} ${call}, message ${number}: ${what}`);
  const { result, error, sent } = await during(call, number, lie);
  if (error instanceof Error) throw error;
  check(call, result, sent + 64);
  if (index % 500 === 0) globalThis.gc?.();
  if (!(await native.virConnectIsAlive(at.conn).catch(() => false))) {
    abandon();
    await open();
  }
}
print(`told ${index} of ${lies.length} lies`);
// What the lies left behind is waited for by nobody.
process.kill(process.pid, 'SIGKILL');
