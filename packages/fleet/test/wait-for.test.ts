import { DomainInterfaceAddressesSource, DomainState, type Connect } from '@libvirt/core';
import {
  Host,
  HostClosedError,
  HostTimeoutError,
  waitForAddress,
  waitForAgent,
  waitForState,
} from '@libvirt/fleet';
import { describe, expect, it } from 'vitest';
import { domainXML, eager, needDaemon, startDaemon } from './daemon.js';

const uuid = '6695eb01-f6a4-8304-79aa-97f2502e193f';

const define = (xml: string) => async (connection: Connect) => {
  await using domain = await connection.domainDefineXML(xml);
  return domain.getUUIDString();
};

async function remove(host: Host, key: string): Promise<void> {
  await host.domain(key).run(async (domain) => {
    if (await domain.isActive()) await domain.destroy();
    await domain.undefine();
  });
}

describe('waitForState', () => {
  it('resolves at once in the state, and as soon as the domain has it', async () => {
    await using host = new Host('test:///default');
    const domain = host.domain(uuid);
    expect(await waitForState(domain, DomainState.RUNNING)).toBe(DomainState.RUNNING);
    const paused = waitForState(domain, [DomainState.PAUSED, DomainState.SHUTOFF]);
    await domain.run((object) => object.suspend());
    expect(await paused).toBe(DomainState.PAUSED);
    await domain.run((object) => object.resume());
  });

  it('sees a state that the domain has for a moment', async () => {
    await using host = new Host('test:///default');
    const key = await host.run(define(domainXML('brief')), { wait: true });
    const domain = host.domain(key);
    const running = waitForState(domain, DomainState.RUNNING, { timeout: 30_000 });
    await domain.run(async (object) => {
      await object.create();
      await object.destroy();
    });
    expect(await running).toBe(DomainState.RUNNING);
    await remove(host, key);
  });

  it('loses no race against what happens meanwhile', async () => {
    await using host = new Host('test:///default');
    const key = await host.run(define(domainXML('racing')), { wait: true });
    const domain = host.domain(key);
    for (let round = 0; round < 50; round += 1) {
      const state = round % 2 ? DomainState.SHUTOFF : DomainState.RUNNING;
      const waited = waitForState(domain, state, { timeout: 60_000 });
      const change = domain.run((object) => (round % 2 ? object.destroy() : object.create()));
      expect(await waited).toBe(state);
      await change;
    }
    await remove(host, key);
  });

  it('rejects if the domain does not exist, after its timeout, and with its signal', async () => {
    await using host = new Host('test:///default', { name: 'h' });
    const missing = host.domain('00000000-0000-4000-8000-000000000000');
    await expect(waitForState(missing, DomainState.RUNNING)).rejects.toMatchObject({
      code: 'VIR_ERR_NO_DOMAIN',
    });
    const domain = host.domain(uuid);
    await expect(waitForState(domain, DomainState.CRASHED, { timeout: 30 })).rejects.toThrow(
      'host h: waiting for a state took longer than 30 ms',
    );
    const signal = AbortSignal.timeout(10);
    await expect(waitForState(domain, DomainState.CRASHED, { signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    await expect(waitForState(domain, -1 as DomainState)).rejects.toThrow(RangeError);
    await expect(waitForState(domain, 1, { timout: 1 } as object)).rejects.toThrow(
      "unknown option 'timout'",
    );
  });

  it('rejects when the domain is undefined meanwhile, or the host closed', async () => {
    const host = new Host('test:///default');
    const key = await host.run(define(domainXML('vanishing')), { wait: true });
    const vanishing = waitForState(host.domain(key), DomainState.RUNNING);
    const closing = waitForState(host.domain(uuid), DomainState.CRASHED);
    await host.domain(key).run((object) => object.undefine());
    await expect(vanishing).rejects.toMatchObject({ code: 'VIR_ERR_NO_DOMAIN' });
    await Promise.all([expect(closing).rejects.toBeInstanceOf(HostClosedError), host.close()]);
  });

  it('outlives a restart of the daemon', async (context) => {
    needDaemon(context);
    await using daemon = await startDaemon();
    await using host = new Host(daemon.uri('test', '/default'), eager);
    const domain = host.domain(uuid);
    const paused = waitForState(domain, DomainState.PAUSED);
    await domain.run((object) => object.getName(), { wait: true });
    await daemon.signal('SIGKILL');
    await host.until('waiting');
    await daemon.restart();
    await domain.run((object) => object.suspend(), { wait: true });
    expect(await paused).toBe(DomainState.PAUSED);
  });
});

describe('waitForAddress', () => {
  const { LEASE } = DomainInterfaceAddressesSource;

  it('waits until a domain is started and has an address', async () => {
    await using host = new Host('test:///default');
    const domain = host.domain(uuid);
    await domain.run((object) => object.destroy(), { wait: true });
    const waiting = waitForAddress(domain, { source: LEASE, interval: 10 });
    await domain.run((object) => object.create());
    expect(await waiting).toEqual({
      type: 0,
      addr: expect.stringMatching(/^192\.168\./) as string,
      prefix: 24,
      hwaddr: 'aa:bb:cc:dd:ee:ff',
      name: 'testnet0',
    });
  });

  it('takes only an address that is accepted', async () => {
    await using host = new Host('test:///default');
    const seen: string[] = [];
    const waiting = waitForAddress(host.domain(uuid), {
      interval: 5,
      timeout: 100,
      accept: ({ addr }) => seen.push(addr) > 1_000_000,
    });
    await expect(waiting).rejects.toBeInstanceOf(HostTimeoutError);
    expect(seen.length).toBeGreaterThan(1);
    await expect(waitForAddress(host.domain(uuid), { interval: 0 })).rejects.toThrow(
      'options.interval must be a number of milliseconds from 1',
    );
  });
});

describe('waitForAgent', () => {
  // The test driver keeps the state of a channel as the definition has it.
  const channel = (state: string) =>
    domainXML('agent').replace(
      '</domain>',
      `<devices><channel type='unix'><source mode='bind' path='/x'/>
       <target type='virtio' name='org.qemu.guest_agent.0' ${state}/></channel></devices></domain>`,
    );

  it('waits while the agent is not connected', async () => {
    await using host = new Host('test:///default');
    const key = await host.run(define(channel('')), { wait: true });
    const waiting = waitForAgent(host.domain(key), { timeout: 100 });
    await expect(waiting).rejects.toThrow('waiting for the guest agent');
    await remove(host, key);
  });
});
