import { createPython } from '@pyloom/client';

export default async function* nesting(py, check) {
  // One permit is enough for any depth.
  const { executable: python, executionMode: mode } = py;
  const single = await createPython({ python, mode, maxConcurrent: 1 });
  try {
    const permits = new Set();
    single.registerFunction('level', async (n, max) => {
      permits.add(single.semaphore.current);
      return n >= max
        ? n
        : await single.call('__main__', 'next_level', [n + 1, max]);
    });
    await single.exec(`
from threading import get_ident
from pyloom import level

threads = set()

def next_level(n, max):
    threads.add(get_ident())
    return level(n, max)
`);

    yield check(
      'ten levels',
      await single.call('__main__', 'next_level', [1, 10]),
      10,
    );
    yield check('with one permit', permits, new Set([1]));
    // The lane that waits for an answer runs what is needed for it.
    yield check('on one thread', await single.eval('len(threads)'), 1);

    const start = performance.now();
    const depth = await single.call('__main__', 'next_level', [1, 200]);
    const time = (performance.now() - start) / 200;
    yield `${depth} levels, ${(time * 1000).toFixed()} µs for each`;
    yield check('two hundred levels', depth, 200);
  } finally {
    await single.close();
  }
}
