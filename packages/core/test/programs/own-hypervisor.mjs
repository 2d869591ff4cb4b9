import { fileURLToPath } from 'node:url';

/** Each connection to this URI has a hypervisor of its own, with one domain: `test`. */
export const ownHypervisor = `test://${
  process.env.LIBVIRT_TEST_HYPERVISOR ?? fileURLToPath(new URL('hypervisor.xml', import.meta.url))
}`;
