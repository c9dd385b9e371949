import { createPython, isPyloomError } from '@pyloom/client';

const py = await createPython();

for (const text of ['12', 'twelve', Symbol('12')]) {
  const error = await py.call('builtins', 'int', [text]).then(console.log, (reason) => reason);
  if (!isPyloomError(error)) continue;
  if (error.code === 'ERR_PYLOOM_PYTHON' && error.type === 'ValueError') console.log('not a number');
  else console.log(error.code, error.path);
}

await py.close();
