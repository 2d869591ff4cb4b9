import type { Packable } from './parameters-pack.js';

const MOST = 2n ** 64n - 1n;

/** Statistics of a domain with every group, by the names of libvirt. */
export const STATS: readonly Packable[] = [
  ['state.state', 'i', 1],
  ['state.reason', 'i', 5],
  ['cpu.time', 'L', MOST],
  ['cpu.haltpoll.fail.time', 'L', 9007199254740993n],
  ['cpu.cache.monitor.count', 'u', 1],
  ['cpu.cache.monitor.0.name', 's', 'vcpus_2'],
  ['cpu.cache.monitor.0.bank.count', 'u', 1],
  ['cpu.cache.monitor.0.bank.1.bytes', 'L', 5n],
  ['cpu.energy.monitor.count', 'u', 1],
  ['cpu.energy.monitor.0.vcpus', 's', '0-3'],
  ['cpu.energy.monitor.0.pkg.0.id', 'u', 7],
  ['cpu.energy.monitor.0.pkg.0.core_energy', 'd', 1.5],
  ['balloon.last-update', 'L', 17n],
  ['vcpu.current', 'u', 2],
  ['vcpu.maximum', 'u', 4],
  ['vcpu.0.state', 'i', 1],
  ['vcpu.0.halted', 'b', true],
  ['vcpu.0.exits.sum', 'L', 3n],
  ['vcpu.3.delay', 'L', 4n],
  ['vcpu.3.guest_mode.cur', 'b', false],
  ['net.count', 'u', 1],
  ['net.0.name', 's', 'vnet0'],
  ['net.0.rx.bytes', 'L', 12n],
  ['block.count', 'u', 2],
  ['block.0.name', 's', 'vda'],
  ['block.0.rd.reqs', 'L', 1n],
  ['block.0.limits.discard_max', 'L', 2n],
  ['block.1.name', 's', 'vda'],
  ['block.1.backingIndex', 'u', 1],
  ['block.1.timed_group.count', 'L', 1n],
  ['block.1.timed_group.0.interval', 'L', 60n],
  ['block.1.timed_group.0.rd_queue_depth_avg', 'd', 0.5],
  ['block.1.latency_histogram.zone_append.bin.count', 'L', 1n],
  ['block.1.latency_histogram.zone_append.bin.0.start', 'L', 100n],
  ['perf.cmt', 'L', 8n],
  ['iothread.count', 'u', 2],
  ['iothread.1.poll-max-ns', 'L', 32768n],
  ['iothread.1.poll-grow', 'u', 3],
  ['iothread.4000000000.poll-grow', 'L', 2n ** 33n],
  ['memory.bandwidth.monitor.count', 'u', 1],
  ['memory.bandwidth.monitor.0.node.count', 'u', 1],
  ['memory.bandwidth.monitor.0.node.1.bytes.local', 'L', 6n],
  ['dirtyrate.calc_status', 'i', 2],
  ['dirtyrate.calc_start_time', 'l', -1n],
  ['dirtyrate.vcpu.0.megabytes_per_second', 'L', 9n],
  ['vm.remote_tlb_flush.sum', 'L', 10n],
  ['vm.some.2.dots.max', 'L', 11n],
  ['vm.__proto__.cur', 'b', true],
  ['brand.new', 'd', 0.25],
  ['__proto__', 's', 'polluted'],
];

/** The same statistics as an object. */
export const STATS_OBJECT = {
  state: { state: 1, reason: 5 },
  cpu: {
    time: MOST,
    haltPollFailTime: 9007199254740993n,
    cacheMonitors: [{ index: 0, name: 'vcpus_2', banks: [{ index: 1, bytes: 5n }] }],
    energyMonitors: [
      {
        index: 0,
        vcpus: '0-3',
        packages: [{ index: 0, id: 7, counters: { core_energy: 1.5 } }],
      },
    ],
  },
  balloon: { lastUpdate: 17n },
  vcpuCurrent: 2,
  vcpuMaximum: 4,
  vcpu: [
    { index: 0, state: 1, halted: true, custom: { exits: { sum: 3n } } },
    { index: 3, delay: 4n, custom: { guest_mode: { cur: false } } },
  ],
  net: [{ index: 0, name: 'vnet0', rxBytes: 12n }],
  block: [
    { index: 0, name: 'vda', rdReqs: 1n, limits: { discardMax: 2n } },
    {
      index: 1,
      name: 'vda',
      backingIndex: 1,
      timedStats: [{ index: 0, intervalLength: 60n, rdQueueDepthAvg: 0.5 }],
      latencyHistograms: { zoneAppend: { bins: [{ index: 0, start: 100n }] } },
    },
  ],
  perf: { cmt: 8n },
  ioThread: [
    { index: 1, pollMaxNS: 32768n, pollGrow: 3n },
    { index: 4000000000, pollGrow: 2n ** 33n },
  ],
  memory: { bandwidthMonitor: [{ index: 0, nodes: [{ index: 1, bytesLocal: 6n }] }] },
  dirtyRate: { calcStatus: 2, calcStartTime: -1n, vcpus: [{ index: 0, megabytesPerSecond: 9n }] },
  vm: {
    remote_tlb_flush: { sum: 10n },
    'some.2.dots': { max: 11n },
    ['__proto__']: { cur: true },
  },
  extra: { 'brand.new': 0.25, ['__proto__']: 'polluted' },
};

/** Returns the contents of an object, with the order of its keys. */
export function spelled(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? `${each}n` : each,
  );
}
