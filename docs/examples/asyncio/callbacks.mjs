import { createPython } from '@pyloom/client';

const py = await createPython();

let waiting = 0;
let most = 0;
py.registerFunction('lookup', async (id) => {
  most = Math.max(most, ++waiting);
  await new Promise((resolve) => setTimeout(resolve, 20));
  waiting--;
  return `user ${id}`;
});
await py.exec(`
import asyncio
from pyloom import call_async

async def everyone(ids):
    return await asyncio.gather(*(call_async("lookup", id) for id in ids))
`);
console.log(await py.call('__main__', 'everyone', [[1, 2, 3]]), `${most} at once`);

await py.close();
