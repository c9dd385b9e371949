import { createPython } from '@pyloom/client';

const py = await createPython({ sysPath: [import.meta.dirname] });
console.log(await py.call('work', 'squares', [[1, 2, 3]]));
await py.close();
