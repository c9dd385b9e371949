export default async function* state(py, check) {
  await py.defineModule(
    'tour_visits',
    `
from threading import get_ident
from pyloom import state_get, state_incr

def count(times):
    step = state_get("tour:config")["step"]
    for _ in range(times):
        state_incr("tour:visits", step)
    return get_ident()
`,
  );
  py.state.set('tour:config', { step: 2 }); // read by all, as a copy

  const start = performance.now();
  const calls = Array.from({ length: 40 }, () =>
    py.call('tour_visits', 'count', [5000]),
  );
  const threads = new Set(await Promise.all(calls));
  const seconds = (performance.now() - start) / 1000;

  const visits = py.state.get('tour:visits');
  yield `${threads.size} lanes counted to ${visits} together`;
  yield `${Math.round(200 / seconds)} thousand increments a second`;
  yield check('no increment is lost', visits, 400_000);

  // One of many wins: only the first sees the value that it expects.
  const won = [1, 2, 3].map((n) =>
    py.state.compareAndSet('tour:winner', undefined, n),
  );
  yield check('compareAndSet lets one win', won, [true, false, false]);

  for (const key of py.state.keys('tour:')) py.state.delete(key);
}
