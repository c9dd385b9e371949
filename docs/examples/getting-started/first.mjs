import { createPython } from '@pyloom/client';

const py = await createPython();

// A function of a module, with its arguments.
console.log(await py.call('math', 'hypot', [3, 4]));
// Keyword arguments are an option.
console.log(await py.call('json', 'dumps', [{ b: 1, a: 2 }], { kwargs: { sort_keys: true } }));

// Code of your own, indented as it pleases you, with variables if you like.
await py.exec(
  `
    def mean(numbers):
        return round(sum(numbers) / len(numbers), digits)
  `,
  { digits: 3 },
);
console.log(await py.call('__main__', 'mean', [[1, 2, 4]]));
// An expression, with values for its names.
console.log(await py.eval('mean(prices) * rate', { prices: [10, 20], rate: 1.2 }));

await py.close();
