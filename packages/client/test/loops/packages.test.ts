import { expect, it } from 'vitest';
import type { PyRef, Python } from '../../src';
import { inEveryMode } from '../callbacks/support/clients';
import { needLateLoops } from './late-loops';

/** A module with a lock that every coroutine wants, so that each but the first waits for it on its loop. */
const locking = `
import asyncio
lock = asyncio.Lock()

async def hold(value=None):
    async with lock:
        await asyncio.sleep(0.005)
    return id(asyncio.get_running_loop()) if value is None else value

async def items(count):
    for i in range(count):
        yield await hold(i)

async def release(value):
    lock.release()
    return value

def plain(value):
    return hold(value)
`;

const many = [1, 2, 3, 4, 5, 6];

/** Another package, whose loop is another one. */
async function packageBeside(py: Python, loop: unknown): Promise<string> {
  for (let i = 0; i < 8; i++) {
    await py.defineModule(`beside_${i}`, locking);
    if ((await py.call(`beside_${i}`, 'hold')) !== loop) return `beside_${i}`;
  }
  throw new Error('all packages are on one loop');
}

inEveryMode(
  (open, mode) => {
    /** Whether calls run in the interpreter in which expressions are evaluated. */
    const shared = mode !== 'subinterp';

    it('runs all coroutines of a module on one loop, whatever calls them', async (test) => {
      needLateLoops(test);
      const py = await open();
      await py.defineModule('one_loop', locking);
      const stream = async () => {
        const got: unknown[] = [];
        for await (const item of py.stream('one_loop', 'items', [3])) got.push(item);
        return got;
      };
      const ended = await Promise.all([
        ...many.map((n) => py.call('one_loop', 'hold', [n])),
        ...many.map((n) => py.call('one_loop', 'plain', [n])),
        ...many.map((n) => py.eval(`__import__('one_loop').hold(${n})`)),
        stream(),
      ]);
      expect(ended).toEqual([...many, ...many, ...many, [0, 1, 2]]);
    });

    it('counts the modules of a package as one', async (test) => {
      needLateLoops(test);
      const py = await open();
      await py.defineModule('packaged', locking);
      await py.defineModule(
        'packaged.inner',
        'import packaged\nasync def hold(): return await packaged.hold()',
      );
      const loops = await Promise.all([
        ...many.map(() => py.call('packaged', 'hold')),
        ...many.map(() => py.call('packaged.inner', 'hold')),
      ]);
      expect(new Set(loops).size).toBe(1);
    });

    it('shares its loops between packages', async (test) => {
      needLateLoops(test);
      const py = await open();
      const names = ['sharing_a', 'sharing_b'];
      for (const name of names) await py.defineModule(name, locking);
      const where = 'import _pyloom_core\nasync def lane(): return _pyloom_core.lane_id()';
      for (const name of names) await py.defineModule(`${name}.where`, where);
      const lanes = await Promise.all(names.map((name) => py.call(`${name}.where`, 'lane')));
      expect(new Set(lanes).size).toBe(2);
      expect(await Promise.all(names.map((name) => py.call(`${name}.where`, 'lane')))).toEqual(lanes);
    });

    it('runs what eval gives on the loop of __main__', async (test) => {
      needLateLoops(test);
      const py = await open({ maxConcurrent: 100 });
      await py.exec(locking);
      const ended = await Promise.all([
        ...many.map((n) => py.call('__main__', 'hold', [n])),
        ...many.map((n) => py.eval('hold(n)', { n })),
        ...many.map((n) => py.call('__main__', 'plain', [n])),
        ...many.map((n) => py.eval('lock.acquire()').then(() => py.eval('release(n)', { n }))),
      ]);
      expect(ended).toEqual([...many, ...many, ...many, ...many]);
    });

    it('awaits a task where it was made', async () => {
      const py = await open();
      await py.exec(`
import asyncio
async def spawn():
    global task
    task = asyncio.ensure_future(asyncio.sleep(0.01, 'done'))
`);
      await py.call('__main__', 'spawn');
      expect(await py.eval('task')).toBe('done');
    });

    it("awaits an object's methods on the loop that the object came from", async () => {
      const py = await open();
      await py.defineModule(
        'resources',
        `import asyncio
class Session:
    async def loop(self):
        return id(asyncio.get_running_loop())
async def make():
    # As a library's class, of which nothing tells who uses it.
    return [type('Session', (), {**vars(Session), '__module__': 'library'})(), id(asyncio.get_running_loop())]
`,
      );
      const [session, loop] = await py.call<[PyRef, number]>('resources', 'make');
      expect(await session.loop()).toBe(loop);
    });

    it('keeps them there while one of them blocks the loop', async (test) => {
      needLateLoops(test);
      const py = await open({ maxConcurrent: 100 });
      let answer = () => {};
      const asked = new Promise<void>((resolve) => {
        py.registerFunction('ask', () => {
          resolve();
          return new Promise<void>((done) => {
            answer = done;
          });
        });
      });
      await py.defineModule('blocked', `${locking}\nimport pyloom\nasync def block(): pyloom.ask()`);
      const loop = await py.call('blocked', 'hold');
      const elsewhere = await packageBeside(py, loop);
      const blocking = py.call('blocked', 'block');
      await asked;
      const waiting = many.map(() => py.call('blocked', 'hold'));
      expect(await py.call(elsewhere, 'hold', [7])).toBe(7);
      answer();
      await blocking;
      expect(new Set(await Promise.all(waiting))).toEqual(new Set([loop]));
    });

    it.runIf(shared)('lets an expression wait without a lane of its own', async () => {
      const py = await open({ maxConcurrent: 100 });
      await py.exec(
        'import asyncio\nasync def meet():\n    global here\n    here += 1\n    while here < 50: await asyncio.sleep(0.001)\nhere = 0',
      );
      await Promise.all(Array.from({ length: 50 }, () => py.eval('meet()')));
      expect(await py.eval('here')).toBe(50);
    });
  },
  { numExecutors: 2, numWorkers: 2, numSubinterpWorkers: 2, numAsyncWorkers: 2 },
);
