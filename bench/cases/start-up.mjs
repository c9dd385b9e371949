// From the start of a process to the first answer of Python, and what each trick on the way there is worth.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { interleave } from '../lib/measure.mjs';

export const title = 'Start-up';

/** What the packages need of Node when they are loaded. */
const needed = 'async_hooks buffer diagnostics_channel fs module os path url util'.split(' ');

/** What they need only to ask a Python what it is, or to make an environment, and so load then. */
const late = 'child_process crypto net readline'.split(' ');

export async function run({ python, mode }) {
  const viaNodeGypBuild = { LIBC: process.env.LIBC ?? 'glibc' };
  const { node, pyloom, trusting, searching, got, imported, early } = await interleave(
    {
      node: () => startOf('time', ['nothing']),
      pyloom: () => startOf('time', ['pyloom', python, mode]),
      // What others do on the machine hides milliseconds of a start, but takes little of a processor's time.
      trusting: () => startOf('processor', ['pyloom', python, mode]),
      searching: () => startOf('processor', ['pyloom', python, mode], viaNodeGypBuild),
      got: () => startOf('processor', ['got', ...needed]),
      imported: () => startOf('processor', ['imported', ...needed]),
      early: () => startOf('processor', ['got', ...needed, ...late]),
    },
    15,
  );
  const ms = ({ median }) => ({ value: median, unit: 'ms' });
  const more = (figure, than) => `${(figure.median - than.median).toFixed(1)} ms more`;
  return [
    { item: 'node, to its first line', ...ms(node) },
    {
      item: 'the same, with createPython() and a first answer',
      ...ms(pyloom),
      raw: more(pyloom, node),
      aim: '35 ms more',
    },
    { item: '… of a processor', ...ms(trusting) },
    { item: '… where node-gyp-build looks for the addons', ...ms(searching), raw: more(searching, trusting) },
    {
      item: 'node with its modules that the packages use, by getBuiltinModule(), of a processor',
      ...ms(got),
    },
    { item: '… by import', ...ms(imported), raw: more(imported, got) },
    { item: '… and those that they load when they need them', ...ms(early), raw: more(early, got) },
  ];
}

const starter = fileURLToPath(new URL('../lib/start-up.mjs', import.meta.url));

/** Milliseconds until a child process says that it is ready, as it measures them from its own start. */
function startOf(figure, args, env = {}) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [starter, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`start-up of ${args[0]} failed: ${stderr}`);
  return JSON.parse(stdout)[figure];
}
