export default async function* fibonacci(py, check) {
  const memory = new Map();
  let asked = 0;
  let computed = 0;
  py.registerFunction('remembered_fib', async (n) => {
    asked++;
    if (!memory.has(n)) {
      computed++;
      memory.set(n, await py.call('__main__', 'fib', [n]));
    }
    return memory.get(n);
  });
  await py.exec(`
from pyloom import remembered_fib

def fib(n):
    return n if n < 2 else remembered_fib(n - 1) + remembered_fib(n - 2)
`);

  const start = performance.now();
  const result = await py.call('__main__', 'fib', [100]);
  const time = performance.now() - start;

  yield `fib(100) = ${result}`;
  yield `${asked} questions, ${computed} computed, ${time.toFixed(1)} ms`;
  yield check('the number is right', result, 354224848179261915075n);
  yield check('each was computed once', computed, memory.size);
}
