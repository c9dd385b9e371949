import { createPython } from '@pyloom/client';

const py = await createPython();

py.registerFunction('level', (n, max) => (n >= max ? n : py.call('__main__', 'next_level', [n + 1, max])));
await py.exec(`
from pyloom import call

def next_level(n, max):
    return call('level', n, max)

def start(max):
    return call('level', 1, max)
`);
console.log(await py.call('__main__', 'start', [10]));

await py.close();
