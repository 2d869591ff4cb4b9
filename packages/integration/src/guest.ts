import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** The guest of the boot sector, as its first serial port shows it. */
export class Guest implements Disposable {
  readonly #socket: Socket;
  #received = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (this.#received += text));
  }

  /** Connects to the socket of the serial port, and waits until the guest answers. */
  static async connect(place: NetConnectOpts): Promise<Guest> {
    const socket = connect(place);
    await once(socket, 'connect');
    const guest = new Guest(socket);
    try {
      await guest.answers();
    } catch (error) {
      guest[Symbol.dispose]();
      throw error;
    }
    return guest;
  }

  /** Sends a text or a command. */
  send(text: string): void {
    this.#socket.write(text);
  }

  /** Waits until the guest has sent a text, and discards everything up to it. */
  async receive(text: string): Promise<void> {
    const signal = AbortSignal.timeout(20_000);
    while (!this.#received.includes(text)) {
      if (this.#socket.closed) throw new Error(`the guest ended before it sent '${text}'`);
      if (signal.aborted) {
        throw new Error(`the guest did not send '${text}' but '${this.#received}'`);
      }
      await setTimeout(10);
    }
    this.#received = this.#received.slice(this.#received.indexOf(text) + text.length);
  }

  /** Waits until the guest runs: a byte that arrives before that is lost. */
  async answers(): Promise<void> {
    for (let attempt = 0; !this.#received.includes('?'); attempt++) {
      if (attempt === 200 || this.#socket.closed) throw new Error('the guest does not answer');
      this.send('?');
      await setTimeout(100);
    }
    this.send('!');
    await this.receive('!');
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
