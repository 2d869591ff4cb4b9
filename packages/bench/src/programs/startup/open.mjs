import { Connect } from '@libvirt/core';

await Connect.open('test:///default');
process.exit();
