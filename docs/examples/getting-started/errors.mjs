import { createPython, isPyloomError, PythonError } from '@pyloom/client';

const py = await createPython();

try {
  await py.call('json', 'loads', ['{"a": }']);
} catch (error) {
  if (!(error instanceof PythonError)) throw error;
  console.log(error.type, '|', error.pythonMessage);
}

// A slip of the pen is an error that names it.
const error = await py.call('math', 'sqrt', [16], { timout: 100 }).catch((reason) => reason);
console.log(isPyloomError(error), error.code, '|', error.message);

await py.close();
