import { createPython, PythonTimeoutError } from '@pyloom/client';

const py = await createPython();

const stubborn = `
while True:
    try:
        while True: pass
    except Exception:
        pass
`;
const error = await py.exec(stubborn, { timeout: 50 }).catch((reason) => reason);
console.log(error instanceof PythonTimeoutError, error.timeout);

const controller = new AbortController();
const sleeping = py.call('time', 'sleep', [60], { signal: controller.signal });
controller.abort(new Error('the user left'));
console.log(await sleeping.catch((reason) => reason.message));

console.log(await py.eval('1 + 1'));
await py.close({ timeout: 0 });
