import { AdmConnect } from '@libvirt/admin';
import { ConnectFlags, isConnectionLost, LibvirtError } from '@libvirt/core';
import { Programs } from '@libvirt/testing';
import { describe, expect, test } from 'vitest';
import { wrong } from './support.js';

const programs = new Programs(new URL('programs/', import.meta.url));

describe('AdmConnect.open', () => {
  test.each([
    ['a socket that does not exist', 'libvirtd:///system?socket=/nowhere', 'VIR_ERR_SYSTEM_ERROR'],
    ['a URI without a scheme', '/system', 'VIR_ERR_CONFIG_UNSUPPORTED'],
    ['the URI of a hypervisor', 'test:///default', 'VIR_ERR_CONFIG_UNSUPPORTED'],
    ['another path', 'virtqemud:///elsewhere', 'VIR_ERR_CONFIG_UNSUPPORTED'],
    ['another parameter', 'libvirtd:///system?mode=direct', 'VIR_ERR_CONFIG_UNSUPPORTED'],
  ])('rejects %s', async (_, uri, code) => {
    const refusal = await AdmConnect.open(uri).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LibvirtError);
    expect(refusal).toMatchObject({ code });
    expect(isConnectionLost(refusal)).toBe(false);
  });

  test('starts the stack of an error at the line that called it', async () => {
    const { code, stderr } = await programs.run('uncaught.mjs');
    expect(code).toBe(1);
    expect(/^ {4}at .*$/m.exec(stderr)?.[0]).toContain('uncaught.mjs:4:');
    expect(stderr).toContain('// the line');
  });

  test.each<[message: RegExp, type: ErrorConstructor, call: () => Promise<unknown>]>([
    [/^uri must be a string$/, TypeError, () => AdmConnect.open(wrong(1))],
    [/^uri must be a string without NUL/, TypeError, () => AdmConnect.open('a\0b')],
    [/^options must be an object$/, TypeError, () => AdmConnect.open(null, wrong(1))],
    [
      /^unknown option 'readOnly'; did you mean/,
      TypeError,
      () => AdmConnect.open(null, wrong({ readOnly: true })),
    ],
    [/^options\.flags /, RangeError, () => AdmConnect.open(null, { flags: 2 ** 32 })],
    [/^options\.signal /, TypeError, () => AdmConnect.open(null, { signal: wrong({}) })],
  ])('rejects a wrong argument: %s', async (message, type, call) => {
    await expect(call()).rejects.toThrow(message);
    await expect(call()).rejects.toBeInstanceOf(type);
  });

  test('does not call libvirt with a signal that is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(AdmConnect.open('nothing', { signal })).rejects.toThrow('enough');
  });

  test('takes a URI literally with NO_ALIASES', async () => {
    const flags = ConnectFlags.NO_ALIASES;
    await expect(AdmConnect.open('nothing', { flags })).rejects.toBeInstanceOf(LibvirtError);
  });
});
