// The recursion is Python's, the memory JavaScript's: every step goes through both.
import { createPython } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 1 });

const known = new Map();
py.registerFunction('remembered_fib', async (n) => {
  if (!known.has(n)) known.set(n, await py.call('__main__', 'fib', [n]));
  return known.get(n);
});

await py.exec(`
import pyloom

def fib(n):
    if n < 2:
        return n
    return pyloom.remembered_fib(n - 1) + pyloom.remembered_fib(n - 2)
`);
console.log(await py.call('__main__', 'fib', [15]));
console.log(`${known.size} numbers were computed, once each`);

await py.close();
