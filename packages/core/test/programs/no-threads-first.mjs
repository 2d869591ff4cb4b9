// No thread can be started for the first call: it is refused, never runs, and leaves nothing behind.
import { Connect } from '@libvirt/core';
import { native } from '@libvirt/native';
import { becomeOrdinary, leave, limitThreads } from './limited.mjs';

native.finishLoading();
becomeOrdinary();
limitThreads(1);
const print = (error) => console.log(`${error.name} ${error.code}: ${error.message}`);
await Connect.open('test:///default').catch(print);
await native.virConnectOpenReadOnly('test:///default').catch((error) => console.log(error.message));
if (process.argv[2] === 'again') {
  limitThreads('lifted');
  const conn = await Connect.open('test:///default');
  console.log(`opened, close() returned ${await conn.close()}`);
}
leave();
