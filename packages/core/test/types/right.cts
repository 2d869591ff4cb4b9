// A program that is right compiles, in a CommonJS module.
import libvirt = require('@libvirt/core');

export async function program(): Promise<readonly string[]> {
  const conn = await libvirt.Connect.openReadOnly('test:///default');
  const domains: libvirt.Domain[] = await conn.listAllDomains(
    libvirt.ConnectListAllDomainsFlags.ACTIVE,
  );
  const remaining: number = await conn.close();
  void remaining;
  return domains.map((domain) => domain.getName());
}
