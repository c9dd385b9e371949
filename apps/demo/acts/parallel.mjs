export default async function* parallel(py, check) {
  const roots = await py.parallel([
    ['math', 'sqrt', [16]],
    ['math', 'sqrt', ['no number']],
    ['math', 'sqrt', [36]],
  ]);
  yield roots.map(({ value, reason }) => value ?? reason.message);
  yield check(
    'each call has its own outcome',
    roots.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );

  // A module that exists in every interpreter.
  await py.defineModule(
    'tour_primes',
    `
def count(first, last):
    return sum(is_prime(n) for n in range(first, last))

def is_prime(n):
    return n > 1 and all(n % d for d in range(2, int(n ** 0.5) + 1))
`,
  );
  const ranges = Array.from({ length: 10 }, (_, i) => [
    i * 10_000,
    (i + 1) * 10_000,
  ]);
  const calls = ranges.map((range) => ['tour_primes', 'count', range]);
  await py.parallel(calls); // before the clock runs: starts the lanes

  const start = performance.now();
  const oneByOne = [];
  for (const call of calls) oneByOne.push(await py.call(...call));
  const middle = performance.now();
  const together = await py.parallel(calls);
  const end = performance.now();

  const counts = together.map(({ value }) => value);
  const [before, after] = [middle - start, end - middle];
  yield `one by one ${before.toFixed()} ms, together ${after.toFixed()} ms`;
  yield `${(before / after).toFixed(2)} times as fast`;
  yield check('both ways count the same', counts, oneByOne);
  const total = counts.reduce((sum, count) => sum + count);
  yield check('there are 9592 primes below 100,000', total, 9592);
}
