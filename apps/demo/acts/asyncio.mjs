import { createPython } from '@pyloom/client';

export default async function* asyncio(py, check) {
  const { executable: python, executionMode: mode } = py;
  const wide = await createPython({ python, mode, maxConcurrent: 1000 });
  try {
    await wide.defineModule(
      'tour_sensors',
      `
import asyncio
from pyloom import state_set

async def read(number):
    await asyncio.sleep(0.1)
    return number * number

async def readings():
    number = 0
    try:
        while True:
            await asyncio.sleep(0)
            yield number
            number += 1
    finally:
        state_set("readings", "closed")
`,
    );
    await wide.call('tour_sensors', 'read', [0]); // starts an event loop

    const start = performance.now();
    const calls = Array.from({ length: 1000 }, (_, n) =>
      wide.call('tour_sensors', 'read', [n]),
    );
    const squares = await Promise.all(calls);
    const time = performance.now() - start;
    yield `1000 coroutines that wait 100 ms each: ${time.toFixed()} ms`;
    yield check(
      'all have answered',
      squares,
      calls.map((_, n) => n * n),
    );

    const seen = [];
    for await (const number of wide.stream('tour_sensors', 'readings')) {
      seen.push(number);
      if (number === 4) break;
    }
    yield check(
      'a stream without end, as far as it is read',
      seen,
      [0, 1, 2, 3, 4],
    );
    yield check(
      'its finally block ran',
      wide.state.get('readings'),
      'closed',
    );
  } finally {
    await wide.close();
  }
}
