import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** Each level of these needs stack of C's, some of them kilobytes. */
const source = `
import functools, json
def plain(n): return plain(n + 1)
def through_sorted(n): return sorted([1, 2], key=lambda _: through_sorted(n + 1))
def through_map(n): return list(map(through_map, [n + 1]))
class Shown:
    def __repr__(self): return f'{self!r}'
def through_repr(n): return repr(Shown())
def through_json(n):
    value = []
    for _ in range(100_000): value = [value]
    return json.dumps(value)
def through_partial(n): return functools.partial(functools.partial(through_partial), n)()
`;
const functions = [...source.matchAll(/def (plain|through_\w+)/g)].map(([, name]) => name);

const program = `
const py = await client.createPython();
await py.defineModule('deep', ${JSON.stringify(source)});
for (const name of ${JSON.stringify(functions)}) {
  try { py.callSync('deep', name, [0]); } catch (error) { console.log(error.type); }
}
await py.close();
if (typeof shared !== 'undefined') shared[0] = 0;
`;

it.each(['run.mjs', 'in-workers.mjs'])(
  'a recursion without end within callSync is a RecursionError, whatever stack its thread has (%s)',
  async (fixture) => {
    const file = join(import.meta.dirname, '../fixtures', fixture);
    const { stdout } = await run(process.execPath, [file, program], {
      timeout: 140_000,
      killSignal: 'SIGKILL',
    });
    const told = stdout.trim().split('\n');
    expect(new Set(told)).toEqual(new Set(['RecursionError']));
    expect(told.length % functions.length).toBe(0);
  },
);
