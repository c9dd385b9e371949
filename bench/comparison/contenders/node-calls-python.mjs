import { join } from 'node:path';
import { peer } from '../peers.mjs';

/** @type {import('../contender').OpenContender} */
export async function open({ folder }) {
  const { interpreter: py } = peer('node-calls-python');
  const work = py.importSync(join(folder, 'work.py'));
  const math = py.importSync('math');
  const downSync = (depth) => py.callSync(work, 'down', downSync, depth);
  return {
    detail: 'one interpreter, one GIL',
    echo: (value) => py.call(work, 'echo', value),
    echoSync: (value) => py.callSync(work, 'echo', value),
    sqrt: (x) => py.call(math, 'sqrt', x),
    sqrtSync: (x) => py.callSync(math, 'sqrt', x),
    spin: () => py.call(work, 'spin'),
    busy: (seconds) => py.call(work, 'busy', seconds),
    repeat: (count) => py.call(work, 'repeat', (n) => n + 1, count),
    repeatSync: (count) => py.callSync(work, 'repeat', (n) => n + 1, count),
    downSync,
    close: () => {},
  };
}
