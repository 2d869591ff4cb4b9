// Calls a daemon that lies about how much it sends, and prints the outcome of each call as JSON.
// Arguments: the daemon's socket, and the path of the socket for the lies.
import { native } from '@libvirt/native';
import {
  body,
  bytes,
  FAKES,
  int,
  list,
  long,
  parameter,
  startProxy,
  text,
  UUID,
  withWord,
  word,
} from './lying-proxy.mjs';

const [daemon, socket] = process.argv.slice(2);
const proxy = await startProxy(socket, daemon);

const HUGE = 0x7fffffff;
const conn = await native.virConnectOpen(`test+unix:///default?socket=${socket}`);
const dom = await native.virDomainLookupByName(conn, 'test');
const net = await native.virNetworkLookupByName(conn, 'default');
const pool = await native.virStoragePoolLookupByName(conn, 'default-pool');

const outcomes = {};

/** Makes a call, and records its result or error in a form that can be printed. */
async function record(name, call, show = (result) => result) {
  proxy.begin();
  try {
    outcomes[name] = show(await call());
  } catch (error) {
    outcomes[name] = { refused: error.message ?? String(error) };
  }
}

/** Calls `use` while the replies of a procedure are replaced. */
async function faking(procedure, fake, use) {
  proxy.fakes.set(procedure, fake);
  await use();
  proxy.fakes.delete(procedure);
}

/** Calls `use` while the last word of each reply, which is a count, is replaced. */
async function lying(last, use) {
  proxy.change = (message) => [withWord(message, message.length / 4 - 1, last)];
  await use();
  proxy.change = undefined;
}

const length = (items) => items.length;
/** Returns the names of the parameters in each shape, and the number of words in all records. */
const records = ({ shapes, values }) => ({
  shapes: shapes.map(([, ...names]) => names),
  words: values.byteLength / 8,
});

// ---- Lists that end with NULL ----

const lists = {
  virConnectListAllDomains: () => native.virConnectListAllDomains(conn, 0),
  virConnectListAllNetworks: () => native.virConnectListAllNetworks(conn, 0),
  virConnectListAllInterfaces: () => native.virConnectListAllInterfaces(conn, 0),
  virConnectListAllStoragePools: () => native.virConnectListAllStoragePools(conn, 0),
  virConnectListAllNodeDevices: () => native.virConnectListAllNodeDevices(conn, 0),
  virConnectListAllNWFilters: () => native.virConnectListAllNWFilters(conn, 0),
  virConnectListAllNWFilterBindings: () => native.virConnectListAllNWFilterBindings(conn, 0),
  virConnectListAllSecrets: () => native.virConnectListAllSecrets(conn, 0),
  virNetworkListAllPorts: () => native.virNetworkListAllPorts(net, 0),
  virStoragePoolListAllVolumes: () => native.virStoragePoolListAllVolumes(pool, 0),
  virConnectGetCPUModelNames: () => native.virConnectGetCPUModelNames(conn, 'x86_64', 0),
};
for (const procedure of [286, 287, 312, 401, 404]) {
  proxy.fakes.set(procedure, FAKES.get(procedure));
}
proxy.fakes.set(282, body(list(body(text('pool'), text('a'), text('/a'))), int(1)));
for (const [name, call] of Object.entries(lists)) {
  const honest = (await call()).length;
  for (const count of [0, 1000, HUGE]) {
    await lying(count, () => record(`${name} ${count}`, call, (given) => given.length - honest));
  }
}
proxy.fakes.clear();

// ---- Arrays whose length the daemon sends ----

const cpuMap = (ret) => body(bytes(5), int(2, ret));
for (const count of [8, 1000, HUGE]) {
  await faking(293, cpuMap(count), () =>
    record(
      `virNodeGetCPUMap ${count}`,
      () => native.virNodeGetCPUMap(conn, 0),
      // The allocator may have rounded the one byte up.
      ([, [first, ...more]]) => [first, more.length < 64, more.every((byte) => byte === 0)],
    ),
  );
}
const arrays = {
  virDomainGetSecurityLabelList: [278, () => native.virDomainGetSecurityLabelList(dom)],
  virDomainGetFSInfo: [349, () => native.virDomainGetFSInfo(dom, 0)],
  virDomainGetIOThreadInfo: [351, () => native.virDomainGetIOThreadInfo(dom, 0)],
  virDomainGetDiskErrors: [263, () => native.virDomainGetDiskErrors(dom, 0)],
  virNetworkGetDHCPLeases: [341, () => native.virNetworkGetDHCPLeases(net, null, 0)],
};
for (const [name, [procedure, call]] of Object.entries(arrays)) {
  await faking(procedure, FAKES.get(procedure), async () => {
    const honest = (await call()).length;
    for (const count of [1000, HUGE]) {
      await lying(count, () => record(`${name} ${count}`, call, (given) => [given.length, honest]));
    }
  });
}

// ---- More than was requested ----

const many = (count, item) => list(...Array.from({ length: count }, () => item));
await faking(101, many(1024, long(7)), () =>
  record('virNodeGetCellsFreeMemory', () => native.virNodeGetCellsFreeMemory(conn, 0, 2), length),
);
await faking(340, many(1024, long(7)), () =>
  record('virNodeGetFreePages', () => native.virNodeGetFreePages(conn, [4], 0, 2, 0), length),
);
await faking(159, many(1024, body(int(1), long(7))), () =>
  record('virDomainMemoryStats', () => native.virDomainMemoryStats(dom, 0), length),
);
await faking(230, body(bytes(1, 1, 1), int(3)), () =>
  record('virDomainGetVcpuPinInfo', () => native.virDomainGetVcpuPinInfo(dom, 2, 1, 0), length),
);

// ---- Numbers of parameters ----

for (const count of [-1, 0, 5, HUGE]) {
  const fake = [body(list(), int(count)), body(list(parameter('limit', 9n)), int(count))];
  await faking(198, fake, () =>
    record(
      `virDomainGetMemoryParameters ${count}`,
      () => native.virDomainGetMemoryParameters(dom, 0),
      records,
    ),
  );
  const stats = [body(list(), int(count)), body(list(body(text('kernel'), long(9))), int(count))];
  await faking(227, stats, () =>
    record(`virNodeGetCPUStats ${count}`, () => native.virNodeGetCPUStats(conn, -1, 0), records),
  );
}

// ---- A matrix of parameters ----

const cpuTime = parameter('cpu_time', 9n);
const width = body(list(), int(4));
// The client library accepts eight rows of one where two rows of four were requested.
await faking(262, [width, body(many(8, cpuTime), int(1))], () =>
  record('virDomainGetCPUStats 1', () => native.virDomainGetCPUStats(dom, 0, 2, 0), records),
);
for (const count of [1000, HUGE]) {
  await faking(262, [width, body(list(), int(count))], () =>
    record(
      `virDomainGetCPUStats ${count}`,
      () => native.virDomainGetCPUStats(dom, 0, 2, 0),
      records,
    ),
  );
}
await faking(262, body(list(), int(HUGE)), () =>
  record('virDomainGetCPUStats all', () => native.virDomainGetCPUStats(dom, 0, 0, 0), records),
);

// ---- An error ----

proxy.change = (message) => [withWord(message, 7, 12_345)];
await native.virDomainLookupByUUID(conn, UUID).catch(({ code }) => {
  outcomes['the code of an error'] = code;
});
// The level follows code, domain and message; the message starts with a flag and its length.
proxy.change = (message) => [withWord(message, 11 + Math.ceil(word(message, 10) / 4), 12_345)];
await native.virDomainLookupByUUID(conn, UUID).catch(({ level }) => {
  outcomes['the level of an error'] = level;
});
proxy.change = undefined;

await native.virConnectClose(conn);
await proxy.close();
console.log(JSON.stringify(outcomes));
