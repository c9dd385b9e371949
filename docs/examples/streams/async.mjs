import { createPython } from '@pyloom/client';

const py = await createPython();

await py.exec(`
import asyncio

async def ticks(n):
    for i in range(n):
        await asyncio.sleep(0.001)
        yield {"tick": i}
`);
for await (const { tick } of py.stream('__main__', 'ticks', [3])) console.log(tick);

await py.close();
