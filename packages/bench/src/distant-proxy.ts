import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A module proxy on loopback. Disposing of it stops it. */
export interface DistantProxy extends Disposable {
  /** The value for GOPROXY. */
  readonly url: string;
}

/** Serves the folder of a module proxy over HTTP, and delays each answer by `latency` milliseconds. */
export async function serveWithLatency(folder: string, latency: number): Promise<DistantProxy> {
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
