// Forwards TCP connections, and delays each chunk.
//
//   node slow-proxy.mjs <port> <target address> <target port> <milliseconds>
import { connect, createServer } from 'node:net';

const [port, address, targetPort, delay] = process.argv.slice(2);

function pass(from, to) {
  const later = (act) => setTimeout(() => to.destroyed || act(), Number(delay));
  from.on('data', (chunk) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => to.destroy());
  from.on('close', () => later(() => to.destroy()));
}

createServer((client) => {
  const target = connect(Number(targetPort), address);
  pass(client, target);
  pass(target, client);
}).listen(Number(port), () => console.log('listening'));
