// Ends while a connection is open, with listeners for its end.
import { AdmConnect } from '@libvirt/admin';

const conn = await AdmConnect.open(process.argv[2]);
conn.on('close', () => console.log('closed'));
await conn.connectRegisterCloseCallback(() => console.log('called back'));
const servers = await conn.listServers();
const names = servers.map((server) => server.getName());
console.log(names.sort().join(', '));
