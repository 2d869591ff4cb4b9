import { LibvirtError, type Domain } from '@libvirt/core';
import { lxcOpenNamespace, lxcSpawn } from '@libvirt/lxc';
import { describe, expect, test } from 'vitest';
import { ended, errorOf } from './ended.js';
import { withDomain, wrong } from './support.js';

describe('lxcOpenNamespace, lxcSpawn: the test driver, which has no containers', () => {
  test('rejects lxcOpenNamespace with VIR_ERR_NO_SUPPORT', () =>
    withDomain(async (domain) => {
      const refusal = lxcOpenNamespace(domain);
      await expect(refusal).rejects.toBeInstanceOf(LibvirtError);
      await expect(refusal).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' });
      await expect(refusal).rejects.toThrow('virDomainLxcOpenNamespace');
    }));

  test('makes the process of lxcSpawn emit VIR_ERR_NO_SUPPORT and close', () =>
    withDomain(async (domain) => {
      const child = lxcSpawn(domain, 'true');
      const [error, { events }] = await Promise.all([errorOf(child), ended(child)]);
      expect(error).toBeInstanceOf(LibvirtError);
      expect(error).toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' });
      expect(events).toEqual([
        ['error', expect.stringContaining('virDomainLxcOpenNamespace')],
        ['close', null, null],
      ]);
      expect(child).toMatchObject({ exitCode: null, signalCode: null, killed: false });
    }));
});

test('lxcOpenNamespace rejects a wrong argument and names it', () =>
  withDomain(async (domain) => {
    await expect(lxcOpenNamespace(wrong({}))).rejects.toThrow(/^domain /);
    await expect(lxcOpenNamespace(domain, wrong('0'))).rejects.toThrow(/^flags /);
  }));

describe('lxcSpawn throws for a wrong argument and names it', () => {
  test.each<[message: RegExp, type: ErrorConstructor, call: (domain: Domain) => unknown]>([
    [/^domain /, TypeError, () => lxcSpawn(wrong({}), 'true')],
    [/^file must be a string/, TypeError, (domain) => lxcSpawn(domain, wrong(1))],
    [/^file must not be empty/, TypeError, (domain) => lxcSpawn(domain, '')],
    [/^file .* NUL/, TypeError, (domain) => lxcSpawn(domain, 'a\0b')],
    [/^args must be an array/, TypeError, (domain) => lxcSpawn(domain, 'true', wrong('x'))],
    [/^args\[1\] /, TypeError, (domain) => lxcSpawn(domain, 'true', ['', wrong(1)])],
    [/^options\.cwd /, TypeError, (domain) => lxcSpawn(domain, 'true', [], { cwd: wrong(1) })],
    [/^options\.uid /, TypeError, (domain) => lxcSpawn(domain, 'true', [], { uid: wrong('0') })],
    [/^options\.uid .* not -1$/, RangeError, (domain) => lxcSpawn(domain, 'true', [], { uid: -1 })],
    [/^options\.gid /, RangeError, (domain) => lxcSpawn(domain, 'true', [], { gid: 2 ** 32 - 1 })],
    [
      /^options\.gid .* not 0\.5$/,
      RangeError,
      (domain) => lxcSpawn(domain, 'true', [], { gid: 0.5 }),
    ],
    [
      /^options\.env\.A /,
      TypeError,
      (domain) => lxcSpawn(domain, 'true', [], { env: { A: 'a\0b' } }),
    ],
    [
      /^options\.stdio\[3\] must be .* not ipc/,
      TypeError,
      (domain) => lxcSpawn(domain, 'true', [], { stdio: [0, 1, 2, wrong('ipc')] }),
    ],
    [
      /^options\.stdio must be .* not tube/,
      TypeError,
      (domain) => lxcSpawn(domain, 'true', [], { stdio: wrong('tube') }),
    ],
    [/signal/, TypeError, (domain) => lxcSpawn(domain, 'true', [], { signal: wrong({}) })],
  ])('%s', (message, type, call) =>
    withDomain(async (domain) => {
      await Promise.resolve();
      expect(() => call(domain)).toThrow(message);
      expect(() => call(domain)).toThrow(type);
    }),
  );
});

test('lxcSpawn emits error when its helper cannot connect to options.uri', () =>
  withDomain(async (domain) => {
    const child = lxcSpawn(domain, 'true', [], { uri: 'test:///nowhere/to/be.xml' });
    const [error, { events }] = await Promise.all([errorOf(child), ended(child)]);
    expect(error).toBeInstanceOf(LibvirtError);
    expect(events).toEqual([
      ['error', expect.stringContaining('nowhere')],
      ['close', null, null],
    ]);
  }));
