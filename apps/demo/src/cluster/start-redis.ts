import { redisServer } from '../../../../scripts/lib/redis-server.mjs';
import { SetupError } from '../../../../scripts/lib/say.mjs';
import { provideSystemPackages } from '../../../../scripts/lib/system-packages.mjs';
import { RedisServer } from '../../../../testing/redis-server.ts';
import { DemoError } from '../failure.ts';

/**
 * A Redis server of the demo's own, on a free port of loopback: the one on the PATH, which is installed where that may be done.
 * @throws DemoError that names the command which installs it.
 */
export async function startRedis(): Promise<AsyncDisposable & { readonly url: string }> {
  try {
    await provideSystemPackages([redisServer]);
  } catch (error) {
    throw error instanceof SetupError ? new DemoError(error.message) : error;
  }
  const server = await RedisServer.start();
  const kill = () => void server.kill();
  process.once('exit', kill);
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      process.off('exit', kill);
      await server.stop();
    },
  };
}
