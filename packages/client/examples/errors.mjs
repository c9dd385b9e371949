import { createPython, OverloadedError, PythonError, PythonTimeoutError } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 1, acquireTimeout: 0 });

await py.exec('def divide(a, b):\n    return a / b').catch(console.error);

try {
  await py.call('__main__', 'divide', [1, 0]);
} catch (error) {
  if (!(error instanceof PythonError)) throw error;
  console.log(error.type, '-', error.pythonMessage);
  console.log(
    error.traceback
      .split('\n')
      .find((line) => line.includes('return'))
      .trim(),
  );
}

try {
  await py.exec('while True: pass', { timeout: 50 });
} catch (error) {
  console.log(error instanceof PythonTimeoutError, error.timeout);
}

const busy = py.call('time', 'sleep', [0.1]);
try {
  await py.call('math', 'sqrt', [2]);
} catch (error) {
  if (!(error instanceof OverloadedError)) throw error;
  console.log(`503: ${error.current} of ${error.max} are busy`);
}
await busy;

await py.close();
