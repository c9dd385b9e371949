import { createPython } from '@pyloom/client';

export default async function* limit(py, check) {
  const { executable: python, executionMode: mode } = py;
  const cafe = await createPython({ python, mode, maxConcurrent: 2 });
  const { semaphore } = cafe;
  const load = () => `${semaphore.current} in, ${semaphore.waiting} waiting`;
  try {
    let open;
    const opened = new Promise((resolve) => {
      open = resolve;
    });
    cafe.registerFunction('wait_for_opening', () => opened);
    // pyloom.call() is what Python code calls JavaScript with.
    const visit = () => cafe.call('pyloom', 'call', ['wait_for_opening']);
    const visits = Array.from({ length: 6 }, visit);
    yield load();
    yield check('two are in, four wait', load(), '2 in, 4 waiting');

    semaphore.setMax(5);
    yield load();
    yield check('a higher limit lets three in', load(), '5 in, 1 waiting');

    semaphore.setMax(1);
    yield load();
    yield check('a lower one throws nobody out', load(), '5 in, 1 waiting');

    open();
    await Promise.all(visits);
    yield check('all six are done', cafe.stats().completed, 6);
    yield check('nobody is in, nobody waits', load(), '0 in, 0 waiting');
  } finally {
    await cafe.close();
  }
}
