// Tells how long after its start this process has its first answer from Python.
import { fileURLToPath } from 'node:url';

const [name, python, mode] = process.argv.slice(2);
const folder = fileURLToPath(new URL('./work', import.meta.url));
if (name !== 'nothing') {
  const { open } = await import(`./contenders/${name}.mjs`);
  const contender = await open({ python, mode, folder });
  await contender.sqrt(16);
}
process.send(performance.now());
