import { fileURLToPath } from 'node:url';

/** Each connection to this URI has a hypervisor of its own, with one domain: `test`. */
export const ownHypervisor = `test://${fileURLToPath(new URL('hypervisor.xml', import.meta.url))}`;
