// Prints what a permit and an increment cost, beside the client's own commands in the same run, over a server on loopback that
// it starts itself. Ratios are of medians of interleaved rounds. Nothing here fails by time.
import { spawn } from 'node:child_process';
import { RedisSemaphore, RedisState } from '@pyloom/redis';
import { Redis } from 'ioredis';

const rounds = Number(process.env.ROUNDS ?? 9);
const port = process.env.PORT ?? '16399';
const server = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', ''], {
  stdio: 'ignore',
});
const client = new Redis({ host: '127.0.0.1', port: Number(port) });
client.on('error', () => {}); // until the server is there
await new Promise((resolve) => client.once('ready', resolve));

const state = new RedisState({ client, prefix: 'bench' });
const one = new RedisSemaphore({ client, name: 'bench one', max: 1 });
const ten = new RedisSemaphore({ client, name: 'bench ten', max: 10 });

const inTurn = (name, operation, count = 1000) => ({
  name,
  count,
  run: async (times) => {
    for (let i = 0; i < times; i += 1) await operation();
  },
});
const atOnce = (name, operation, count = 1000) => ({
  name,
  count,
  run: (times) => Promise.all(Array.from({ length: times }, operation)),
});

async function compare(title, candidates) {
  const samples = candidates.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, { count, run }] of candidates.entries()) {
      const start = performance.now();
      await run(count);
      if (round >= 0) samples[index].push(((performance.now() - start) / count) * 1000);
    }
  }
  const medians = samples.map((each) => each.sort((a, b) => a - b)[each.length >> 1]);
  console.log(`\n${title}`);
  for (const [index, { name }] of candidates.entries()) {
    const ratio = (medians[index] / medians[0]).toFixed(2);
    console.log(`  ${name.padEnd(36)} ${medians[index].toFixed(1).padStart(8)} µs  ${ratio.padStart(5)} x`);
  }
}

await compare('An increment, one at a time', [
  inTurn('HINCRBY', () => client.hincrby('raw', 'n', 1)),
  inTurn('RedisState.incr', () => state.incr('n')),
]);
await compare('Increments, a thousand in flight', [
  atOnce('HINCRBY', () => client.hincrby('raw', 'n', 1)),
  atOnce('RedisState.incr', () => state.incr('n')),
]);
await compare('A permit and back, one at a time', [
  inTurn('two commands (INCR, DECR)', async () => {
    await client.incr('raw permits');
    await client.decr('raw permits');
  }),
  inTurn('RedisSemaphore.run', () => one.run(() => {})),
]);
await compare('Permits, a thousand waiting for ten', [
  atOnce('two commands (INCR, DECR)', async () => {
    await client.incr('raw permits');
    await client.decr('raw permits');
  }),
  atOnce('RedisSemaphore.run', () => ten.run(() => {})),
]);

await Promise.all([one.close(), ten.close()]);
client.disconnect();
server.kill();
