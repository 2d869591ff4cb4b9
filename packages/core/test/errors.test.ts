import { Connect, Domain, DomainXMLFlags, ErrorDomain, LibvirtError } from '@libvirt/core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let conn: Connect;
let domain: Domain;

beforeEach(async () => {
  conn = await Connect.open('test:///default');
  domain = await conn.lookupDomainByName('test');
});

afterEach(async () => {
  await conn[Symbol.asyncDispose]();
});

async function errorOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => {
      throw new Error('the call was not refused');
    },
    (error: unknown) => error as Error,
  );
}

describe('LibvirtError', () => {
  test('has the code, errno, domain and level of libvirt', async () => {
    const error = await errorOf(conn.lookupDomainByName('nobody'));
    expect(error).toBeInstanceOf(LibvirtError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'LibvirtError',
      code: 'VIR_ERR_NO_DOMAIN',
      errno: 42,
      domain: ErrorDomain.TEST,
      level: 2,
      message: expect.stringContaining('Domain not found') as string,
    });
  });

  test('has a stack that starts at the line of the caller', async () => {
    async function callerOfThis() {
      await conn.lookupDomainByName('nobody');
    }
    const error = await errorOf(callerOfThis());
    expect(error.stack).toMatch(/callerOfThis.*errors\.test\.ts:\d+/);
  });

  test('has the details of an XML error', async () => {
    const error = await errorOf(conn.domainDefineXML('<domain type="test"><name>broken</domain>'));
    expect(error).toMatchObject({ code: 'VIR_ERR_XML_DETAIL' });
    expect(error.message).toMatch(/Opening and ending tag mismatch: name/);
  });

  test('is thrown by a function that returns a count', async () => {
    expect(await conn.numOfDefinedDomains()).toBe(0);
    await expect(conn.getCPUModelNames('no-such-architecture')).rejects.toThrow(LibvirtError);
  });

  test('instanceof accepts errors of another copy of this package', async () => {
    const require = createRequire(import.meta.url);
    const folder = dirname(require.resolve('@libvirt/core'));
    for (const file of Object.keys(require.cache)) {
      if (file.startsWith(folder)) Reflect.deleteProperty(require.cache, file);
    }
    const copy = require('@libvirt/core') as typeof import('@libvirt/core');
    expect(copy.LibvirtError).not.toBe(LibvirtError);
    const other = await copy.Connect.open('test:///default');
    expect(await errorOf(other.lookupDomainByName('nobody'))).toBeInstanceOf(LibvirtError);
    expect(await errorOf(conn.lookupDomainByName('nobody'))).toBeInstanceOf(copy.LibvirtError);
    await other.close();
  });

  test('is what Connect.open rejects with', async () => {
    await expect(Connect.open('nonsense:///')).rejects.toThrow(LibvirtError);
    await expect(Connect.openReadOnly('nonsense:///')).rejects.toThrow(LibvirtError);
  });
});

test('Connect.open: a hypervisor that requires credentials rejects without them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'libvirt-auth-'));
  const hypervisor = join(directory, 'hypervisor.xml');
  writeFileSync(hypervisor, `<node><auth><user password='secret'>somebody</user></auth></node>`);
  const refused = await errorOf(Connect.open(`test://${hypervisor}`));
  rmSync(directory, { recursive: true });
  expect(refused).toBeInstanceOf(LibvirtError);
  expect(refused).toMatchObject({ code: 'VIR_ERR_INVALID_ARG', domain: ErrorDomain.AUTH });
});

describe('TypeError, RangeError: a wrong argument', () => {
  const unchecked = (value: unknown) => value as never;
  const cases: readonly [string, string, ErrorConstructor, () => Promise<unknown>][] = [
    ['a number for a string', 'name', TypeError, () => conn.lookupDomainByName(unchecked(1))],
    [
      'undefined for a string',
      'name',
      TypeError,
      () => conn.lookupDomainByName(unchecked(undefined)),
    ],
    ['null for a required string', 'xml', TypeError, () => conn.domainDefineXML(unchecked(null))],
    ['a string with a NUL character', 'name', TypeError, () => conn.lookupDomainByName('te\0st')],
    ['a string for a number', 'memory', TypeError, () => domain.setMemory(unchecked('1'))],
    ['a negative number', 'memory', RangeError, () => domain.setMemory(-1)],
    ['a negative bigint', 'memory', RangeError, () => domain.setMemory(-1n)],
    ['a fraction', 'memory', RangeError, () => domain.setMemory(1.5)],
    ['NaN', 'memory', RangeError, () => domain.setMemory(NaN)],
    ['infinity', 'nvcpus', RangeError, () => domain.setVcpus(Infinity)],
    ['a number beyond 64 bits', 'memory', RangeError, () => domain.setMemory(2n ** 64n)],
    ['a number that is not exact', 'memory', RangeError, () => domain.setMemory(2 ** 53)],
    ['a number beyond 32 bits', 'nvcpus', RangeError, () => domain.setVcpus(2 ** 32)],
    ['flags beyond 32 bits', 'flags', RangeError, () => domain.getXMLDesc(2 ** 32)],
    ['a string for flags', 'flags', TypeError, () => domain.getXMLDesc(unchecked('1'))],
    ['a negative id', 'id', RangeError, () => conn.lookupDomainById(-1)],
    ['a number for a boolean', 'autostart', TypeError, () => domain.setAutostart(unchecked(1))],
    ['too few bytes', 'uuid', RangeError, () => conn.lookupDomainByUUID(new Uint8Array(15))],
    ['a string for bytes', 'uuid', TypeError, () => conn.lookupDomainByUUID(unchecked('x'))],
    [
      'a string for an array of strings',
      'xmlCPUs',
      TypeError,
      () => conn.baselineCPU(unchecked('x')),
    ],
    [
      'a number in an array of strings',
      'xmlCPUs[1]',
      TypeError,
      () => conn.baselineCPU(['', unchecked(1)]),
    ],
    ['a number for a URI', 'uri', TypeError, () => Connect.open(unchecked(1))],
    [
      'an object of another class',
      'domain',
      TypeError,
      () => conn.domainEventLifecycleRegister(unchecked(conn), () => undefined),
    ],
    [
      'an object of another thread',
      'domain',
      TypeError,
      () => conn.domainEventLifecycleRegister(unchecked(structuredClone(domain)), () => undefined),
    ],
    [
      'a number for a callback',
      'callback',
      TypeError,
      () => conn.domainEventLifecycleRegister(null, unchecked(1)),
    ],
  ];

  test.each(cases)('%s is rejected with the name %s', async (_, name, type, call) => {
    // An async method rejects and does not throw.
    const error = await errorOf(call());
    expect(error).toBeInstanceOf(type);
    expect(error).not.toBeInstanceOf(LibvirtError);
    expect(error.message.startsWith(`${name} `)).toBe(true);
  });
});

describe('64-bit integers and flags', () => {
  test('64-bit integers are exact', async () => {
    const { cpuTime, maxMem, memory, nrVirtCpu } = await domain.getInfo();
    expect(cpuTime > 2n ** 53n).toBe(true);
    // The test driver returns the time of day, so two results differ by the time between the calls.
    const before = BigInt(Date.now()) * 1_000_000n;
    expect(cpuTime - before < 60_000_000_000n && before - cpuTime < 60_000_000_000n).toBe(true);
    expect([maxMem, memory, nrVirtCpu]).toEqual([8388608n, 2097152n, 2]);
  });

  test('64-bit integers are accepted as bigint and as number', async () => {
    await domain.setMemory(1_000_000);
    expect((await domain.getInfo()).memory).toBe(1_000_000n);
    await domain.setMemory(1_000_001n);
    expect((await domain.getInfo()).memory).toBe(1_000_001n);
  });

  test('flags may be negative, as with bit 31 in JavaScript', async () => {
    const flags = (1 << 31) | DomainXMLFlags.INACTIVE;
    expect(flags).toBeLessThan(0);
    const refused = await errorOf(domain.getXMLDesc(flags));
    expect(refused).toBeInstanceOf(LibvirtError);
    expect(refused.message).toContain('0x80000000');
    expect((await errorOf(domain.getXMLDesc(flags >>> 0))).message).toBe(refused.message);
  });
});
