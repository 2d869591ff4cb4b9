import { Daemon, whyNoLibvirtd } from '@libvirt/testing';
import type { TestContext } from 'vitest';

/** Why there can be no daemon here, or `undefined`. */
export let noDaemon = whyNoLibvirtd();

const brokenDaemon = 'libvirtd does not start: see the first test of this file that failed';

/** Skips a test without a daemon, but never where everything is installed. */
export function needDaemon({ skip }: TestContext): void {
  if (noDaemon === undefined) return;
  const isMissing = noDaemon !== brokenDaemon;
  if (isMissing && process.env['CI'] === 'true' && process.getuid?.() === 0)
    throw new Error(noDaemon);
  skip(noDaemon);
}

/** Starts a libvirtd on a socket of its own, and returns once it answers. */
export async function startDaemon(): Promise<Daemon> {
  try {
    return await Daemon.start({ settings: { max_clients: 500 } });
  } catch (error) {
    noDaemon = brokenDaemon;
    throw error;
  }
}
