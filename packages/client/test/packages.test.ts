import { describe, expect, it } from 'vitest';
import { packagesVenv } from '../../../testing/packages-venv.ts';
import { clientForFile } from './support/client';
import { python } from './support/python';

// There are no wheels of uvloop for the free-threaded build of 3.13.
const packages = python.freeThreadedBuild ? ['numpy'] : ['numpy', 'uvloop'];
const venv = packagesVenv(python, packages);

describe.skipIf('missing' in venv)(
  `packages of a venv${'missing' in venv ? `: ${venv.missing}` : ''}`,
  async () => {
    if ('missing' in venv) return;
    const py = await clientForFile({ python: venv.executable });
    const isolated = py.executionMode === 'subinterp';

    it('run wherever they can, without the caller noticing: NumPy', async () => {
      const means = await Promise.all(
        Array.from({ length: 8 }, (_, i) => py.call('numpy', 'mean', [new Float64Array([i, i + 1])])),
      );
      expect(means).toEqual(Array.from({ length: 8 }, (_, i) => i + 0.5));
      await py.defineModule('on_numpy', 'import numpy\ndef total(n): return int(numpy.arange(n).sum())');
      expect(await py.call('on_numpy', 'total', [10])).toBe(45);
      expect(py.stats().homeModules).toEqual(isolated ? ['numpy', 'on_numpy'] : []);
      // What is said to be is what is: NumPy needs no GIL where there is none.
      expect(py.executionMode).toBe(
        isolated ? 'subinterp' : python.freeThreadedBuild ? 'free_threaded' : 'multi_executor',
      );
    });

    it('are imported once for a function that runs at home, and never called twice', async () => {
      await py.defineModule(
        'counting_numpy',
        'import numpy\ncalls = 0\ndef call():\n    global calls\n    calls += 1\n    return calls',
      );
      const counts = await Promise.all(
        Array.from({ length: 10 }, () => py.call<number>('counting_numpy', 'call')),
      );
      expect(counts.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it.skipIf(python.freeThreadedBuild)('are made use of: uvloop runs the coroutines', async () => {
      await py.exec('import asyncio\nasync def loop(): return type(asyncio.get_running_loop()).__module__');
      expect(await py.call('__main__', 'loop')).toBe('uvloop');
      // In sub-interpreters, which uvloop refuses, coroutines run all the same.
      expect(await py.call('asyncio', 'sleep', [0.01, 'slept'])).toBe('slept');
    });

    it.skipIf(python.freeThreadedBuild)('start children from all loops of uvloop at once', async () => {
      const source = `
import asyncio
async def echo(n):
    child = await asyncio.create_subprocess_exec(
        'sh', '-c', 'read line; echo $line; exit 3', stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    out, _ = await child.communicate(b'%d\\n' % n)
    shell = await asyncio.create_subprocess_shell('exec sleep 60')
    shell.terminate()
    return [int(out), child.returncode, await shell.wait()]
`;
      await py.exec(source);
      // Home, since NumPy refuses sub-interpreters: there as elsewhere two packages have two loops.
      for (const name of ['children', 'more_children'])
        await py.defineModule(name, `import numpy\n${source}`);
      const modules = ['__main__', 'children', 'more_children'];
      const results = await Promise.all(
        Array.from({ length: 12 }, (_, n) => py.call(modules[n % 3] as string, 'echo', [n])),
      );
      expect(results).toEqual(Array.from({ length: 12 }, (_, n) => [n, 3, -15]));
    });
  },
);
