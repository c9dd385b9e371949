import { createPython } from '@pyloom/client';

const py = await createPython();

// A plain Python program: objects of all modules meet.
const csv = await py.import('csv');
const io = await py.import('io');
for await (const row of csv.reader(io.StringIO('tea,4\nrice,2'))) console.log(row);

// Values in, values out: in parallel.
const outcomes = await py.parallel([1, 2, 3].map((n) => ['math', 'factorial', [n]]));
console.log(outcomes.map(({ value }) => value));

// A value call that gets an object goes to it.
const text = await io.StringIO('one\ntwo');
console.log(await py.call('builtins', 'list', [text]));

await py.close();
