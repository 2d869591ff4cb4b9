import { ENGINE, layers, native, type ConnectHandle, type Engine } from '@libvirt/native';
import { expect, test } from 'vitest';
import { runProgram } from './process.js';

const abandoned: unknown[] = [];

const engine: Engine = {
  packageName: 'another-engine',
  abandon: (call) => abandoned.push(call),
  virConnectOpen: () => Promise.resolve(handle),
  virConnectGetHostname: (conn) => Promise.resolve(conn === handle ? 'elsewhere' : 'wrong'),
  virDomainListGetStats: (domains) =>
    Promise.resolve([
      { shapes: [], strings: [String(domains.length)], values: new ArrayBuffer(0) },
      [],
    ]),
};
const handle = { [ENGINE]: engine } as unknown as ConnectHandle;

test('calls reach the engine of their first handle', async () => {
  const other = layers.add(engine);
  expect(layers.add(engine)).toBeTypeOf('object');
  expect(await other.virConnectOpen('other:///')).toBe(handle);
  expect(await native.virConnectGetHostname(handle)).toBe('elsewhere');
  const [{ strings }] = await native.virDomainListGetStats([handle, handle] as never, 0, 0);
  expect(strings).toEqual(['2']);
  const own = await native.virConnectOpen('test:///default');
  expect(await native.virConnectGetHostname(own)).not.toBe('elsewhere');
  expect(await native.virConnectClose(own)).toBe(0);
});

test('a function that an engine lacks is refused with VIR_ERR_NO_SUPPORT', () => {
  const other = layers.add(engine);
  const refused = (name: string) =>
    expect.objectContaining({
      code: 3,
      message: `another-engine cannot call ${name}: open the connection without the option engine`,
    }) as unknown;
  const reason = (call: () => unknown) => {
    try {
      return call();
    } catch (error) {
      return error;
    }
  };
  expect(reason(() => native.virConnectGetType(handle))).toEqual(refused('virConnectGetType'));
  expect(reason(() => other.virGetVersion())).toEqual(refused('virGetVersion'));
});

test('abandon reaches every engine', () => {
  layers.add(engine);
  const call = Promise.resolve();
  native.abandon(call);
  expect(abandoned).toEqual([call]);
});

test('trace reports the calls of all engines, once', async () => {
  const other = layers.add(engine);
  const seen: string[] = [];
  layers.trace((name, raw, args) => {
    seen.push(name);
    return raw(...args);
  });
  try {
    await other.virConnectOpen('other:///');
    await native.virConnectGetHostname(handle);
    await native.virGetVersion();
  } finally {
    layers.trace((_, raw, args) => raw(...args));
  }
  expect(seen).toEqual(['virConnectOpen', 'virConnectGetHostname', 'virGetVersion']);
});

test('without a binary, another engine works and ref keeps the process alive', () => {
  const { code, stdout, stderr } = runProgram('without-binary.mjs', [], {
    LIBVIRT_NATIVE_ADDON: '/nonexistent.node',
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe('elsewhere\n@libvirt/native has no binary\nstill alive\n');
});
