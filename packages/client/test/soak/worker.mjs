// A worker thread under load of its own, until it is told to stop or is terminated in the middle.
import { parentPort, workerData } from 'node:worker_threads';
import { onlyKinds } from './kinds/index.mjs';
import { Rig } from './rig.mjs';
import { settledDown } from './settled-down.mjs';
import { dumpsOnSignal, printStacks } from './stacks.mjs';

const { options, only, tracks, seed } = workerData;
onlyKinds(only);
const rig = await Rig.open(options, { maxConcurrent: 4 });
await rig.counted(rig.py.exec(dumpsOnSignal));
rig.py.registerFunction('function_of_worker', (n) => n + 1);
rig.tell = (told) => parentPort.postMessage({ told });
parentPort.once('message', () => rig.stop());
const watch = setInterval(() => {
  const lost = rig.overdue();
  if (lost.length === 0) return;
  printStacks(process.pid);
  throw new Error(
    `no answer in a worker thread: ${lost.join(', ')}\n${JSON.stringify(rig.py.stats(), null, 1)}`,
  );
}, 1000);
parentPort.postMessage('running');
await rig.run(tracks, seed);
clearInterval(watch);
await settledDown(rig);
await rig.py.close();
