// Prints how long a request takes, and how many go through in a second: an application of Python behind a Node server by @pyloom/asgi,
// and by uvicorn behind a Node proxy, in the same run, by turns. Nothing here fails by time.
//
//   PYTHON=venv/bin/python node bench/asgi.bench.mjs      a Python that has uvicorn and fastapi; uvloop and httptools if there
//   PLATFORMATIC=…/@platformatic/python-node/index.js     beside this one, which needs LD_LIBRARY_PATH and VIRTUAL_ENV for that Python
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { rate, times } from './client.mjs';

const rounds = Number(process.env.ROUNDS ?? 7);
const python = process.env.PYTHON ?? '.venv/bin/python';
const folder = join(import.meta.dirname, 'servers');
const children = [];

async function start(file, args) {
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PYLOOM_PYTHON: python },
  });
  children.push(child);
  child.once('exit', (code) => code && console.error(`${file} ${args.join(' ')} has ended with ${code}`));
  const [port] = await once(child.stdout, 'data');
  child.stdout.resume();
  return Number(String(port));
}

const node = (script, argument) => start(process.execPath, [join(folder, script), String(argument)]);

/** uvicorn as it starts by itself: with uvloop and httptools where they are installed. */
async function uvicorn({ target, factory, workers }) {
  const code = `import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])`;
  const port = Number(execFileSync(python, ['-c', code]));
  const args = [
    '-m',
    'uvicorn',
    target,
    '--port',
    port,
    '--log-level',
    'error',
    '--no-access-log',
    '--app-dir',
    folder,
  ];
  if (factory) args.push('--factory');
  if (workers > 1) args.push('--workers', workers);
  children.push(spawn(python, args, { stdio: ['ignore', 'inherit', 'inherit'] }));
  for (;;) {
    try {
      if ((await fetch(`http://127.0.0.1:${port}/`)).ok) return port;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

async function compare(title, contenders) {
  const latency = contenders.map(() => []);
  const throughput = contenders.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, { port }] of contenders.entries()) {
      const one = median(await times(port, 300));
      const many = await rate(port, 32, 2000);
      if (round < 0) continue;
      latency[i].push(one);
      throughput[i].push(many);
    }
  }
  console.log(`\n${title}`);
  for (const [i, { name }] of contenders.entries()) {
    const [one, many] = [median(latency[i]), median(throughput[i])];
    console.log(
      `  ${name.padEnd(44)} ${one.toFixed(0).padStart(6)} µs ${(one / median(latency[0])).toFixed(2).padStart(5)} x` +
        `   ${many.toFixed(0).padStart(6)} /s ${(many / median(throughput[0])).toFixed(2).padStart(5)} x`,
    );
  }
}

async function contenders({ target, factory = false, workers = 1, modes = ['auto', 'process'] }) {
  const behind = await uvicorn({ target, factory, workers });
  const all = [
    { name: `uvicorn behind a Node proxy, ${workers} workers`, port: await node('proxy.mjs', behind) },
    { name: `uvicorn alone, ${workers} workers`, port: behind },
    { name: 'Node alone, without any Python', port: await node('node-alone.mjs') },
  ];
  const { PLATFORMATIC } = process.env;
  if (PLATFORMATIC && !factory && workers === 1) {
    const port = await start(process.execPath, [join(folder, 'platformatic.mjs'), PLATFORMATIC, target]);
    all.push({ name: '@platformatic/python-node', port });
  }
  for (const mode of modes) {
    const port = await node('pyloom.mjs', JSON.stringify({ target, factory, workers, mode }));
    all.push({ name: `@pyloom/asgi, mode ${mode}, ${workers} workers`, port });
  }
  return all;
}

function end() {
  for (const child of children.splice(0)) child.kill();
}

try {
  console.log(
    `Node ${process.version}, ${String(execFileSync(python, ['--version'])).trim()}, ${availableParallelism()} processors`,
  );
  console.log('one at a time (median), and 32 connections at once');
  await compare('The protocol alone', await contenders({ target: 'applications:plain' }));
  end();
  await compare('FastAPI', await contenders({ target: 'applications:fastapi', factory: true }));
  end();
  const workers = availableParallelism();
  await compare(
    'Half a millisecond of Python, one worker',
    await contenders({ target: 'applications:computing', modes: ['process'] }),
  );
  end();
  await compare(
    'The same',
    await contenders({ target: 'applications:computing', workers, modes: ['process'] }),
  );
} finally {
  end();
}
