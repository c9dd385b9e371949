import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { peer } from '../peers.mjs';

/** @type {import('../contender').OpenContender} */
export async function open({ folder }) {
  const pyodide = await peer('pyodide').loadPyodide();
  pyodide.FS.writeFile('work.py', readFileSync(join(folder, 'work.py'), 'utf8'));
  const work = pyodide.pyimport('work');
  const { sqrt } = pyodide.pyimport('math');
  pyodide.runPython(chain);
  const downSync = pyodide.globals.get('down');
  pyodide.globals.set('deeper', (depth) => downSync(depth));
  const echo = (value) => {
    const there = pyodide.toPy(value);
    const back = work.echo(there);
    return back?.toJs ? back.toJs({ dict_converter: Object.fromEntries }) : back;
  };
  return {
    detail: `CPython ${pyodide.runPython('import platform; platform.python_version()')} as WebAssembly, on the JavaScript thread`,
    echo: async (value) => echo(value),
    echoSync: echo,
    sqrt: async (x) => sqrt(x),
    sqrtSync: (x) => sqrt(x),
    spin: async () => work.spin(),
    busy: async (seconds) => work.busy(seconds),
    repeat: async (count) => work.repeat(increment, count),
    repeatSync: (count) => work.repeat(increment, count),
    // Not `down`: the V8 of Node 20 crashes over its coroutines.
    downSync,
    items: function* (count) {
      for (const item of work.items(count)) {
        yield item.toJs({ dict_converter: Object.fromEntries });
        item.destroy();
      }
    },
    close: () => {},
  };
}

const increment = (n) => n + 1;

const chain = `
def down(depth):
    return 0 if depth == 0 else deeper(depth - 1) + 1
`;
