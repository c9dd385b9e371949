import { createPython } from '@pyloom/client';

const py = await createPython({ sysPath: [import.meta.dirname] });
console.log("It's", await py.call('clock', 'what_time_is_it'));
