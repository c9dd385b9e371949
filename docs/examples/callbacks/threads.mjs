import { createPython } from '@pyloom/client';

const py = await createPython();

const progress = [];
py.registerFunction('report', (done) => progress.push(done));
await py.exec(`
from concurrent.futures import ThreadPoolExecutor
import pyloom

def work(n):
    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(step, range(n)))

def step(i):
    pyloom.report(i)
    return i * i
`);
console.log(await py.call('__main__', 'work', [10]), progress.length);

await py.close();
