import { createPython } from '@pyloom/client';

const py = await createPython();

await py.exec(`
import asyncio, pyloom

async def patient():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        pyloom.state_set("told", True)
        raise
`);

const error = await py.call('__main__', 'patient', [], { timeout: 1000 }).catch((reason) => reason);
console.log(error.code);
while (!py.state.get('told')) await new Promise((resolve) => setTimeout(resolve, 1));
console.log('the coroutine was told');

await py.close();
