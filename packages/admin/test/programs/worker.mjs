// A worker that never ends by itself: connections with listeners, calls in flight, forgotten objects.
import { AdmConnect } from '@libvirt/admin';
import { parentPort, workerData } from 'node:worker_threads';

for (;;) {
  const conn = await AdmConnect.open(workerData);
  conn.on('close', () => undefined);
  await conn.connectRegisterCloseCallback(() => undefined);
  parentPort.postMessage('working');
  const servers = await conn.listServers();
  await Promise.all(servers.map((server) => server.listClients()));
  await Promise.all(servers.map((server) => server.free()));
  await conn.close();
}
