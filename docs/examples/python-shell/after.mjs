import { createPython } from '@pyloom/client';

const py = await createPython({ sysPath: [import.meta.dirname] });

console.log(await py.call('report', 'summary', [[3, 1, 2]]));

await py.close();
