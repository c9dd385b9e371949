import { createPython } from '@pyloom/client';

const py = await createPython();

const results = await py.parallel([
  ['math', 'sqrt', [16]],
  ['math', 'sqrt', [25]],
  ['math', 'sqrt', [-1]],
]);
console.log(results.map(({ status, value, reason }) => [status, value ?? reason.message.slice(0, 10)]));

await py.close();
