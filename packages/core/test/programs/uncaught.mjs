// Fails at the line with the name of the case as a comment, and catches no error.
import { Connect } from '@libvirt/core';

const conn = await Connect.open('test:///default');
const { signal } = new AbortController();
const cases = {
  async call() {
    await conn.lookupDomainByName('none'); // call
  },
  async signal() {
    await conn.lookupDomainByName('none', { signal }); // signal
  },
  async argument() {
    await conn.lookupDomainByName(5); // argument
  },
  async option() {
    await conn.getHostname({ sginal: signal }); // option
  },
  async callback() {
    await conn.domainEventLifecycleRegister(null, 5); // callback
  },
  async register() {
    await conn.secretEventLifecycleRegister(null, () => undefined); // register
  },
  async freed() {
    const domain = await conn.lookupDomainByName('test');
    await domain.free();
    domain.getName(); // freed
  },
  async open() {
    await Connect.openReadOnly('nothing:///'); // open
  },
  async watch() {
    for await (const event of conn.watch('secret-lifecycle')) console.log(event); // watch
  },
  on: () => conn.on('secret-lifecycle', () => undefined), // on
  once: () => conn.once('secret-lifecycle', () => undefined), // once
};

await cases[process.argv[2]]();
