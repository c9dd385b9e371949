export default async function* state(py, check) {
  await py.defineModule(
    'tour_visits',
    `
from threading import get_ident
from pyloom import state_get, state_incr, state_set

def count(times):
    step = state_get("tour:config")["step"]
    for _ in range(times):
        state_incr("tour:visits", step)
    state_set(f"tour:lane:{get_ident()}", times)
`,
  );
  py.state.set('tour:config', { step: 2 }); // read by all, as a copy

  const calls = Array.from({ length: 40 }, () => [
    'tour_visits',
    'count',
    [5000],
  ]);
  const start = performance.now();
  await py.parallel(calls);
  const seconds = (performance.now() - start) / 1000;

  const lanes = py.state.keys('tour:lane:');
  yield `${lanes.length} lanes counted to ${py.state.get('tour:visits')}`;
  yield `${Math.round(200 / seconds)} thousand increments a second`;
  yield check('no increment is lost', py.state.get('tour:visits'), 400_000);

  // One of many wins: only the first sees the value that it expects.
  const won = [1, 2, 3].map((n) =>
    py.state.compareAndSet('tour:winner', undefined, n),
  );
  yield check('compareAndSet lets one win', won, [true, false, false]);

  for (const key of py.state.keys('tour:')) py.state.delete(key);
}
