// Shared by the programs that run out of threads, descriptors or memory. Their parent process sets the
// limits; those of threads do not apply to root.
import { readFileSync } from 'node:fs';

/** Switches to a user who has no other threads. */
export function becomeOrdinary() {
  if (process.getuid() !== 0) return;
  const user = Number(process.env.LIBVIRT_TEST_USER);
  process.setgroups([]);
  process.setgid(user);
  process.setuid(user);
}

/** Limits the threads of this process's user, or lifts the limit, and waits until it is in effect. */
export function limitThreads(threads) {
  process.send({ threads });
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const limit = () => /^Max processes +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))[1];
  while ((limit() === '1') !== (threads === 1)) Atomics.wait(pause, 0, 0, 1);
}

/** Lets the process exit by itself. */
export function leave() {
  process.channel?.unref();
}
