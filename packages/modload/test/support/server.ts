import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a server answers: a text, a status, or what the function does with the response. */
export type Answer =
  | string
  | Buffer
  | number
  | undefined
  | ((response: ServerResponse, request: IncomingMessage) => void);

/** A server on loopback, until the test ends, that remembers what it was asked for. */
export interface TestServer {
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly requests: string[];
}

/** Starts a server that answers by path; what is undefined does not exist. */
export async function serve(answer: (path: string) => Answer): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const given = answer(path);
    if (typeof given === 'function') given(response, request);
    else if (given === undefined) response.writeHead(404, 'Not Found').end();
    else if (typeof given === 'number') response.writeHead(given).end();
    else response.end(given);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}
