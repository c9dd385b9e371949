import { createPython } from '@pyloom/client';

const py = await createPython({ process: { rlimits: { as: 2 ** 30 } } });

const session = await py.context({ isolated: true });
await session.exec('answer = 6 * 7');
console.log(await session.eval('answer'));
await session.exec('bytearray(2 ** 31)').catch(({ type }) => console.log(type));
await session.exec('import os; os.abort()').catch(({ code }) => console.log(code));
await session.close();

console.log(await py.call('math', 'sqrt', [16]));
await py.close();
