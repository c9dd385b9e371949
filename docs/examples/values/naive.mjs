import { createPython, naive } from '@pyloom/client';

const py = await createPython();
const party = await py.eval('__import__("datetime").datetime(2024, 2, 29, 20, 15)');
console.log(await py.eval('[str(moment), moment.tzinfo]', { moment: naive(party) }));
await py.close();
