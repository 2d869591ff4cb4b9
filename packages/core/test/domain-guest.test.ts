import {
  DomainAgentResponseTimeoutValues,
  DomainInterfaceAddressesSource,
  DomainSetUserPasswordFlags,
  IPAddrType,
} from '@libvirt/core';
import { describe, expect, test } from 'vitest';
import { testFlags, testUnsupported, testWrongArguments, withDomain, wrong } from './support.js';

describe('Domain guest agent methods', () => {
  test('listAllInterfaceAddresses returns the addresses of the guest', () =>
    withDomain(async (domain) => {
      const { LEASE, AGENT, ARP } = DomainInterfaceAddressesSource;
      for (const source of [LEASE, AGENT, ARP]) {
        expect(await domain.listAllInterfaceAddresses(source)).toEqual([
          {
            name: 'testnet0',
            hwaddr: 'aa:bb:cc:dd:ee:ff',
            addrs: [
              {
                type: IPAddrType.IPV4,
                addr: expect.stringMatching(/^192\.168\.122\./) as string,
                prefix: expect.any(Number) as number,
              },
            ],
          },
        ]);
      }
    }));

  test('getFSInfo returns the file systems of the guest', () =>
    withDomain(async (domain) => {
      expect(await domain.getFSInfo()).toEqual([
        { mountPoint: '/', name: 'vda1', fsType: 'ext4', devAlias: ['vda'] },
        { mountPoint: '/boot', name: 'vda2', fsType: 'ext4', devAlias: ['vda'] },
      ]);
    }));

  test('fsFreeze, fsThaw return the number of file systems', () =>
    withDomain(async (domain) => {
      await expect(domain.fsTrim()).resolves.toBeUndefined();
      expect(await domain.fsFreeze()).toBe(2);
      expect(await domain.fsFreeze()).toBe(0);
      expect(await domain.fsThaw(['/'])).toBe(1);
      expect(await domain.fsThaw()).toBe(1);
      expect(await domain.fsFreeze(['/boot'])).toBe(1);
    }));

  test('fsTrim trims an existing file system', () =>
    withDomain(async (domain) => {
      await domain.fsTrim('/', 4096n);
      await expect(domain.fsTrim('/nothing')).rejects.toMatchObject({
        code: 'VIR_ERR_OPERATION_INVALID',
      });
    }));

  test('setUserPassword sets a password', () =>
    withDomain(async (domain) => {
      await domain.setUserPassword('root', 'secret');
      await domain.setUserPassword('root', 'hash', DomainSetUserPasswordFlags.ENCRYPTED);
    }));

  testUnsupported(withDomain, [
    ['virDomainAuthorizedSSHKeysGet', (domain) => domain.authorizedSSHKeysGet('root')],
    ['virDomainAuthorizedSSHKeysSet', (domain) => domain.authorizedSSHKeysSet('root', ['key'])],
    ['virDomainSetGuestVcpus', (domain) => domain.setGuestVcpus([false, true], true)],
    [
      'virDomainAgentSetResponseTimeout',
      (domain) => domain.agentSetResponseTimeout(DomainAgentResponseTimeoutValues.BLOCK),
    ],
  ]);

  testFlags(withDomain, [
    ['listAllInterfaceAddresses', (domain, flags) => domain.listAllInterfaceAddresses(0, flags)],
    ['getFSInfo', (domain, flags) => domain.getFSInfo(flags)],
    ['fsFreeze', (domain, flags) => domain.fsFreeze([], flags)],
    ['fsThaw', (domain, flags) => domain.fsThaw([], flags)],
    ['fsTrim', (domain, flags) => domain.fsTrim(null, 0, flags)],
    ['setUserPassword', (domain, flags) => domain.setUserPassword('root', 'secret', flags)],
  ]);

  testWrongArguments(withDomain, [
    [
      'listAllInterfaceAddresses',
      'source',
      RangeError,
      (domain) => domain.listAllInterfaceAddresses(-1),
    ],
    [
      'listAllInterfaceAddresses',
      'flags',
      TypeError,
      (domain) => domain.listAllInterfaceAddresses(0, wrong('1')),
    ],
    ['getFSInfo', 'flags', TypeError, (domain) => domain.getFSInfo(wrong('1'))],
    ['fsFreeze', 'mountpoints', TypeError, (domain) => domain.fsFreeze(wrong('/'))],
    ['fsFreeze', 'mountpoints\\[1\\]', TypeError, (domain) => domain.fsFreeze(['/', wrong(1)])],
    ['fsFreeze', 'flags', RangeError, (domain) => domain.fsFreeze([], 0.5)],
    ['fsThaw', 'mountpoints', TypeError, (domain) => domain.fsThaw(wrong(null))],
    ['fsThaw', 'flags', TypeError, (domain) => domain.fsThaw([], wrong('1'))],
    ['fsTrim', 'mountPoint', TypeError, (domain) => domain.fsTrim(wrong(1))],
    ['fsTrim', 'minimum', RangeError, (domain) => domain.fsTrim(null, -1n)],
    ['fsTrim', 'flags', TypeError, (domain) => domain.fsTrim(null, 0, wrong('1'))],
    ['setUserPassword', 'user', TypeError, (domain) => domain.setUserPassword(wrong(null), '')],
    ['setUserPassword', 'password', TypeError, (domain) => domain.setUserPassword('', wrong(1))],
    ['setUserPassword', 'flags', RangeError, (domain) => domain.setUserPassword('', '', 2 ** 32)],
    [
      'authorizedSSHKeysGet',
      'user',
      TypeError,
      (domain) => domain.authorizedSSHKeysGet(wrong(null)),
    ],
    ['authorizedSSHKeysGet', 'flags', RangeError, (domain) => domain.authorizedSSHKeysGet('', 0.5)],
    [
      'authorizedSSHKeysSet',
      'user',
      TypeError,
      (domain) => domain.authorizedSSHKeysSet(wrong(1), []),
    ],
    [
      'authorizedSSHKeysSet',
      'keys',
      TypeError,
      (domain) => domain.authorizedSSHKeysSet('', wrong('key')),
    ],
    [
      'authorizedSSHKeysSet',
      'flags',
      RangeError,
      (domain) => domain.authorizedSSHKeysSet('', [], NaN),
    ],
    ['setGuestVcpus', 'cpumap', TypeError, (domain) => domain.setGuestVcpus(wrong('0'), true)],
    ['setGuestVcpus', 'state', TypeError, (domain) => domain.setGuestVcpus([true], wrong(1))],
    [
      'setGuestVcpus',
      'flags',
      TypeError,
      (domain) => domain.setGuestVcpus([true], true, wrong('1')),
    ],
    [
      'agentSetResponseTimeout',
      'timeout',
      RangeError,
      (domain) => domain.agentSetResponseTimeout(2 ** 31),
    ],
    [
      'agentSetResponseTimeout',
      'flags',
      TypeError,
      (domain) => domain.agentSetResponseTimeout(1, wrong('1')),
    ],
  ]);
});
