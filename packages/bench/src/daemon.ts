import { Daemon, whyNoLibvirtd, type DaemonError } from '@libvirt/testing';
import { existsSync } from 'node:fs';
import { UnavailableError } from './scenario.js';

/**
 * Starts a libvirtd with default limits, except the number of clients, and returns once it answers.
 * @param environment changes to this process's environment
 */
export async function startDaemon(environment: NodeJS.ProcessEnv = {}): Promise<Daemon> {
  const reason = whyNoLibvirtd();
  if (reason !== undefined) throw new UnavailableError(reason);
  // Without the daemon, measurements would be wrong.
  const onEnd = ({ message }: DaemonError) => {
    console.error(`bench: ${message}`);
    process.exit(1);
  };
  return Daemon.start({
    settings: { max_clients: 5000, max_anonymous_clients: 5000 },
    environment,
    onEnd,
    // In memory, so that the speed of a disk does not matter.
    ...(existsSync('/dev/shm') && { parent: '/dev/shm' }),
  });
}
