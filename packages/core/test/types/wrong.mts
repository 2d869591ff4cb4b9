// Every line that is wrong is refused: an expectation that is not met is an error itself.
import { Connect, LibvirtError, type Domain, type DomainInfo } from '@libvirt/core';

export async function program(conn: Connect, domain: Domain, info: DomainInfo): Promise<void> {
  // @ts-expect-error -- only open() creates connections
  new Connect();
  // @ts-expect-error -- no such option
  await Connect.open('test:///default', { readonly: true });
  // @ts-expect-error -- 64 bits are a bigint
  const time: number = info.cpuTime;
  // @ts-expect-error -- an id may be missing
  const id: number = domain.getID();
  // @ts-expect-error -- results cannot be changed
  info.memory = 1n;
  // @ts-expect-error -- a string for a number
  await domain.setMemory('1');
  // @ts-expect-error -- a boolean
  await domain.setAutostart(1);
  // @ts-expect-error -- no such event
  conn.on('domain-lifecycles', () => undefined);
  // @ts-expect-error -- no such event
  conn.watch('domain-lifecycles');
  // @ts-expect-error -- no such field of the payload
  conn.on('domain-lifecycle', ({ state }) => void state);
  // @ts-expect-error -- of another event
  conn.on('domain-reboot', ({ detail }) => void detail);
  // @ts-expect-error -- its events are of networks
  conn.watch('network-lifecycle', { domain });
  // @ts-expect-error -- this event has only the domain
  await conn.domainEventRebootRegister(null, (_conn, _domain, event) => void event);
  // @ts-expect-error -- a domain is no network
  await conn.networkEventLifecycleRegister(domain, () => undefined);
  // @ts-expect-error -- no such parameter
  await domain.setSchedulerParameters({ wieght: 5 });
  // @ts-expect-error -- a parameter of another type
  await domain.setSchedulerParameters({ weight: '5' });
  // @ts-expect-error -- a connection is no domain
  await conn.domainEventLifecycleRegister(conn, () => undefined);
  // @ts-expect-error -- a promise, not its value
  const xml: string = domain.getXMLDesc();
  // @ts-expect-error -- no such method
  await domain.getXMLDescription();
  // @ts-expect-error -- a code is a string; its number is errno
  const code: number = new LibvirtError({ code: 1 } as never).code;
  void [time, id, xml, code];
}
