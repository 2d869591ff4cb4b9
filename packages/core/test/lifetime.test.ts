import { Connect, ErrorNumber, LibvirtError, type Domain } from '@libvirt/core';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { endsWell, runProgram } from './process.js';

describe('LibvirtObject: references', () => {
  test('Connect.close() returns 0 if every object is freed', async () => {
    const conn = await Connect.open('test:///default');
    const domains = await conn.listAllDomains();
    await Promise.all(domains.map((domain) => domain.free()));
    expect(await conn.close()).toBe(0);
  });

  test('Connect.close() returns more than 0 if an object is not freed', async () => {
    const conn = await Connect.open('test:///default');
    const domain = await conn.lookupDomainByName('test');
    expect(await conn.close()).toBeGreaterThan(0);
    // The domain's own reference keeps it usable.
    expect((await domain.getInfo()).state).toBe(1);
    await domain.free();
  });

  test('`await using` frees an object at the end of its block, once', async () => {
    await using conn = await Connect.open('test:///default');
    let kept: Domain;
    {
      await using domain = await conn.lookupDomainByName('test');
      kept = domain;
    }
    await expect(kept.getInfo()).rejects.toMatchObject({ code: 'VIR_ERR_INVALID_DOMAIN' });
    {
      await using domain = await conn.lookupDomainByName('test');
      await domain.free();
    }
    expect(await conn.close()).toBe(0);
  });

  test('the garbage collector frees a forgotten object', async () => {
    const ended = await runProgram('lifetime-forget.mjs', { nodeOptions: ['--expose-gc'] });
    expect(ended).toEqual(endsWell('close() returned 0\n'));
  });

  test('the garbage collector closes a forgotten connection', async () => {
    const ended = await runProgram('lifetime-forget-connections.mjs', {
      nodeOptions: ['--expose-gc'],
    });
    expect(ended).toEqual(endsWell('before: 1\nafter: 0\n'));
  });
});

describe('LibvirtObject: a freed object', () => {
  test('rejects a second free() and every call with the error code of libvirt', async () => {
    const conn = await Connect.open('test:///default');
    const domain = await conn.lookupDomainByName('test');
    await domain.free();
    const refusal = {
      code: 'VIR_ERR_INVALID_DOMAIN',
      errno: ErrorNumber.INVALID_DOMAIN,
      message: 'this Domain has been freed',
    };
    await expect(domain.free()).rejects.toMatchObject(refusal);
    await expect(domain.getInfo()).rejects.toMatchObject(refusal);
    await expect(conn.domainEventLifecycleRegister(domain, () => undefined)).rejects.toMatchObject(
      refusal,
    );
    expect(() => domain.getName()).toThrow(LibvirtError);
    expect(inspect(domain)).toBe('Domain { freed }');
    expect(await conn.close()).toBe(0);
  });

  test('Connect: rejects a second close() and every call', async () => {
    const conn = await Connect.open('test:///default');
    expect(await conn.close()).toBe(0);
    const refusal = { code: 'VIR_ERR_INVALID_CONN', message: 'this Connect has been closed' };
    await expect(conn.close()).rejects.toMatchObject(refusal);
    await expect(conn.listAllDomains()).rejects.toMatchObject(refusal);
    expect(conn.closed).toBe(true);
  });

  test('lets its calls in flight finish', async () => {
    for (let round = 0; round < 50; round += 1) {
      const conn = await Connect.open('test:///default');
      const domain = await conn.lookupDomainByName('test');
      const calls = Array.from({ length: 100 }, () => domain.getXMLDesc());
      const freed = domain.free();
      const closed = conn.close();
      for (const xml of await Promise.all(calls)) expect(xml).toContain('<name>test</name>');
      await freed;
      expect(await closed).toBeGreaterThanOrEqual(0);
    }
  });
});
