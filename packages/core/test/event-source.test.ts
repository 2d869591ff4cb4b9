import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildEventSource } from './event-source.js';
import { endsWell, runProgram, type Ended } from './process.js';

// The test driver fires only a few events. A library that stands in for libvirt fires all of them, with
// known values, and again with NULL for every string.

const domain = 'Domain test';
const network = 'Network default';
const pool = 'StoragePool default-pool';
const device = 'NodeDevice computer';
const secret = 'Secret 6f3a1f1e-0000-4000-8000-000000000001';

const lifecycle = { event: 1, detail: 7 };
const nsuri = 'http://example.org/';
const srcPath = '/srv/disk';
const devAlias = 'virtio-disk0';
const drive = 'ide0-1-0';

/** An event whose strings are null in its second form. */
function texts<T extends object>(payload: T, ...keys: (keyof T)[]): [object, object] {
  return [payload, { ...payload, ...Object.fromEntries(keys.map((key) => [key, null])) }];
}

/** The expected events: first with strings, then without. */
const EXPECTED: Readonly<Record<string, readonly [object, object]>> = {
  'domain-lifecycle': texts({ domain, event: 5, detail: 2 }),
  'domain-reboot': texts({ domain }),
  // Above 2^53, and below 0.
  'domain-rtc-change': texts({ domain, utcoffset: '-9007199254740993n' }),
  'domain-watchdog': texts({ domain, action: 4 }),
  'domain-io-error': texts({ domain, srcPath, devAlias, action: 1 }, 'srcPath', 'devAlias'),
  'domain-graphics': [
    {
      domain,
      phase: 1,
      local: { family: 0, node: '127.0.0.1', service: '5900' },
      remote: { family: 2, node: '/run/socket', service: '' },
      authScheme: 'vencrypt',
      subject: [
        { type: 'x509dname', name: 'CN=me' },
        { type: 'saslUsername', name: 'mü' },
      ],
    },
    {
      domain,
      phase: 1,
      local: null,
      remote: { family: 2, node: null, service: null },
      authScheme: null,
      subject: [],
    },
  ],
  'domain-io-error-reason': texts(
    { domain, srcPath, devAlias, action: 2, reason: 'enospc' },
    'srcPath',
    'devAlias',
    'reason',
  ),
  'domain-control-error': texts({ domain }),
  'domain-block-job': texts({ domain, disk: srcPath, type: 4, status: 3 }, 'disk'),
  'domain-disk-change': texts(
    { domain, oldSrcPath: '/old', newSrcPath: '/new', devAlias: drive, reason: 1 },
    'oldSrcPath',
    'newSrcPath',
    'devAlias',
  ),
  'domain-tray-change': texts({ domain, devAlias: drive, reason: 1 }, 'devAlias'),
  'domain-pm-wakeup': texts({ domain, reason: 11 }),
  'domain-pm-suspend': texts({ domain, reason: 12 }),
  'domain-balloon-change': texts({ domain, actual: '18446744073709551615n' }),
  'domain-pm-suspend-disk': texts({ domain, reason: 14 }),
  'domain-device-removed': texts({ domain, devAlias: 'net1' }, 'devAlias'),
  'domain-block-job-2': texts({ domain, disk: 'vda', type: 4, status: 3 }, 'disk'),
  'domain-tunable': [
    {
      domain,
      cpuSched: { cpuShares: '2048n', emulatorQuota: '-1n' },
      cpuPin: {
        vcpuPin: { 0: [true, false, true], 12: [false, false, false, true] },
        emulatorPin: [false, true],
        ioThreadPin: { 7: [true, false, true] },
      },
      blkdevDisk: 'vda',
      blkdevTune: { totalBytesSec: '1099511627776n', groupName: 'group' },
      extra: { 'newer.tunable': 3 },
    },
    {
      domain,
      cpuSched: { cpuShares: '2048n', emulatorQuota: '-1n' },
      blkdevTune: { totalBytesSec: '1099511627776n' },
      extra: { 'newer.tunable': 3 },
    },
  ],
  'domain-agent-lifecycle': texts({ domain, state: 2, reason: 1 }),
  'domain-device-added': texts({ domain, devAlias: 'net1' }, 'devAlias'),
  'domain-migration-iteration': texts({ domain, iteration: 0 }),
  'domain-job-completed': [
    {
      domain,
      info: {
        timeElapsed: '1152921504606846976n',
        operation: 5,
        jobSuccess: false,
        errorMessage: 'no space left',
        extra: { newer: '-2n' },
      },
    },
    {
      domain,
      info: {
        timeElapsed: '1152921504606846976n',
        operation: 5,
        jobSuccess: false,
        extra: { newer: '-2n' },
      },
    },
  ],
  'domain-device-removal-failed': texts({ domain, devAlias: 'net1' }, 'devAlias'),
  'domain-metadata-change': texts({ domain, type: 2, nsuri }, 'nsuri'),
  'domain-block-threshold': texts(
    { domain, dev: 'vda[1]', path: srcPath, threshold: '9007199254740992n', excess: '3n' },
    'dev',
    'path',
  ),
  // The highest flag is bit 31.
  'domain-memory-failure': texts({ domain, recipient: 1, action: 2, flags: 0x80000001 }),
  'domain-memory-device-size-change': texts(
    { domain, alias: 'ua-virtiomem0', size: '131072n' },
    'alias',
  ),
  'domain-nic-mac-change': texts(
    { domain, alias: 'net0', oldMAC: '52:54:00:00:00:01', newMAC: '52:54:00:00:00:02' },
    'alias',
    'oldMAC',
    'newMAC',
  ),
  'domain-vcpu-removed': texts({ domain, vcpuID: 4_294_967_295 }),
  'domain-channel-lifecycle': texts(
    { domain, channelName: 'org.qemu.guest_agent.0', state: 1, reason: 2 },
    'channelName',
  ),
  'network-lifecycle': texts({ network, ...lifecycle }),
  'network-metadata-change': texts({ network, type: 2, nsuri }, 'nsuri'),
  'storage-pool-lifecycle': texts({ pool, ...lifecycle }),
  'storage-pool-refresh': texts({ pool }),
  'node-device-lifecycle': texts({ device, ...lifecycle }),
  'node-device-update': texts({ device }),
  'secret-lifecycle': texts({ secret, ...lifecycle }),
  'secret-value-changed': texts({ secret }),
};

interface Result {
  readonly callback: unknown;
  readonly listener: unknown;
  readonly iteration: unknown;
}

const directory = buildEventSource();

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function run(program: string, how?: string): Promise<Ended> {
  return runProgram(program, {
    env: { LIBVIRT_LIBRARY_DIR: directory },
    ...(how !== undefined && { arguments: [how] }),
  });
}

describe('Connect.on, watch, domainEvent…Register: every kind of event', () => {
  let results: Readonly<Record<string, Result>>;

  beforeAll(async () => {
    const ended = await run('events-marshalling.mjs');
    expect(ended).toEqual(endsWell(ended.stdout));
    results = JSON.parse(ended.stdout) as typeof results;
  });

  test('is expected', () => {
    expect(Object.keys(results)).toEqual(Object.keys(EXPECTED));
  });

  test.each(Object.keys(EXPECTED))(
    '%s has the same fields in a callback, a listener and an iteration',
    (name) => {
      const events = EXPECTED[name]!;
      expect(results[name]).toEqual({
        // A callback receives the object, and the event only if that has more fields.
        callback: events.map((event) => {
          const [subject, ...others] = Object.values(event) as unknown[];
          return others.length === 0 ? subject : event;
        }),
        listener: events,
        iteration: events,
      });
    },
  );
});

describe('Connect.watch: 100,000 events', () => {
  test('a consumer that awaits gets all in order, without growing memory', async () => {
    expect(await run('events-many.mjs', 'awaiting')).toEqual(
      endsWell('read 100000, in bounded memory\n'),
    );
  });

  test('a fast consumer gets all in order, with a queue for one percent of them', async () => {
    expect(await run('events-many.mjs', 'promptly')).toEqual(endsWell('read 100000\n'));
  });

  test('a slow consumer gets the first ones without a gap, then one error, then the end', async () => {
    expect(await run('events-many.mjs', 'slowly')).toEqual(
      endsWell('no gap before the error\nthen {"done":true}\n'),
    );
  });
});

test('callback, listener and loop may call, deregister, close and throw in any event', async () => {
  // 38 events, three forms, five actions; an error of a loop's body is not counted.
  expect(await run('events-reentrant.mjs')).toEqual(endsWell('570 attempts, 76 thrown\n'));
});

describe('Connect.on while events arrive endlessly', () => {
  test('workers can be terminated and can exit', async () => {
    expect(await run('events-endless.mjs', 'worker')).toEqual(
      endsWell('workers ended with 1,3,1,3\n'),
    );
  });

  test('the process exits with its exit code', async () => {
    expect(await run('events-endless.mjs', 'exit')).toEqual({ ...endsWell(), code: 3 });
  });

  test('a listener that throws ends the process as any uncaught exception', async () => {
    const ended = await run('events-endless.mjs', 'throw');
    expect(ended).toMatchObject({ code: 1, signal: null });
    expect(ended.stderr).toContain('Error: thrown in the middle');
  });
});
