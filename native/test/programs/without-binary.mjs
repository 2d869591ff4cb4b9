// Uses another engine where the addon has no binary.
import { ENGINE, layers, native } from '@libvirt/native';

const engine = {
  packageName: 'another-engine',
  abandon: () => undefined,
  virConnectOpen: async () => ({ [ENGINE]: engine }),
  virConnectGetHostname: async () => 'elsewhere',
};
const conn = await layers.add(engine).virConnectOpen('other:///');
console.log(await native.virConnectGetHostname(conn));
try {
  native.virConnectOpen(null);
} catch (error) {
  console.log(error.message.slice(0, 29));
}
native.ref();
native.ref();
native.unref();
setTimeout(() => {
  console.log('still alive');
  native.unref();
}, 50).unref();
