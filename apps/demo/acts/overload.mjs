import { createPython, OverloadedError } from '@pyloom/client';

export default async function* overload(py, check) {
  // A client of our own on the same Python: three permits, no queue.
  const { executable: python, executionMode: mode } = py;
  const limits = { maxConcurrent: 3, acquireTimeout: 0 };
  const cafe = await createPython({ python, mode, ...limits });
  try {
    let open;
    const opened = new Promise((resolve) => {
      open = resolve;
    });
    cafe.registerFunction('wait_for_opening', () => opened);
    await cafe.exec(`
from pyloom import wait_for_opening

def visit(name):
    wait_for_opening()
    return f"coffee for {name}"
`);
    const names = ['Ada', 'Blaise', 'Charles', 'Donald', 'Edsger'];
    const visits = names.map((name) =>
      cafe.call('__main__', 'visit', [name]),
    );
    const late = visits
      .slice(3)
      .map((visit) => visit.catch((error) => error));
    for (const error of await Promise.all(late)) {
      yield `503 ${error.code}: ${error.current} of ${error.max} are in`;
      yield check('refused at once', error instanceof OverloadedError);
    }

    open();
    const served = await Promise.all(visits.slice(0, 3));
    yield served;
    yield check('who got in was served', served.length, 3);
    yield check('every permit came back', cafe.semaphore.current, 0);
    yield check('the statistics know', cafe.stats().overloaded, 2);
  } finally {
    await cafe.close();
  }
}
