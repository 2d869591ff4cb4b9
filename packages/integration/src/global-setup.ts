import { Host } from './host.js';

/** The host on which every test runs that needs no other. */
export default async function setup(): Promise<() => Promise<void>> {
  const host = await Host.start('main', { number: 1 });
  process.env['LIBVIRT_INTEGRATION_QEMU_URI'] = host.uri('qemu');
  process.env['LIBVIRT_INTEGRATION_LXC_URI'] = host.uri('lxc');
  return () => host[Symbol.asyncDispose]();
}
