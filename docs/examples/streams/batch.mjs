import { createPython } from '@pyloom/client';

const py = await createPython();

await py.defineModule(
  'model',
  `
def predict(rows):
    print("asked for", len(rows))
    return [2 * x + 1 for x in rows]  # a list, or an array with a row for each
`,
);

const predict = py.batch('model', 'predict', { concurrency: 1, maxSize: 64 });

/** What a web server would do with each request. */
const answers = [1, 2, 3, 4, 5].map(async (x) => `${x} -> ${await predict(x)}`);
console.log(await Promise.all(answers));

await py.close();
