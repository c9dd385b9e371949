import { expect, it } from 'vitest';
import { type AdviceFacts, adviceFor } from '../../src/cli/advice';

const facts: AdviceFacts = {
  mode: 'subinterp',
  executors: 8,
  cores: 8,
  freeThreadedBuild: false,
  isEmbedded: true,
  processesWork: true,
  refusing: [],
  others: [],
};
const python = (version: string, library = '/lib/libpython.so', freeThreadedBuild = false) => ({
  version,
  versionInfo: version.split('.').map(Number) as [number, number, number],
  library,
  freeThreadedBuild,
  source: 'uv',
});
const old = { ...facts, mode: 'multi_executor', executors: 4 } as const;
const hows = (changes: Partial<AdviceFacts>) => adviceFor({ ...facts, ...changes }).map(({ how }) => how);

it.each<[string, Partial<AdviceFacts>, string[]]>([
  ['nothing where all cores run Python', {}, []],
  ['nothing without a GIL', { mode: 'free_threaded', freeThreadedBuild: true }, []],
  [
    'an installed Python with a GIL for each interpreter, processes and more lanes',
    { ...old, others: ['3.11.9', '3.12.3', '3.12.4', '3.13.1'].map((version) => python(version)) },
    [
      "createPython({ python: '3.13' }): 3.13.1 is here (uv)",
      "createPython({ mode: 'process' })",
      'createPython({ workers: 8 })',
    ],
  ],
  [
    'a Python to be installed where the others will not do',
    {
      ...old,
      cores: 4,
      processesWork: false,
      others: [python('3.12.3'), python('3.13.1', ''), python('3.14.1', '/lib/libpython.so', true)],
    },
    ["npx pyloom python install 3.13, then createPython({ python: '3.13' })"],
  ],
  ['the GIL off', { ...old, executors: 8, freeThreadedBuild: true }, ['unset PYTHON_GIL']],
  ['processes for NumPy', { refusing: ['numpy'] }, ["createPython({ refused: 'process' })"]],
  ['no processes where they do not work', { refusing: ['numpy'], processesWork: false }, []],
  [
    'a Python that is called within the process',
    { mode: 'process', isEmbedded: false, others: [python('3.11.9')] },
    ["createPython({ python: '3.11' }): 3.11.9 is here (uv)"],
  ],
])('advises %s', (_, changes, expected) => {
  expect(hows(changes)).toEqual(expected);
});
