// Receives 1 GiB with pauses, during which it makes other calls, and measures the memory in use after
// garbage collection. Needs --expose-gc.
import { Connect } from '@libvirt/core';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [uri, directory] = process.argv.slice(2);
const MIB = 1024 * 1024;
const resident = () => {
  globalThis.gc();
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const conn = await Connect.open(uri);
const path = join(directory, 'pool');
mkdirSync(path);
const pool = await conn.storagePoolCreateXML(
  `<pool type="dir"><name>pool</name><target><path>${path}</path></target></pool>`,
);
const volume = await pool.storageVolCreateXML(
  `<volume><name>big</name><capacity>${1024 * MIB}</capacity><allocation>0</allocation></volume>`,
);
// Allocates what every transfer needs, however small.
for await (const chunk of volume.createReadStream({ length: MIB })) void chunk;

const idle = resident();
let peak = idle;
let received = 0;
let calls = 0;
let pauses = 0;
for await (const chunk of volume.createReadStream()) {
  received += chunk.length;
  // Three pauses long enough for the host to send everything, and many short ones.
  if (received > (pauses + 1) * 100 * MIB && pauses < 3) {
    pauses += 1;
    await sleep(700);
    peak = Math.max(peak, resident());
    await pool.getInfo();
    calls += 1;
  }
  await sleep(1);
  if (received % (16 * MIB) === 0) peak = Math.max(peak, resident());
}
console.log(JSON.stringify({ received: received / MIB, grown: (peak - idle) / 1024, calls }));
await conn.close();
process.exit();
