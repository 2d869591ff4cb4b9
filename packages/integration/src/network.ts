import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const connect = fileURLToPath(new URL('../machine/connect.sh', import.meta.url));
const proxy = fileURLToPath(new URL('slow-proxy.mjs', import.meta.url));
const ip = (...args: string[]) => execFileSync('ip', args);

/** Takes a host's link down or up: while it is down, packets are lost and nothing is refused. */
export function setLink(name: string, state: 'up' | 'down'): void {
  ip('link', 'set', 'dev', name, state);
}

/** A network namespace between the user and a host, with a proxy on libvirt's port. */
export interface SlowNetwork extends AsyncDisposable {
  readonly name: string;
  readonly address: string;
}

/**
 * Starts a proxy on the way to a host: it delays the data in both directions, and every
 * hundredth packet to it is lost.
 * @param number the last part of its address on the switch
 * @param delay in milliseconds
 */
export async function startSlowNetwork(
  name: string,
  { number, target, delay }: { number: number; target: string; delay: number },
): Promise<SlowNetwork> {
  const address = `10.77.0.${number}`;
  execFileSync(connect, [name, address]);
  const inside = ['netns', 'exec', name];
  const lose = ['-m', 'statistic', '--mode', 'random', '--probability', '0.01', '-j', 'DROP'];
  ip(...inside, 'iptables', '-A', 'INPUT', ...lose);
  const child = spawn(
    'ip',
    [...inside, process.execPath, proxy, '16509', target, '16509', String(delay)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  return {
    name,
    address,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      ip('netns', 'delete', name);
    },
  };
}
