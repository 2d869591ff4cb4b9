// With libvirt 1.2.0: its functions work, and a newer function is refused by name.
import { Connect, getVersion } from '@libvirt/core';

const conn = await Connect.open('test:///default');
const [domain] = await conn.listAllDomains();
let refusal;
try {
  await domain.rename('other');
} catch (error) {
  refusal = { code: error.code, errno: error.errno, message: error.message };
}
console.log(
  JSON.stringify({
    version: await getVersion(),
    name: domain.getName(),
    info: (await domain.getInfo()).state,
    refusal,
  }),
);
