import { createHash } from 'node:crypto';
import type { Connection, Reply } from './connection';

/** A Lua script, which the server runs as one atomic step. It is sent whole only where the server does not know it yet. */
export class Script {
  /** As the server gets it. */
  readonly source: string;
  readonly #digest: string;

  constructor(...parts: readonly string[]) {
    this.source = parts.join('\n');
    this.#digest = createHash('sha1').update(this.source).digest('hex');
  }

  async run(
    connection: Connection,
    keys: readonly string[],
    args: readonly (string | Buffer)[],
  ): Promise<Reply> {
    const rest = [String(keys.length), ...keys, ...args];
    const [key = ''] = keys;
    try {
      return await connection.send(key, ['EVALSHA', this.#digest, ...rest]);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return connection.send(key, ['EVAL', this.source, ...rest]);
    }
  }
}

/** The text in a reply. */
export function textOf(reply: Reply | undefined): string {
  return String(reply ?? '');
}
