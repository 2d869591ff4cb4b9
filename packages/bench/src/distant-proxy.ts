import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A module proxy on loopback, until it is disposed of. */
export interface DistantProxy extends Disposable {
  /** What GOPROXY is to be. */
  readonly url: string;
}

/** Serves the folder of a proxy over HTTP, each answer as late as one from far away, in milliseconds. */
export async function serveFromAfar(folder: string, latency: number): Promise<DistantProxy> {
  const answer = async (path: string): Promise<{ status: number; body: Buffer | string }> => {
    const [body] = await Promise.all([
      readFile(join(folder, decodeURIComponent(path))).catch(() => undefined),
      delay(latency),
    ]);
    return body === undefined ? { status: 404, body: 'not found' } : { status: 200, body };
  };
  const server = createServer((request, response) => {
    void answer(request.url ?? '/').then(({ status, body }) => {
      response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.dispose]: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
