import { createPython } from '@pyloom/client';

const py = await createPython();
await py.exec('import sys; sys.stdout.write("printed, and not lost\\n")');

py.exec('while True: pass').catch(() => {});
setTimeout(() => process.exit(), 50);
