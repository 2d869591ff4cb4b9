// A program that is right compiles, in an ES module.
import {
  Connect,
  DomainEventType,
  DomainState,
  DomainXMLFlags,
  LibvirtError,
  type ConnectEvents,
  type DomainEventStoppedDetailType,
  type DomainInfo,
  type DomainSchedulerParameters,
  type ErrorCode,
} from '@libvirt/core';

export async function program(): Promise<void> {
  await using conn = await Connect.open('test:///default', { readOnly: false });
  const [domain] = await conn.listAllDomains();
  if (!domain) return;

  const info: DomainInfo = await domain.getInfo();
  const time: bigint = info.cpuTime;
  const state: DomainState = info.state;
  const name: string = domain.getName();
  const id: number | undefined = domain.getID();
  const xml: string = await domain.getXMLDesc(DomainXMLFlags.SECURE | DomainXMLFlags.INACTIVE);
  await domain.setMemory(1024);
  await domain.setMemory(1024n);

  const parameters: DomainSchedulerParameters = await domain.getSchedulerParameters();
  const shares: bigint | undefined = parameters.cpuShares;
  await domain.setSchedulerParameters({ cpuShares: 5, weight: 5 });
  await domain.setSchedulerParameters({ ...parameters, cpuShares: 5n });
  for (const stats of await conn.getAllDomainStats()) {
    const requests: bigint | undefined = stats.block?.find(({ name }) => name === 'vda')?.rdReqs;
    void [requests, stats.domain.getName()];
  }

  conn.on('domain-lifecycle', ({ domain: changed, event, detail }) => {
    const started: boolean = event === DomainEventType.STARTED;
    void [changed.getName(), started, detail];
  });
  for await (const event of conn.watch('domain-lifecycle', { domain, limit: 10 })) {
    const typed: ConnectEvents['domain-lifecycle'] = event;
    void typed;
  }
  conn.on('domain-lifecycle', (event) => {
    switch (event.event) {
      case DomainEventType.STOPPED: {
        const detail: DomainEventStoppedDetailType = event.detail;
        return void detail;
      }
      default: {
        // A value of a newer libvirt is a number.
        const newer: number = event.event;
        return void newer;
      }
    }
  });
  conn.on('domain-balloon-change', ({ actual }) => void (actual satisfies bigint));
  conn.watch('network-lifecycle', { network: null });
  await conn.storagePoolEventRefreshRegister(null, (_conn, pool) => void pool.getName());
  const callback: number = await conn.domainEventLifecycleRegister(domain, (_conn, changed) => {
    changed.getName();
  });

  try {
    await conn.lookupDomainByName('web');
  } catch (error) {
    if (error instanceof LibvirtError) {
      const code: ErrorCode = error.code;
      if (code === 'VIR_ERR_NO_DOMAIN') void error.errno.toFixed();
    }
  }
  void [time, state, name, id, xml, shares, callback];
}
