import { createPython } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 1 });

// The memory is in JavaScript, the recursion goes through both.
const known = new Map();
py.registerFunction('fib', async (n) => {
  if (!known.has(n)) known.set(n, await py.call('__main__', 'compute', [n]));
  return known.get(n);
});
await py.exec(`
from pyloom import fib

def compute(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
`);
console.log(await py.call('__main__', 'compute', [15]), `${known.size} computed`);

await py.close();
