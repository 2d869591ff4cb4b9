// What is right about constants compiles, in a CommonJS module too.
import libvirt = require('@libvirt/core');

export async function program(domain: libvirt.Domain): Promise<string | undefined> {
  const { DomainEventType, DomainModificationImpact, DomainState, DomainXMLFlags } = libvirt;
  await domain.getXMLDesc(3);
  await domain.getXMLDesc(DomainXMLFlags.SECURE | DomainXMLFlags.INACTIVE);
  await domain.setMemoryFlags(1024, DomainModificationImpact.LIVE);
  const { state } = await domain.getInfo();
  if (state === DomainState.RUNNING || state === 99) return 'runs';
  domain.domainGetConnect().on('domain-lifecycle', (event) => {
    if (event.event !== DomainEventType.STOPPED) return;
    const detail: libvirt.DomainEventStoppedDetailType = event.detail;
    void detail;
  });
  return libvirt.nameOf(DomainState, state);
}
