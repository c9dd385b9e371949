// What a state function takes on a worker of Ray: by the worker's own connection to Redis, and by JavaScript; PYLOOM_PYTHON is a Python that
// has Ray. The server is one on loopback that this starts itself.
import { spawn } from 'node:child_process';
import { createPython } from '@pyloom/client';
import { RedisState } from '@pyloom/redis';
import { Redis } from 'ioredis';

const rounds = 9;
const port = Number(process.env.PORT ?? 16_398);
const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
  stdio: 'ignore',
});
process.on('exit', () => server.kill());
const client = new Redis({ host: '127.0.0.1', port });
client.on('error', () => {}); // until the server is there
await new Promise((resolve) => client.once('ready', resolve));

const source = `
import time, pyloom
def increments(count):
    """Milliseconds of one."""
    pyloom.state_incr('n')
    start = time.perf_counter()
    for _ in range(count): pyloom.state_incr('n')
    return (time.perf_counter() - start) / count * 1000
`;

/** The median of some rounds, in milliseconds. */
async function measure(options) {
  const state = new RedisState({ client, prefix: 'bench', ...options });
  const py = await createPython({ mode: 'ray', ray: { numCpus: 1, objectStoreMemory: 80 * 2 ** 20 }, state });
  await py.defineModule('ray_state_bench', source);
  const figures = [];
  for (let round = 0; round < rounds; round++) {
    figures.push(await py.call('ray_state_bench', 'increments', [200]));
  }
  await py.close();
  return figures.sort((a, b) => a - b)[Math.floor(rounds / 2)];
}

const direct = await measure({});
const through = await measure({ fromWorkers: false });
console.log(
  `state_incr   by the worker's connection ${direct.toFixed(2)} ms, by JavaScript ${through.toFixed(2)} ms`,
);
client.disconnect();
