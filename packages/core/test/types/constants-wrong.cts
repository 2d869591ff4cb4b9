// Every line with a constant of another enum is refused, in a CommonJS module too.
import libvirt = require('@libvirt/core');

export async function program(
  conn: libvirt.Connect,
  domain: libvirt.Domain,
  net: libvirt.Network,
  event: libvirt.DomainLifecycleEvent,
): Promise<unknown> {
  const { DomainEventType, DomainState } = libvirt;
  // @ts-expect-error -- flags of another method
  await conn.listAllDomains(libvirt.DomainXMLFlags.SECURE);
  // @ts-expect-error -- a state is no flag
  await domain.createWithFlags(DomainState.SHUTOFF);
  // @ts-expect-error -- of shutdown
  await domain.destroyFlags(libvirt.DomainShutdownFlagValues.SIGNAL);
  const { IP_DHCP_HOST } = libvirt.NetworkUpdateSection;
  // @ts-expect-error -- the command and the section are swapped
  await net.update(IP_DHCP_HOST, libvirt.NetworkUpdateCommand.ADD_LAST, -1, '<host/>');
  // @ts-expect-error -- a state is no set of keycodes
  await domain.sendKey(DomainState.RUNNING, 100, [30]);
  const { state } = await domain.getInfo();
  // @ts-expect-error -- a state is no event
  void (state === DomainEventType.STARTED);
  if (event.event === DomainEventType.STARTED) {
    // @ts-expect-error -- the detail of another event
    void (event.detail === libvirt.DomainEventStoppedDetailType.CRASHED);
  }
  const error = new Error() as libvirt.LibvirtError;
  // @ts-expect-error -- a misspelt code
  return error.code === 'VIR_ERR_NO_DOMIAN';
}
