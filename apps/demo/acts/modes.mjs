export default async function* modes(py, check) {
  yield `CPython ${py.version} in mode ${py.executionMode}`;
  yield `because ${py.executionModeReason}`;

  // Python says the same about itself.
  await py.exec('import platform, sys');
  const version = await py.eval('platform.python_version()');
  const gil = await py.eval(
    'getattr(sys, "_is_gil_enabled", lambda: True)()',
  );
  yield `GIL of the main interpreter: ${gil ? 'on' : 'off'}`;
  yield check('this is the Python that runs', version, py.version);
  if (py.executionMode === 'free_threaded') {
    yield check('its GIL is off', gil, false);
  }

  // Some calls, so that lanes start: a lane is a thread that runs Python.
  const calls = Array.from({ length: 50 }, () => ['math', 'sqrt', [2]]);
  await py.parallel(calls);
  const kind = py.executionMode === 'subinterp' ? 'work' : 'home';
  const lanes = py.stats().lanes.filter((lane) => lane.kind === kind);
  const interpreters = new Set(lanes.map((lane) => lane.interpreter));
  yield `lanes so far: ${lanes.length}, calls at once: ${py.numExecutors}`;
  yield check(
    kind === 'work'
      ? 'none of them runs in the main interpreter'
      : 'they share one interpreter',
    kind === 'work' ? !interpreters.has(0) : interpreters.size === 1,
  );
}
