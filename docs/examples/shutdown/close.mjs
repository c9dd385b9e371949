import { createPython } from '@pyloom/client';

const py = await createPython();
await py.exec('import atexit; atexit.register(print, "atexit ran")');

const short = py.call('time', 'sleep', [0.05]).then(() => 'finished');
const endless = py.exec('while True: pass').catch((error) => error.code);
const closed = py.close({ timeout: 2000 });
console.log(await py.eval('1').catch((error) => error.code));
console.log(await short);
console.log(await endless);
await closed;
