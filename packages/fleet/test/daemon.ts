import { Daemon } from '@libvirt/testing';
import type { HostOptions } from '@libvirt/fleet';

export { needLibvirtd as needDaemon } from '@libvirt/testing';

/** Starts a libvirtd on a socket of its own, and returns once it answers. */
export async function startDaemon(settings = {}): Promise<Daemon> {
  return await Daemon.start({ settings: { max_clients: 500, ...settings } });
}

/** Options with which a host soon notices a silent daemon, and soon tries again. */
export const eager: HostOptions = {
  keepAlive: { interval: 1, count: 1 },
  backoff: { initial: 20, max: 200 },
};

/** The definition of a domain for the test driver. */
export const domainXML = (name: string, uuid?: string): string =>
  `<domain type="test"><name>${name}</name>${uuid === undefined ? '' : `<uuid>${uuid}</uuid>`}
   <memory>1</memory><os><type>hvm</type></os></domain>`;
