// Python asks JavaScript for a part of its sum, and JavaScript asks Python for a part of that.
import { createPython } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 1 });

py.registerFunction('double', (n) => n * 2);
py.registerFunction('square_and_add', async (n) => (await py.call('__main__', 'square', [n])) + 1);

await py.exec(`
import pyloom

def square(n):
    return n * n

def process(n):
    doubled = pyloom.double(n)                  # 20
    squared = pyloom.square_and_add(doubled)    # 20 * 20 + 1, squared in Python
    return squared + n
`);
console.log(await py.call('__main__', 'process', [10]));

await py.close();
