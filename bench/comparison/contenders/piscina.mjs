import { join } from 'node:path';
import { peer } from '../peers.mjs';

/** @type {import('../contender').OpenContender} */
export async function open({ folder }) {
  const { Piscina } = peer('piscina');
  const pool = new Piscina({ filename: join(folder, 'piscina-worker.mjs'), minThreads: 4, maxThreads: 4 });
  const call = (name) => (argument) => pool.run(argument, { name });
  return {
    detail: 'no Python: JavaScript in 4 worker threads',
    echo: call('echo'),
    sqrt: call('sqrt'),
    spin: call('spin'),
    busy: call('busy'),
    close: () => pool.destroy(),
  };
}
