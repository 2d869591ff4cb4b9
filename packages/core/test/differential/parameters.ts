import type { DomainStats } from '@libvirt/core';
import { same, flagged, type Script, type Step } from './script.js';
import { DOMAINS, lookupDomain } from './reading.js';
import { world } from './world.js';

type Names = Readonly<Record<string, string>>;

/** Converts our keys to libvirt's names: `hardLimit` to `hard_limit`, apart from the given ones. */
const named =
  (names: Names = {}) =>
  (parameters: object) =>
    Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [
        names[key] ?? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value as unknown,
      ]),
    );

const blkio = {
  deviceReadIops: 'device_read_iops_sec',
  deviceWriteIops: 'device_write_iops_sec',
  deviceReadBps: 'device_read_bytes_sec',
  deviceWriteBps: 'device_write_bytes_sec',
};
const numa = { mode: 'numa_mode', nodeset: 'numa_nodeset' };
const bandwidth = {
  bandwidthInAverage: 'inbound.average',
  bandwidthInPeak: 'inbound.peak',
  bandwidthInBurst: 'inbound.burst',
  bandwidthInFloor: 'inbound.floor',
  bandwidthOutAverage: 'outbound.average',
  bandwidthOutPeak: 'outbound.peak',
  bandwidthOutBurst: 'outbound.burst',
};

const GETS_FIRST =
  'Python asks for the parameters before it sets them, and reports the error of that';

const reading: Step[] = [
  same('domain.schedulerType()[0]', ({ domain }) => domain.getSchedulerType()),
  same('domain.schedulerParameters()', ({ domain }) => domain.getSchedulerParameters(), {
    shape: named(),
  }),
  ...flagged(
    'domain.schedulerParametersFlags(flags)',
    ({ domain }, flags) => domain.getSchedulerParametersFlags(flags),
    { shape: named() },
  ),
  ...flagged(
    'domain.memoryParameters(flags)',
    ({ domain }, flags) => domain.getMemoryParameters(flags),
    { shape: named() },
  ),
  ...flagged('domain.numaParameters(flags)', (s, flags) => s.domain.getNumaParameters(flags), {
    shape: named(numa),
  }),
  ...flagged('domain.blkioParameters(flags)', (s, flags) => s.domain.getBlkioParameters(flags), {
    shape: named(blkio),
  }),
  ...flagged('domain.perfEvents(flags)', ({ domain }, flags) => domain.getPerfEvents(flags), {
    shape: named(),
  }),
  ...['vda', 'hdc', 'vdz'].flatMap((disk) =>
    flagged(
      `domain.blockIoTune("${disk}", flags)`,
      ({ domain }, flags) => domain.getBlockIoTune(disk, flags),
      { shape: named() },
    ),
  ),
  same('domain.blockStatsFlags("vda")', ({ domain }) => domain.blockStatsFlags('vda')),
  ...['vnet7', '52:54:00:aa:00:01', 'vnet9'].flatMap((device) =>
    flagged(
      `domain.interfaceParameters("${device}", flags)`,
      ({ domain }, flags) => domain.getInterfaceParameters(device, flags),
      { shape: named(bandwidth) },
    ),
  ),
  same('domain.getCPUStats(True)', ({ domain }) => domain.getCPUStats(-1, 1), {
    shape: (stats) => stats.map(named()),
    clock: 'the CPU time is the time of day',
  }),
  same('domain.getCPUStats(False)', ({ domain }) => domain.getCPUStats(0, 0), {
    shape: (stats) => stats.map(named()),
    clock: 'the CPU time is the time of day',
  }),
  same('domain.jobStats()', ({ domain }) => domain.getJobStats()),
  same('domain.guestInfo()', ({ domain }) => domain.getGuestInfo()),
  ...flagged('domain.launchSecurityInfo(flags)', (s, flags) =>
    s.domain.getLaunchSecurityInfo(flags),
  ),
];

/** Flattens our nested objects to the form of the Python binding. */
function flat({ domain, state, ioThread }: DomainStats): unknown[] {
  const pairs: [string, unknown][] = [];
  if (state) pairs.push(['state.state', state.state], ['state.reason', state.reason]);
  if (ioThread) pairs.push(['iothread.count', ioThread.length]);
  for (const { index: id, pollMaxNS, pollGrow, pollShrink, pollWeight } of ioThread ?? []) {
    pairs.push([`iothread.${id}.poll-max-ns`, pollMaxNS]);
    pairs.push([`iothread.${id}.poll-grow`, pollGrow]);
    pairs.push([`iothread.${id}.poll-shrink`, pollShrink]);
    if (pollWeight !== undefined) pairs.push([`iothread.${id}.poll-weight`, pollWeight]);
  }
  return [domain, Object.fromEntries(pairs)];
}

const host: Step[] = [
  ...DOMAINS.flatMap((name) => [
    lookupDomain(name),
    same('conn.domainListGetStats([domain])', (s) => s.conn.getAllDomainStats([s.domain]), {
      shape: (records) => records.map(flat),
    }),
  ]),
  ...[-2, -1, 0, 1, 2, 99].flatMap((number) => [
    same(`conn.getCPUStats(${number})`, ({ conn }) => conn.getCPUStats(number)),
    same(`conn.getMemoryStats(${number})`, ({ conn }) => conn.getMemoryStats(number)),
  ]),
  same('conn.getMemoryParameters()', ({ conn }) => conn.getMemoryParameters()),
  same(
    'conn.setMemoryParameters({"shm_pages_to_scan": 10})',
    ({ conn }) => conn.setMemoryParameters({ shmPagesToScan: 10 }),
    { anyError: GETS_FIRST },
  ),
  same('conn.getSEVInfo()', ({ conn }) => conn.getSEVInfo()),
  ...[0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].flatMap((stats) =>
    [0, 1, 2, 16, 32, 64, 128].map((flags) =>
      same(
        `conn.getAllDomainStats(${stats}, ${flags})`,
        ({ conn }) => conn.getAllDomainStats([], stats, flags),
        { shape: (records) => records.map(flat), anyOrder: true },
      ),
    ),
  ),
];

const setting: Step[] = ['running', 'stopped'].flatMap((name) => [
  lookupDomain(name),
  same(
    'domain.setSchedulerParameters({"weight": 70})',
    ({ domain }) => domain.setSchedulerParameters({ weight: 70 }),
    { anyError: GETS_FIRST },
  ),
  ...[0, 1, 2, 3].flatMap((flags) => [
    same(
      `domain.setMemoryParameters({"hard_limit": 7654321, "soft_limit": 7000000}, ${flags})`,
      ({ domain }) =>
        domain.setMemoryParameters({ hardLimit: 7_654_321n, softLimit: 7_000_000 }, flags),
      { anyError: GETS_FIRST },
    ),
    same(
      `domain.setMemoryParameters({"swap_hard_limit": 5}, ${flags})`,
      ({ domain }) => domain.setMemoryParameters({ swapHardLimit: 5 }, flags),
      { anyError: GETS_FIRST },
    ),
    same(
      `domain.setNumaParameters({"numa_mode": 1, "numa_nodeset": "1-2"}, ${flags})`,
      ({ domain }) => domain.setNumaParameters({ mode: 1, nodeset: '1-2' }, flags),
      { anyError: GETS_FIRST },
    ),
    same(
      `domain.setBlkioParameters({"weight": 300}, ${flags})`,
      ({ domain }) => domain.setBlkioParameters({ weight: 300 }, flags),
      { anyError: GETS_FIRST },
    ),
    same(
      `domain.setPerfEvents({"cmt": True, "mbmt": False}, ${flags})`,
      ({ domain }) => domain.setPerfEvents({ cmt: true, mbmt: false }, flags),
      { anyError: GETS_FIRST },
    ),
    ...[
      ['"total_bytes_sec": 9000000000', { totalBytesSec: 9_000_000_000n }] as const,
      ['"read_iops_sec": 5, "total_iops_sec": 9', { readIopsSec: 5, totalIopsSec: 9 }] as const,
      ['"group_name": "shared"', { groupName: 'shared' }] as const,
    ].map(([python, tune]) =>
      same(
        `domain.setBlockIoTune("vda", {${python}}, ${flags})`,
        ({ domain }) => domain.setBlockIoTune('vda', tune, flags),
        { anyError: GETS_FIRST },
      ),
    ),
    same(
      `domain.setInterfaceParameters("vnet7", {"inbound.average": 5, "outbound.peak": 7}, ${flags})`,
      ({ domain }) =>
        domain.setInterfaceParameters(
          'vnet7',
          { bandwidthInAverage: 5, bandwidthOutPeak: 7 },
          flags,
        ),
      { anyError: GETS_FIRST },
    ),
    same(`domain.setIOThreadParams(1, {"poll_max_ns": 5}, ${flags})`, ({ domain }) =>
      domain.setIOThreadParams(1, { pollMaxNs: 5 }, flags),
    ),
    same(`domain.schedulerParametersFlags(${flags})`, ({ domain }) =>
      domain.getSchedulerParametersFlags(flags),
    ),
    same(`domain.memoryParameters(${flags})`, ({ domain }) => domain.getMemoryParameters(flags), {
      shape: named(),
    }),
    same(
      `domain.blockIoTune("vda", ${flags})`,
      ({ domain }) => domain.getBlockIoTune('vda', flags),
      { shape: named() },
    ),
    same(
      `domain.interfaceParameters("vnet7", ${flags})`,
      ({ domain }) => domain.getInterfaceParameters('vnet7', flags),
      { shape: named(bandwidth) },
    ),
  ]),
]);

/** Calls with typed parameters. */
export const parameters: readonly Script[] = [
  ...DOMAINS.map((name) => ({
    name: `Domain: parameters of ${name}`,
    steps: [lookupDomain(name), ...reading],
  })),
  {
    name: 'Domain: parameters on the default hypervisor',
    uri: 'test:///default',
    steps: [lookupDomain('test'), ...reading],
  },
  { name: 'Connect: statistics of domains and of the host', steps: host },
  { name: 'Domain: parameters that are set', steps: setting, observe: world },
  {
    name: 'Domain: parameters that are set, on a read-only connection',
    readOnly: true,
    steps: setting,
  },
];
