import { readFileSync } from 'node:fs';
import { native } from '@libvirt/native';
import { expect, test, vi } from 'vitest';
import { runProgram } from './process.js';
import { withConnection, withDomain, wrong } from './support.js';

test('CallOptions.signal: if already aborted, rejects with its reason and does not call libvirt', () =>
  withDomain(async (domain) => {
    const reason = new Error('not now');
    const signal = AbortSignal.abort(reason);
    await expect(domain.destroy({ signal })).rejects.toBe(reason);
    expect(await domain.isActive({ signal: new AbortController().signal })).toBe(true);
  }));

test('CallOptions.signal: rejects at once with any reason, and frees late results', () =>
  withConnection(async (conn) => {
    const controller = new AbortController();
    const { signal } = controller;
    const raw = [
      vi.spyOn(native, 'virDomainLookupByName'),
      vi.spyOn(native, 'virConnectListAllDomains'),
      vi.spyOn(native, 'virConnectGetAllDomainStats'),
    ];
    const free = vi.spyOn(native, 'virDomainFree');
    const returnedBy = ({ mock }: { mock: { results: { value: unknown }[] } }) =>
      mock.results.map(({ value }) => value);
    const calls = Array.from({ length: 50 }, () => [
      conn.lookupDomainByName('test', { signal }),
      conn.listAllDomains(0, { signal }),
      conn.getAllDomainStats([], 0, 0, { signal }),
    ]).flat();
    controller.abort('no error at all');
    const settled = await Promise.allSettled(calls);
    expect(
      new Set(settled.map((each) => each.status === 'rejected' && String(each.reason))),
    ).toEqual(new Set(['no error at all']));
    const late = raw.flatMap(returnedBy);
    expect(late).toHaveLength(150);
    await Promise.all(late);
    const frees = returnedBy(free);
    vi.restoreAllMocks();
    expect(frees).toHaveLength(150);
    await Promise.all(frees);
  }));

test('CallOptions.signal: a call that fails rejects with the LibvirtError', () =>
  withConnection(async (conn) => {
    const { signal } = new AbortController();
    await expect(conn.lookupDomainByName('none', { signal })).rejects.toMatchObject({
      code: 'VIR_ERR_NO_DOMAIN',
    });
  }));

test('CallOptions.signal: many calls with one signal leave no listener on it', () =>
  withConnection(async (conn) => {
    const { signal } = new AbortController();
    const added: string[] = [];
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      added.push(args[0]);
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      added.pop();
      remove(...args);
    };
    await Promise.all(Array.from({ length: 100 }, () => conn.getHostname({ signal })));
    expect(added).toEqual([]);
  }));

test.each<[string, unknown, string]>([
  ['options', 'soon', 'options must be an object'],
  ['options', null, 'options must be an object'],
  ['options', [], 'options must be an object'],
  ['options', { sginal: 1 }, "unknown option 'sginal'; did you mean 'signal'?"],
  ['options.signal', { signal: 1000 }, 'options.signal must be an AbortSignal'],
  ['options.signal', { signal: null }, 'options.signal must be an AbortSignal'],
])('CallOptions: rejects wrong %s: %o', (_, options, message) =>
  withConnection(async (conn) => {
    await expect(conn.getHostname(wrong(options))).rejects.toThrow(new TypeError(message));
  }),
);

test('CallOptions.signal: an abandoned call does not keep the process alive', async () => {
  expect(await runProgram('abandoned-call.mjs')).toEqual({
    code: 0,
    signal: null,
    stdout: 'TimeoutError\n',
    stderr: '',
  });
});

test('CallOptions.signal: abandoning a call does not affect the other calls', () =>
  withConnection(async (conn) => {
    const controller = new AbortController();
    const abandoned = conn.getHostname({ signal: controller.signal });
    const calls = Array.from({ length: 20 }, () => conn.getHostname());
    controller.abort();
    await expect(abandoned).rejects.toThrow('aborted');
    expect(new Set(await Promise.all(calls)).size).toBe(1);
  }));

/** Methods that are synchronous, or whose own options include the signal. */
const OTHERWISE = new Set([
  'open',
  'openReadOnly',
  '[Symbol.asyncDispose]',
  // Methods of iterators, and of what is below the public methods.
  'next',
  'return',
  'release',
  'deregister',
  'end',
  'closeDependents',
  // The hub's own, like the two above; with its class, because Connect has a `close` too.
  'EventHub.close',
  'CloseNotifier.addListener',
]);

test('CallOptions: every asynchronous method has them', () => {
  const report = readFileSync(new URL('../core.api.md', import.meta.url), 'utf8');
  const lines = report.matchAll(
    /^.*\bclass (?<owner>\w+)|^ {4}(?:static )?(?<name>\S+?)\((?<parameters>.*)\): Promise</gm,
  );
  const methods: string[] = [];
  const without: string[] = [];
  let owner = '';
  for (const { groups } of lines) {
    const { name, parameters } = groups!;
    owner = groups!['owner'] ?? owner;
    if (name === undefined) continue;
    methods.push(`${owner}.${name}`);
    if (OTHERWISE.has(name) || OTHERWISE.has(`${owner}.${name}`)) continue;
    if (!parameters!.includes('options')) without.push(`${owner}.${name}`);
  }
  expect(methods.length).toBeGreaterThan(300);
  expect(methods).toContain('Connect.close');
  expect(without).toEqual([]);
});
