import { createPython } from '@pyloom/client';

// The folder of this file, or of the bundle that it becomes a part of.
const py = await createPython({ sysPath: [import.meta.dirname] });

console.log(await py.call('prices', 'with_tax', [[10, 20]]));
await py.close();
