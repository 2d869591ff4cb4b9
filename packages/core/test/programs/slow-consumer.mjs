// Takes in 1 GiB, with pauses, while another call asks for something now and then. What is measured
// is what is held: how late V8 collects the rest is its own affair. Needs --expose-gc.
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
// What a transfer needs however small it is.
for await (const piece of volume.createReadStream({ length: MIB })) void piece;

const idle = resident();
let peak = idle;
let received = 0;
let calls = 0;
let pauses = 0;
for await (const piece of volume.createReadStream()) {
  received += piece.length;
  // Three long pauses, in which the host could send the whole, and many short ones.
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
