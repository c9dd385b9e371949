// One contender in a process of its own, since a process can load one CPython: measures a round of an item when it is asked.
import { fileURLToPath } from 'node:url';
import { items } from './items.mjs';

const [name, python, mode] = process.argv.slice(2);
const folder = fileURLToPath(new URL('./work', import.meta.url));
const { open } = await import(`./contenders/${name}.mjs`);
const contender = await open({ python, mode, folder });

process.on('message', async ({ item: index }) => {
  const item = items[index];
  if (item.first) await contender.sqrt(16);
  if (!item.needs.every((ability) => contender[ability])) return process.send({ missing: true });
  try {
    const changed = (await item.changes?.(contender)) ?? false;
    process.send({ figure: await item.measure(contender), changed });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
process.send({ ready: performance.now(), detail: contender.detail });
