// One round with values of a size: node payload.mjs '10 KB' PYTHON MODE
import { createPython } from '@pyloom/client';
import { nanosecondsPerAwait } from '../lib/measure.mjs';

const [size, python, mode] = process.argv.slice(2);
const [number, unit] = size.split(' ');
const bytes = Number(number) * { B: 1, KB: 1e3, MB: 1e6 }[unit];

const py = await createPython({ python, mode });
await py.defineModule('growth', 'def echo(value): return value\n');
const echo = py.func('growth', 'echo');

const one = { id: 1234567, name: 'about a hundred bytes', tags: ['a', 'b'], score: 0.25, ok: true };
const values = {
  bytes: Buffer.alloc(bytes, 7),
  view: new Float64Array(bytes / 8).fill(0.5),
  text: 'pyloom at work. '.repeat(bytes / 16),
  documents: Array.from({ length: Math.max(1, bytes / JSON.stringify(one).length) }, () => ({ ...one })),
  numbers: Array.from({ length: bytes / 8 }, (_, i) => i / 3),
};

const figures = {};
for (const [name, value] of Object.entries(values)) {
  await echo(value); // Python has imported and compiled what it needs
  figures[name] = (await nanosecondsPerAwait(() => echo(value))) / 1000;
}
process.send(figures);
