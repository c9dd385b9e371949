import { createPython } from '@pyloom/client';

const py = await createPython({ maxConcurrent: 2000 });

await py.exec(`
import asyncio

async def fetch(n):
    await asyncio.sleep(0.1)
    return n * n
`);

console.log(await py.call('__main__', 'fetch', [7]));

// At once: about a tenth of a second, not a hundred.
const squares = await Promise.all(Array.from({ length: 1000 }, (_, n) => py.call('__main__', 'fetch', [n])));
console.log(squares.length, squares.at(-1));

await py.close();
