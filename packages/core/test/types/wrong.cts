// Every line that is wrong is refused, in a CommonJS module too.
import libvirt = require('@libvirt/core');

export async function program(conn: libvirt.Connect): Promise<void> {
  // @ts-expect-error -- there is no default export
  await libvirt.default.Connect.open();
  // @ts-expect-error -- flags are numbers
  await conn.listAllDomains('ACTIVE');
  // @ts-expect-error -- a list, not one domain
  const domain: libvirt.Domain = await conn.listAllDomains();
  void domain;
}
