import { createPython } from '@pyloom/client';

const py = await createPython();
await py.exec(`
import pyloom

counts = pyloom.shared_array('int32', (2, 3))

def get(): return counts
def count(i, j): counts[i, j] += 1
`);

const { data, shape } = await py.call('__main__', 'get');
await py.call('__main__', 'count', [1, 2]);
data[0] = 7;
await py.call('__main__', 'count', [0, 0]);
console.log(shape, data);

await py.close();
