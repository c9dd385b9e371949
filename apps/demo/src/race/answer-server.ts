import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What the I/O-bound job waits for: answers `n` to the line `n ms`, after so many milliseconds. On the loopback only. */
export class AnswerServer implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<AnswerServer> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new AnswerServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function answer(socket: Socket): void {
  // Somebody who leaves without an answer has been interrupted, and needs none.
  socket.on('error', () => socket.destroy());
  createInterface(socket).once('line', (line) => {
    const [number, delay] = line.split(' ');
    setTimeout(() => socket.end(`${number}\n`), Number(delay));
  });
}
