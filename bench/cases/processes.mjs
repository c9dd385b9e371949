// Calls that run in processes (mode 'process'), beside the same in the lanes of the mode that is measured, and beside bare costs: a hop
// to a polling thread, a hop to a polling process over shared memory, a copy, `python -c pass`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createPython } from '@pyloom/client';
import { makeDocument } from '../../packages/wire/bench/document.mjs';
import { interleave, perAwait, perCall, perSecond } from '../lib/measure.mjs';

export const title = 'Calls in processes';

const megabytes = 8 * 1024 * 1024;
const killAfter = 100;
const spin = 'x = 0\nfor i in range(4_000_000): x += i * i\n';
const source = `import ctypes, pyloom
def echo(value):
    return value
def many(count):
    for i in range(count): pyloom.call('bench_next', i)
def spin():
    ${spin.trim().replaceAll('\n', '\n    ')}
def keep_gil():
    ctypes.PyDLL(None).sleep(1000)
`;

export async function run({ py, raw, python }) {
  if (process.platform !== 'linux') return [];
  const processes = await createPython({ python, mode: 'process', numProcesses: 2, maxConcurrent: 2000 });
  for (const each of [py, processes]) {
    await each.defineModule('bench_processes', source);
    each.registerFunction('bench_next', (n) => n + 1);
  }
  const rows = [
    ...(await calls(py, processes, raw)),
    ...(await hostFunctions(py, processes)),
    ...(await values(py, processes)),
    ...(await factor(processes, python)),
  ];
  await processes.close();
  return [...rows, ...(await lives(python))];
}

async function calls(py, processes, raw) {
  let pong = () => {};
  raw.startPingPong(50, () => pong());
  const ping = () =>
    new Promise((resolve) => {
      pong = resolve;
      raw.ping();
    });
  const sqrt = (each) => () => each.call('math', 'sqrt', [16]);
  const figures = await interleave({
    hop: perAwait(ping, 5000),
    processHop: async () => raw.processHop(100_000),
    lanes: perAwait(sqrt(py), 5000),
    awaited: perAwait(sqrt(processes), 5000),
    sync: perCall(() => processes.callSync('math', 'sqrt', [16]), 5000),
  });
  raw.stopPingPong();
  const many = await interleave({
    lanes: perSecond(sqrt(py), 1000, 50),
    processes: perSecond(sqrt(processes), 1000, 50),
  });
  return [
    { item: 'bare hop to a polling thread and back, promise', ...us(figures.hop) },
    { item: 'bare hop to a polling process and back, shared memory', ...us(figures.processHop) },
    {
      item: "`await py.call('math', 'sqrt', [16])`, one at a time",
      ...us(figures.awaited),
      raw: `${over(figures.awaited, figures.hop)} the hop to a thread, ${over(figures.awaited, figures.lanes)} lanes that are threads`,
      aim: '10 µs, 2 × the bare hop',
    },
    {
      item: "`py.callSync('math', 'sqrt', [16])`",
      ...us(figures.sync),
      raw: `${over(figures.sync, figures.processHop)} the hop to a process`,
      aim: '8 µs',
    },
    {
      item: 'the same call, 1000 in flight',
      value: many.processes.median,
      unit: '/s',
      raw: `${over(many.processes, many.lanes)} lanes that are threads`,
      aim: '400 000/s',
    },
  ];
}

async function hostFunctions(py, processes) {
  const count = 5000;
  const each = (client) => async () => {
    const start = performance.now();
    await client.call('bench_processes', 'many', [count]);
    return ((performance.now() - start) * 1e6) / count;
  };
  const figures = await interleave({ lanes: each(py), processes: each(processes) });
  return [
    {
      item: 'a host function, called within such a call',
      ...us(figures.processes),
      raw: `${over(figures.processes, figures.lanes)} lanes that are threads`,
      aim: '20 µs',
    },
  ];
}

async function values(py, processes) {
  const document = makeDocument();
  const buffer = Buffer.alloc(megabytes, 1);
  const echo = (each, value) => () => each.call('bench_processes', 'echo', [value]);
  const shared = await processes.sharedArray(Float64Array, megabytes / 8);
  const figures = await interleave({
    lanesDocument: perAwait(echo(py, document), 2000),
    document: perAwait(echo(processes, document), 2000),
    copy: perCall(() => Buffer.from(buffer), 10),
    lanesBuffer: perAwait(echo(py, buffer), 10),
    buffer: perAwait(echo(processes, buffer), 10),
    shared: perAwait(echo(processes, shared), 2000),
  });
  return [
    {
      item: 'a document of 2 KB, there and back, awaited',
      ...us(figures.document),
      raw: `${over(figures.document, figures.lanesDocument)} lanes that are threads`,
      aim: '1.3 × those',
    },
    {
      item: 'a Buffer of 8 MB, there and back, awaited',
      ...ms(figures.buffer),
      raw: `${over(figures.buffer, figures.lanesBuffer)} lanes that are threads, ${over(figures.buffer, figures.copy)} one new copy`,
      aim: '1.5 × those',
    },
    {
      item: 'a shared array of 8 MB, there and back, awaited',
      ...us(figures.shared),
      aim: '30 µs',
    },
  ];
}

/** Four calls that compute, on two processes, beside as many programs of plain Python. */
async function factor(processes, python) {
  const timed = (task) => async () => {
    const start = performance.now();
    await task();
    return (performance.now() - start) * 1e6;
  };
  const program = () => once(spawn(python, ['-c', spin], { stdio: 'ignore' }), 'exit');
  const call = () => processes.call('bench_processes', 'spin');
  const four = (task) => Promise.all([task(), task(), task(), task()]);
  const twice = async () => {
    for (let i = 0; i < 2; i++) await Promise.all([program(), program()]);
  };
  const figures = await interleave(
    {
      one: timed(call),
      four: timed(() => four(call)),
      bareOne: timed(program),
      bareFour: timed(twice),
    },
    5,
  );
  const gain = (4 * figures.one.median) / figures.four.median;
  const bare = (4 * figures.bareOne.median) / figures.bareFour.median;
  return [
    { item: 'four times the same work, two plain programs at a time', value: bare, unit: '×' },
    {
      item: 'four calls of it, two processes',
      value: gain,
      unit: '×',
      raw: `${((gain / bare) * 100).toFixed(0)} % of the programs`,
      aim: '1.8 × on two cores',
    },
  ];
}

/** How processes start, what they weigh, and how one ends that does not want to. */
async function lives(python) {
  const timed = (task) => async () => {
    const start = performance.now();
    await task();
    return performance.now() - start;
  };
  const memory = { bare: [], lane: [] };
  const ends = [];
  const starts = await interleave(
    {
      program: timed(() => once(spawn(python, ['-c', 'pass'], { stdio: 'ignore' }), 'exit')),
      client: async () => {
        const start = performance.now();
        const py = await createPython({ python, mode: 'process', numProcesses: 1, process: { killAfter } });
        await py.call('builtins', 'repr', [1]);
        const time = performance.now() - start;
        memory.lane.push(py.stats().lanes[0].rss / 2 ** 20);
        memory.bare.push(await residentMegabytes(python));
        await py.defineModule('bench_processes', source);
        ends.push(await hardStop(py));
        await py.close({ timeout: 0 });
        return time;
      },
    },
    9,
  );
  const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
  return [
    { item: '`python -c pass`', value: starts.program.median, unit: 'ms' },
    {
      item: 'createPython() with one process, and a first answer',
      value: starts.client.median,
      unit: 'ms',
      raw: `${(starts.client.median - starts.program.median).toFixed(1)} ms more`,
      aim: '60 ms more',
    },
    { item: 'memory of a plain Python that waits', value: median(memory.bare), unit: 'MB' },
    {
      item: 'memory of a process lane',
      value: median(memory.lane),
      unit: 'MB',
      raw: `${(median(memory.lane) - median(memory.bare)).toFixed(1)} MB more`,
      aim: '12 MB more',
    },
    {
      item: `C code that keeps the GIL is ended: after \`killAfter\` (${killAfter} ms) another`,
      value: median(ends),
      unit: 'ms',
      aim: '50 ms',
    },
  ];
}

async function residentMegabytes(python) {
  const child = spawn(python, ['-c', 'import sys; sys.stdin.read()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const [, pages] = readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ');
  child.stdin.end();
  await once(child, 'exit');
  return (Number(pages) * 4096) / 2 ** 20;
}

/** Milliseconds from `killAfter` after a call's time limit to the end of its process. */
async function hardStop(py) {
  const [{ pid }] = py.stats().lanes;
  await py.call('bench_processes', 'keep_gil', [], { timeout: 20 }).catch(() => {});
  const interrupted = performance.now();
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return performance.now() - interrupted - killAfter;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const us = ({ median }) => ({ value: median / 1000, unit: 'µs' });
const ms = ({ median }) => ({ value: median / 1e6, unit: 'ms' });
const over = (figure, beside) => `${(figure.median / beside.median).toFixed(2)} ×`;
