// A connection without references is collected, although it has close listeners.
import { Connect } from '@libvirt/core';

let collected = false;
const registry = new FinalizationRegistry(() => (collected = true));
await (async () => {
  const conn = await Connect.open('test:///default');
  conn.on('close', () => undefined);
  await conn.registerCloseCallback(() => undefined);
  registry.register(conn);
})();
for (let round = 0; round < 100 && !collected; round += 1) {
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 10));
}
console.log(collected ? 'collected' : 'kept');
// A close listener does not keep the process alive.
const other = await Connect.open('test:///default');
other.on('close', () => undefined);
