import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** Answers a guest agent command: returns its result, or throws its error. */
export type Answers = Readonly<Record<string, (args: Record<string, unknown>) => unknown>>;

/**
 * A guest agent outside of the guest. libvirt talks to an agent by a UNIX socket, which QEMU
 * provides. Here QEMU itself connects to a socket, which is the agent's, and so does libvirt.
 */
export class FakeAgent implements AsyncDisposable {
  /** The commands that arrived, in order. */
  readonly commands: string[] = [];
  readonly #server: Server;
  readonly #sockets: Socket[] = [];
  readonly #answers: Answers;

  private constructor(answers: Answers) {
    this.#answers = answers;
    this.#server = createServer((socket) => {
      this.#sockets.push(socket);
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const lines = text.split('\n');
        text = lines.pop()!;
        for (const line of lines) socket.write(`${this.#answer(line)}\n`);
      });
      socket.on('error', () => undefined);
    });
  }

  static async listen(path: string, answers: Answers): Promise<FakeAgent> {
    const agent = new FakeAgent(answers);
    agent.#server.listen(path);
    await once(agent.#server, 'listening');
    return agent;
  }

  #answer(line: string): string {
    // A marker that restarts the dialogue may precede a command.
    const { execute, arguments: args = {} } = JSON.parse(line.replaceAll('\u{fffd}', '')) as {
      execute: string;
      arguments?: Record<string, unknown>;
    };
    this.commands.push(execute);
    if (execute === 'guest-sync') return JSON.stringify({ return: args['id'] });
    try {
      const answer = this.#answers[execute];
      if (answer === undefined) throw new Error(`The command ${execute} has not been found`);
      return JSON.stringify({ return: answer(args) });
    } catch (error) {
      return JSON.stringify({ error: { class: 'GenericError', desc: (error as Error).message } });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
