import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from '@pyloom/common';
import { limitText } from './check-options';
import type { Connection, Reply } from './connection';
import { connectionOf } from './connection-of';
import { keyNames } from './key-names';
import { textOf } from './script';
import type { RedisSemaphoreOptions } from './semaphore-options';
import { type SemaphoreScripts, semaphoreScripts } from './semaphore-scripts';
import { WakeUps } from './wake-ups';

const scripts = semaphoreScripts();
const defaultMax = String(availableParallelism() * 2 + 1);

/** What the server says of a place after it was heard of. */
export type Standing =
  | { kind: 'held'; token: bigint }
  /** `retryIn`: milliseconds until a permit could come free by its holder's death. */
  | { kind: 'waiting'; retryIn: number; current: number; max: number }
  | { kind: 'refused'; current: number; max: number }
  | { kind: 'gone' };

/** The semaphore as the database knows it: places that hold a permit, and places that wait in the order of their coming. */
export class Queue {
  readonly name: string;
  readonly wakeUps: WakeUps;
  readonly #connection: Connection;
  readonly #keys: readonly string[];
  readonly #channel: string;
  readonly #max: number | undefined;
  readonly #maxWaiting: number | undefined;
  #opened: Promise<void> | undefined;

  constructor({ client, name, max, maxWaiting }: RedisSemaphoreOptions) {
    this.name = name;
    this.#connection = connectionOf(client);
    const keys = keyNames(`pyloom:semaphore:${name}`, ['config', 'holders', 'waiters', 'pulses', 'tokens']);
    this.#keys = Object.values(keys);
    this.#channel = `${keys.config}:granted`;
    this.wakeUps = new WakeUps(this.#connection, this.#channel);
    this.#max = max;
    this.#maxWaiting = maxWaiting;
  }

  /** Rejects where the name is in use with other limits. Done once; again after it has failed. */
  async open(): Promise<void> {
    this.#opened ??= this.#open();
    try {
      await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  async enter(id: string, lease: number, mayWait: boolean): Promise<Standing> {
    return standingOf(await this.#run('enter', id, String(lease), mayWait ? '1' : '0', this.#defaultMax()));
  }

  /** The place lives. */
  async beat(id: string, lease: number): Promise<Standing> {
    return standingOf(await this.#run('beat', id, String(lease)));
  }

  async leave(id: string): Promise<void> {
    await this.#run('leave', id);
  }

  async setMax(max: number): Promise<void> {
    await this.#run('setMax', String(max));
  }

  async status(): Promise<{ current: number; max: number; waiting: number }> {
    const [current, max, waiting] = await this.#run('status', this.#defaultMax());
    return { current: Number(current), max: Number(max), waiting: Number(waiting) };
  }

  async #open(): Promise<void> {
    const wanted = [limitText(this.#max), this.#maxWaitingText()];
    const [said, limit, there] = await this.#run('open', ...wanted, this.#defaultMax());
    if (textOf(said) !== 'conflict') return;
    const key = textOf(limit) as 'max' | 'maxWaiting';
    const asked = key === 'max' ? this.#max : this.#maxWaiting;
    throw new InvalidArgumentError(
      `The semaphore '${this.name}' is in use with ${key} ${textOf(there)}, not ${asked}; leave ${key} out to take what is there`,
    );
  }

  /** Infinity lifts the bound; left out, it stays as it is. */
  #maxWaitingText(): string {
    return this.#maxWaiting === Number.POSITIVE_INFINITY ? 'inf' : limitText(this.#maxWaiting);
  }

  #defaultMax(): string {
    return limitText(this.#max) || defaultMax;
  }

  async #run(name: keyof SemaphoreScripts, ...args: string[]): Promise<Reply[]> {
    return (await scripts[name].run(this.#connection, this.#keys, [this.#channel, ...args])) as Reply[];
  }
}

function standingOf([kind, first, current, max]: Reply[]): Standing {
  switch (textOf(kind)) {
    case 'held':
      return { kind: 'held', token: BigInt(textOf(first)) };
    case 'waiting':
      return { kind: 'waiting', retryIn: Number(first), current: Number(current), max: Number(max) };
    case 'refused':
      return { kind: 'refused', current: Number(first), max: Number(current) };
    default:
      return { kind: 'gone' };
  }
}
