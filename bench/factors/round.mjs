// One round on one Python: node round.mjs PYTHON
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createPython } from '@pyloom/client';
import { tasks } from './tasks.mjs';

const [python] = process.argv.slice(2);
// Libraries that compute in threads of their own would use both processors for one call.
const env = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
Object.assign(process.env, env);

const threads = await createPython({ python });
const processes = await createPython({ python, mode: 'process', workers: 2 });
const figures = {};
for (const [i, { name, source }] of tasks.entries()) {
  const [programs, pieces] = [[await program(source), await program(source)], []];
  for (const py of [threads, processes]) {
    await py.defineModule(`factors_${i}`, source);
    const work = py.func(`factors_${i}`, 'work');
    pieces.push(await factor(work));
  }
  figures[name] = { threads: pieces[0], processes: pieces[1], programs: await factorOfTwo(programs) };
  for (const each of programs) await each.end();
}
process.send(figures);

/** How many times as fast four are at once as one after the other. */
async function factor(work) {
  await Promise.all([work(), work(), work(), work()]); // imported in every lane
  const inTurn = await milliseconds(() => times(4, work));
  return inTurn / (await milliseconds(() => Promise.all([work(), work(), work(), work()])));
}

/** The same of two programs, which take two pieces each. */
async function factorOfTwo(programs) {
  const [first] = programs;
  const inTurn = await milliseconds(() => times(4, first.work));
  return inTurn / (await milliseconds(() => Promise.all(programs.map(({ work }) => times(2, work)))));
}

/** A plain Python that does a piece of the work for each line that it reads. */
async function program(source) {
  const loop = `${source}\nimport sys\nwork()\nfor line in sys.stdin: print(work(), flush=True)`;
  const child = spawn(python, ['-c', `${loop}\n`], { stdio: ['pipe', 'pipe', 'inherit'] });
  const work = async () => {
    child.stdin.write('\n');
    await new Promise((resolve) => child.stdout.once('data', resolve));
  };
  await work();
  const ended = once(child, 'exit');
  const end = () => {
    child.stdin.end();
    return ended;
  };
  return { work, end };
}

async function times(count, task) {
  for (let i = 0; i < count; i++) await task();
}

async function milliseconds(task) {
  const start = performance.now();
  await task();
  return performance.now() - start;
}
