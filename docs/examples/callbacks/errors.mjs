import { createPython, PythonError } from '@pyloom/client';

const py = await createPython();

const full = new RangeError('the shelf is full');
py.registerFunction('put', () => {
  throw full;
});
await py.exec(`
from pyloom import JSError, put

def careful():
    try:
        put()
    except JSError as error:
        return [error.name, error.message]

def careless():
    put()

def translated():
    try:
        put()
    except JSError as error:
        raise RuntimeError("cannot store") from error
`);

console.log(await py.call('__main__', 'careful'));
console.log((await py.call('__main__', 'careless').catch((error) => error)) === full);
const error = await py.call('__main__', 'translated').catch((reason) => reason);
console.log(error instanceof PythonError, error.message, '| cause:', error.cause === full);

await py.close();
