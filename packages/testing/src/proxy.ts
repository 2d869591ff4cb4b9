import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What a proxy does with what it gets: forwards it, keeps it for itself, or accepts nobody. */
export type ProxyMode = 'forward' | 'silent' | 'refuse';

/** A UNIX socket that leads to another one, and can misbehave as networks do. */
export class Proxy implements AsyncDisposable {
  readonly socket: string;
  mode: ProxyMode = 'forward';
  /** How late each chunk arrives, in milliseconds. */
  delay = 0;
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #isCutting = false;

  private constructor(socket: string, target: string) {
    this.socket = socket;
    this.#server = createServer((client) => {
      if (this.mode === 'refuse') client.destroy();
      else this.#join(client, connect(target));
    });
  }

  /** Starts a proxy on a new socket that leads to another one. */
  static async listen(socket: string, target: string): Promise<Proxy> {
    const proxy = new Proxy(socket, target);
    proxy.#server.listen(socket);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The number of connections through it. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Cuts all connections: each in the middle of its next message, or now. */
  cut(when: 'now' | 'mid-message' = 'now'): void {
    if (when === 'mid-message') this.#isCutting = true;
    else for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  /** Ends cutting. */
  heal(): void {
    this.#isCutting = false;
    this.mode = 'forward';
    this.delay = 0;
  }

  /** Cuts all connections, and accepts no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
    rmSync(this.socket, { force: true });
  }

  #join(client: Socket, daemon: Socket): void {
    const pair = [client, daemon] as const;
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) for (const name of ['close', 'error']) socket.on(name, end);
    this.#forward(client, daemon, end);
    this.#forward(daemon, client, end);
  }

  #forward(from: Socket, to: Socket, end: () => void): void {
    from.on('data', (data) => {
      if (this.mode === 'silent') return;
      if (this.#isCutting) {
        to.write(data.subarray(0, data.length >> 1), end);
        return;
      }
      if (this.delay === 0) {
        to.write(data);
        return;
      }
      from.pause();
      setTimeout(() => {
        to.write(data);
        from.resume();
      }, this.delay);
    });
  }
}
