// Python calls JavaScript calls Python, a thousand levels down and up again, on one thread and with one permit.
import { createPython } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 1 });

py.registerFunction('down', (depth) => py.call('__main__', 'level', [depth]));

await py.exec(`
import pyloom, threading

threads = set()

def level(depth):
    threads.add(threading.get_ident())
    return 0 if depth == 0 else pyloom.down(depth - 1) + 1
`);
for (const depth of [10, 100, 1000]) console.log(await py.call('__main__', 'level', [depth]));
console.log(`threads: ${await py.eval('len(threads)')}`);

await py.close();
