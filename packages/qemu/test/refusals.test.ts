import { LibvirtError, type Connect, type Domain } from '@libvirt/core';
import {
  domainQemuAttach,
  domainQemuMonitorEventRegister,
  DomainQemuMonitorCommandFlags,
  qemuAgentCommand,
  qemuMonitorCommand,
  qemuMonitorCommandWithFiles,
  QemuMonitorEvents,
  qemuMonitorWatch,
} from '@libvirt/qemu';
import { describe, expect, test } from 'vitest';
import { withDomain, wrong } from './support.js';

type Call = (domain: Domain, conn: Connect) => Promise<unknown>;

describe('the test driver rejects QEMU functions with VIR_ERR_NO_SUPPORT', () => {
  test.each<[name: string, call: Call]>([
    ['virDomainQemuMonitorCommand', (domain) => qemuMonitorCommand(domain, 'info status')],
    ['virDomainQemuMonitorCommand', (domain) => qemuMonitorCommand(domain, { execute: 'quit' })],
    [
      'virDomainQemuMonitorCommandWithFiles',
      (domain) => qemuMonitorCommandWithFiles(domain, 'getfd mine', [0]),
    ],
    ['virDomainQemuAgentCommand', (domain) => qemuAgentCommand(domain, { execute: 'guest-ping' })],
    ['virDomainQemuAttach', (_, conn) => domainQemuAttach(conn, process.pid)],
    [
      'virConnectDomainQemuMonitorEventRegister',
      (_, conn) => domainQemuMonitorEventRegister(conn, null, null, () => undefined),
    ],
    ['virConnectDomainQemuMonitorEventRegister', (_, conn) => qemuMonitorWatch(conn).next()],
    [
      'virConnectDomainQemuMonitorEventRegister',
      (_, conn) =>
        new Promise((_, reject) =>
          new QemuMonitorEvents(conn).on('error', reject).on('STOP', () => undefined),
        ),
    ],
  ])('%s', (name, call) =>
    withDomain(async (domain, conn) => {
      const refusal = call(domain, conn);
      await expect(refusal).rejects.toBeInstanceOf(LibvirtError);
      await expect(refusal).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' });
      await expect(refusal).rejects.toThrow(name);
    }),
  );
});

describe('QEMU functions reject a wrong argument and name it', () => {
  const { HMP } = DomainQemuMonitorCommandFlags;
  test.each<[method: string, message: RegExp, type: ErrorConstructor, call: Call]>([
    ['qemuMonitorCommand', /^domain /, TypeError, () => qemuMonitorCommand(wrong({}), 'info')],
    [
      'qemuMonitorCommand',
      /^command /,
      TypeError,
      (domain) => qemuMonitorCommand(domain, wrong(1)),
    ],
    [
      'qemuMonitorCommand',
      /^command /,
      TypeError,
      (domain) => qemuMonitorCommand(domain, wrong(null)),
    ],
    [
      'qemuMonitorCommand',
      /^command\.execute /,
      TypeError,
      (domain) => qemuMonitorCommand(domain, wrong({ exec: 'quit' })),
    ],
    [
      'qemuMonitorCommand',
      /^command must be a string with the flag HMP/,
      TypeError,
      (domain) => qemuMonitorCommand(domain, { execute: 'quit' }, HMP),
    ],
    [
      'qemuMonitorCommand',
      /^command must have safe integers, not 9007199254740993/,
      RangeError,
      (domain) => qemuMonitorCommand(domain, { execute: 'x', arguments: { at: 2n ** 53n + 1n } }),
    ],
    [
      'qemuMonitorCommand',
      /^flags /,
      TypeError,
      (domain) => qemuMonitorCommand(domain, 'info', wrong('HMP')),
    ],
    [
      'qemuMonitorCommandWithFiles',
      /^files /,
      TypeError,
      (domain) => qemuMonitorCommandWithFiles(domain, 'getfd x', wrong(1)),
    ],
    [
      'qemuMonitorCommandWithFiles',
      /^files\[1\] /,
      TypeError,
      (domain) => qemuMonitorCommandWithFiles(domain, 'getfd x', [0, wrong('1')]),
    ],
    ['qemuAgentCommand', /^domain /, TypeError, () => qemuAgentCommand(wrong(null), 'x')],
    ['qemuAgentCommand', /^command /, TypeError, (domain) => qemuAgentCommand(domain, wrong(true))],
    [
      'qemuAgentCommand',
      /^timeout /,
      RangeError,
      (domain) => qemuAgentCommand(domain, 'x', 2 ** 31),
    ],
    [
      'qemuAgentCommand',
      /^flags /,
      RangeError,
      (domain) => qemuAgentCommand(domain, 'x', 0, 2 ** 32),
    ],
    ['domainQemuAttach', /^conn /, TypeError, (domain) => domainQemuAttach(wrong(domain), 1)],
    ['domainQemuAttach', /^pid /, RangeError, (_, conn) => domainQemuAttach(conn, -1)],
  ])('%s: %s', (_, message, type, call) =>
    withDomain(async (domain, conn) => {
      const refusal = call(domain, conn);
      await expect(refusal).rejects.toBeInstanceOf(type);
      await expect(refusal).rejects.toThrow(message);
    }),
  );
});

test('qemuMonitorCommand rejects a freed domain with VIR_ERR_INVALID_DOMAIN', async () => {
  let freed!: Domain;
  await withDomain(async (domain) => {
    freed = domain;
    await Promise.resolve();
  });
  await expect(qemuMonitorCommand(freed, 'info')).rejects.toMatchObject({
    code: 'VIR_ERR_INVALID_DOMAIN',
  });
});
