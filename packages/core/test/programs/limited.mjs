// Shared by the programs that run short of threads, descriptors or memory. Their parent process sets
// the limits, which do not hold for root's threads.
import { readFileSync } from 'node:fs';

/** Becomes somebody who has no other threads. */
export function becomeOrdinary() {
  if (process.getuid() !== 0) return;
  const nobody = Number(process.env.LIBVIRT_TEST_USER);
  process.setgroups([]);
  process.setgid(nobody);
  process.setuid(nobody);
}

/** Limits the threads of this process's user, or lifts that, before this returns. */
export function limitThreads(threads) {
  process.send({ threads });
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const limit = () => /^Max processes +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))[1];
  while ((limit() === '1') !== (threads === 1)) Atomics.wait(pause, 0, 0, 1);
}

/** Lets the process end by itself. */
export function leave() {
  process.channel?.unref();
}
