import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createPython, ensureVenv } from '@pyloom/client';

const folder = mkdtempSync('venv-');
const path = join(folder, '.venv');

const first = await ensureVenv({
  path,
  requirements: [], // ['numpy>=2', 'requests'], or the path of a requirements file
  onProgress: ({ type }) => type !== 'output' && console.log(type),
});
const second = await ensureVenv({ path });
console.log(first.changed, second.changed);

const py = await createPython({ python: path });
console.log(py.venvInfo().path === first.path);
await py.close();

rmSync(folder, { recursive: true });
