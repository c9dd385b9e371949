import { createPython } from '@pyloom/client';

const py = await createPython();
try {
  console.log(await py.eval('1 + 1'));
} finally {
  await py.close();
}
console.log(await py.eval('1 + 1').catch((error) => error.code));
