import type { Connection, Subscription } from './connection';

/**
 * Tells waiters that they have got a permit: the server's messages on one channel, by the id of the place. Subscribed with the
 * first waiter and until close(). A message that is lost with its connection is made up for by the next heartbeat.
 */
export class WakeUps {
  readonly #connection: Connection;
  readonly #channel: string;
  readonly #waiters = new Map<string, (token: bigint) => void>();
  #subscription: Promise<Subscription> | undefined;

  constructor(connection: Connection, channel: string) {
    this.#connection = connection;
    this.#channel = channel;
  }

  /** Resolves once no message can be missed any more. */
  async listen(): Promise<void> {
    this.#subscription ??= this.#connection.subscribe(this.#channel, (message) => this.#deliver(message));
    try {
      await this.#subscription;
    } catch (error) {
      this.#subscription = undefined;
      throw error;
    }
  }

  add(id: string, woken: (token: bigint) => void): void {
    this.#waiters.set(id, woken);
  }

  remove(id: string): void {
    this.#waiters.delete(id);
  }

  async close(): Promise<void> {
    const subscription = this.#subscription;
    this.#subscription = undefined;
    await (await subscription?.catch(() => undefined))?.close();
  }

  #deliver(message: string): void {
    const [id = '', token = ''] = message.split(' ');
    this.#waiters.get(id)?.(BigInt(token));
  }
}
