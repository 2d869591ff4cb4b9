// A daemon stops answering: an aborted registration settles, and its callback is not called.
import { Connect } from '@libvirt/core';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , uri, pid] = process.argv;
const conn = await Connect.open(uri, { keepAlive: false });
await conn.domainEventLifecycleRegister(null, () => undefined);
conn.unref();
process.kill(Number(pid), 'SIGSTOP');
await sleep(100); // Until the signal has reached each thread.
const options = () => ({ signal: AbortSignal.timeout(50) });
for (const call of [
  () => conn.networkEventLifecycleRegister(null, () => console.log('received'), options()),
  () => conn.domainEventDeregister(0, options()),
  () => conn.domainEventRTCChangeRegister(null, () => console.log('received'), options()),
]) {
  try {
    await call();
    console.log('done');
  } catch (error) {
    console.log(error.name);
  }
}
