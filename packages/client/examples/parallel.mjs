import { createPython } from '@pyloom/client';

const py = await createPython({ workers: 4 });

await py.defineModule(
  'primes',
  `
def count(first, last):
    return sum(all(n % d for d in range(2, int(n ** 0.5) + 1)) for n in range(max(first, 2), last))
`,
);
const outcomes = await py.parallel([
  ['primes', 'count', [0, 1000]],
  ['primes', 'count', [1000, 2000]],
  ['primes', 'count', ['not a number', 3000]],
]);
for (const { status, value, reason } of outcomes) console.log(status, value ?? reason.type);

await py.close();
