import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { needDaemon, noDaemon, startDaemon } from './daemon.js';
import { runProgram } from './process.js';

/** Outcome of each call of `lying-counts.mjs`: its result, or its error. */
let results: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  if (noDaemon !== undefined) return;
  await using daemon = await startDaemon();
  const { code, signal, stdout, stderr } = await runProgram('lying-counts.mjs', {
    arguments: [daemon.socket, join(daemon.directory, 'lies')],
    // Makes unwritten memory visible.
    env: { MALLOC_PERTURB_: '165' },
  });
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  results = JSON.parse(stdout) as typeof results;
});

beforeEach((context) => {
  needDaemon(context);
});

const HUGE = 0x7fffffff;

function isRefusal(outcome: unknown): boolean {
  return outcome !== null && typeof outcome === 'object' && 'refused' in outcome;
}

/** Checks the result of a call. A client library that detects the lie may reject instead. */
function expectGiven(call: string, given: unknown): void {
  expect(results).toHaveProperty([call]);
  if (!isRefusal(results[call])) expect(results[call], call).toEqual(given);
}

describe('a list with a wrong count has the items that the daemon sent:', () => {
  test.each([
    'virConnectListAllDomains',
    'virConnectListAllNetworks',
    'virConnectListAllInterfaces',
    'virConnectListAllStoragePools',
    'virConnectListAllNodeDevices',
    'virConnectListAllNWFilters',
    'virConnectListAllNWFilterBindings',
    'virConnectListAllSecrets',
    'virNetworkListAllPorts',
    'virStoragePoolListAllVolumes',
    'virConnectGetCPUModelNames',
  ])('%s', (name) => {
    // The difference to the result with the right count.
    for (const count of [0, 1000, HUGE]) expectGiven(`${name} ${count}`, 0);
  });
});

describe('an array with too large a count has the items that the daemon sent:', () => {
  test.each([
    ['virDomainGetSecurityLabelList', 2],
    ['virDomainGetFSInfo', 1],
    ['virDomainGetIOThreadInfo', 2],
    ['virDomainGetDiskErrors', 2],
    ['virNetworkGetDHCPLeases', 1],
  ])('%s', (name, sent) => {
    for (const count of [1000, HUGE]) expectGiven(`${name} ${count}`, [sent, sent]);
  });

  test('virNodeGetCPUMap, and no other memory', () => {
    for (const count of [8, 1000, HUGE]) expectGiven(`virNodeGetCPUMap ${count}`, [5, true, true]);
  });
});

describe('a daemon that sends more than requested overwrites no memory:', () => {
  test.each([
    ['virNodeGetCellsFreeMemory', 2],
    ['virNodeGetFreePages', 2],
    ['virDomainMemoryStats', 1024],
    ['virDomainGetVcpuPinInfo', 2],
  ])('%s', (name, given) => {
    expectGiven(name, given);
  });
});

describe('a wrong number of parameters: the result has those that the daemon sent:', () => {
  const none = { shapes: [[]], words: 1 };

  test.each([
    ['virDomainGetMemoryParameters', 'limit'],
    ['virNodeGetCPUStats', 'kernel'],
  ])('%s', (name, parameter) => {
    for (const count of [-1, 0]) expectGiven(`${name} ${count}`, none);
    for (const count of [5, HUGE]) {
      expectGiven(`${name} ${count}`, { shapes: [[parameter]], words: 2 });
    }
  });

  test('virDomainGetCPUStats', () => {
    expectGiven('virDomainGetCPUStats 1', { shapes: [['cpu_time']], words: 4 });
    for (const count of [1000, HUGE]) {
      expectGiven(`virDomainGetCPUStats ${count}`, { shapes: [[]], words: 2 });
    }
    expect(results['virDomainGetCPUStats all']).toSatisfy(isRefusal);
  });
});

test('LibvirtError: an unknown code and level are numbers', () => {
  expect(results).toMatchObject({
    'the code of an error': 12_345,
    'the level of an error': 12_345,
  });
});
