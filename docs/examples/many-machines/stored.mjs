import { createPython } from '@pyloom/client';

const py = await createPython({ mode: 'ray', ray: { numCpus: 2 } });
await py.defineModule(
  'survey',
  `
def load(count):
    return [n * n for n in range(count)]

def total(numbers, first, last):
    return sum(numbers[first:last])
`,
);

const numbers = await py.call('survey', 'load', [200_000], { as: 'ref' }); // stays on the cluster
const halves = [0, 100_000].map((first) => ['survey', 'total', [numbers, first, first + 100_000]]);
const totals = await py.parallel(halves); // each takes it there
console.log(
  String(numbers),
  totals.map(({ value }) => value),
);

const few = await py.call('survey', 'load', [4], { as: 'ref' });
console.log(await few.$js());

await numbers[Symbol.asyncDispose]();
await py.close();
