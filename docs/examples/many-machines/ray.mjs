import { createPython } from '@pyloom/client';

// Without an address: a Ray of its own on this machine. With `address: '10.0.0.1:6379'`: that cluster.
const py = await createPython({ mode: 'ray', ray: { numCpus: 2 } });
await py.defineModule(
  'survey',
  `
def measure(n):
    return n * n
`,
);

const calls = [1, 2, 3, 4].map((n) => ['survey', 'measure', [n]]);
const squares = await py.parallel(calls);
console.log(
  py.executionMode,
  squares.map(({ value }) => value),
);

const error = await py.call('survey', 'measure', ['four']).catch((error) => error);
console.log(error.message);

await py.close();
