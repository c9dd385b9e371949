// A process that leaves in the middle of a call: tells when it does, and then takes as long as its contender lets it.
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const [name, python, mode] = process.argv.slice(2);
const folder = fileURLToPath(new URL('./work', import.meta.url));
const { open } = await import(`./contenders/${name}.mjs`);
const contender = await open({ python, mode, folder });
contender.busy(3).catch(() => {});
await sleep(200);
process.send('leaving', () => process.exit(7));
