import { join } from 'node:path';
import { peer } from '../peers.mjs';

/** @type {import('../contender').OpenContender} */
export async function open({ python, folder }) {
  const { PythonShell } = peer('python-shell');
  const shell = new PythonShell(join(folder, 'shell.py'), { mode: 'json', pythonPath: python });
  const waiting = [];
  shell.on('message', ({ result }) => waiting.shift()(result));
  const call = (name, ...args) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      shell.send({ name, args });
    });
  return {
    detail: 'a Python process, JSON over a pipe',
    echo: (value) => call('echo', value),
    sqrt: (x) => call('sqrt', x),
    spin: () => call('spin'),
    busy: (seconds) => call('busy', seconds),
    close: () => shell.kill('SIGKILL'),
  };
}
