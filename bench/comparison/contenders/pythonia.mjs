import { join } from 'node:path';
import { peer } from '../peers.mjs';

/** @type {import('../contender').OpenContender} */
export async function open({ python: executable, folder }) {
  process.env.PYTHON_BIN = executable;
  const { python } = peer('pythonia');
  const work = await python(join(folder, 'work.py'));
  const math = await python('math');
  const value = async (called) => {
    const result = await called;
    return typeof result === 'function' || typeof result === 'object' ? await result?.valueOf?.() : result;
  };
  const down = (depth) => work.down$(down, depth, { $timeout: 600_000 });
  return {
    detail: 'a Python process, JSON over a pipe',
    echo: (document) => value(work.echo(document)),
    sqrt: (x) => math.sqrt(x),
    // Its calls end after 100 s unless told otherwise.
    spin: () => work.spin$({ $timeout: 600_000 }),
    busy: (seconds) => work.busy$(seconds, { $timeout: 600_000 }),
    repeat: (count) => work.repeat$((n) => n + 1, count, { $timeout: 600_000 }),
    down,
    items: async function* (count) {
      for await (const item of await work.items(count)) yield await item.valueOf();
    },
    close: () => python.exit(),
  };
}
