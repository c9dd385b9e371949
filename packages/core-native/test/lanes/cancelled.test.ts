import { describe, expect, it } from 'vitest';
import { pools } from '../support/python';
import { runModule } from '../support/run-child';

// What waits behind a lane that is busy for long must not keep what it was to pass.
describe.each(pools)('a cancelled call in the pool %s', (pool) => {
  const loops = pool === 'home' ? 'asyncHome' : 'asyncWork';
  it.each([
    ['in the queue of the pool', `where = { pool: '${pool}' }`, 'sleep'],
    [
      'in the queue of a lane',
      `where = { pool: '${pool}', lane: py.runtime.reserveLane('${pool}') }`,
      'sleep',
    ],
    ['in the inbox of a loop', `where = { pool: '${loops}' }`, 'sleep_on_loop'],
  ])('lets go of its arguments %s', async (_what, place, busy) => {
    const { stdout, stderr } = await runModule(
      `
      const py = await open({ size: 1 });
      let where;
      ${place};
      await py.define('cancelling', 'import time, pyloom\\ndef sleep():\\n    pyloom.call("running")\\n    time.sleep(1000)\\n'
        + 'async def sleep_on_loop():\\n    await pyloom.call_async("running")\\n    time.sleep(1000)\\ndef take(*args): pass');
      const settler = { resolve() {}, reject() {}, reroute() {} };
      const submit = (name, args) => py.session.submit({ key: py.runtime.functionKey('cancelling', name), args, ...where }, settler);
      submit('${busy}', []);
      await py.running(1);
      const kept = Array.from({ length: 100 }, () => {
        const buffer = new ArrayBuffer(1 << 20);
        const callback = () => {};
        const id = submit('take', [new Uint8Array(buffer), callback]);
        setImmediate(() => py.session.cancel(id));
        return [new WeakRef(buffer), new WeakRef(callback)];
      }).flat();
      while (kept.some((each) => each.deref() !== undefined)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        gc();
      }
      const { lanes } = py.runtime.stats();
      console.log(lanes.some(({ busy, kind }) => busy && kind === where.pool));
      process.exit();
    `,
      { nodeOptions: ['--expose-gc'] },
    );
    expect(stdout, stderr).toBe('true\n');
  });
});

describe('a getter among the arguments', () => {
  const setUp = `
    const py = await open({ size: 1 });
    const other = py.runtime.openSession();
    const key = py.runtime.functionKey('builtins', 'str');
    let last;
    const submit = (session, argument) =>
      new Promise((resolve, reject) => {
        last = session.submit({ key, args: [argument], pool: 'home' }, { resolve, reject, reroute() {} });
      });
    const show = async (promises) => {
      const ended = await Promise.allSettled(promises);
      console.log(ended.map(({ value, reason }) => value ?? reason.name).join());
    };
  `;

  it.each(['cutOff', 'close'])(
    'that ends its own call by %s() leaves the others of that turn alone',
    async (how) => {
      const { stdout, stderr } = await runModule(`
      ${setUp}
      const ending = { get it() { other.${how}(); return 1; } };
      await show([submit(py.session, 'before'), submit(other, ending), submit(py.session, 'after')]);
      process.exit();
    `);
      expect(stdout, stderr).toBe('before,ClosedError,after\n');
    },
  );

  it.each(['cutOff', 'close'])(
    'that ends calls not sent yet by %s() leaves the others alone',
    async (how) => {
      const { code, stdout, stderr } = await runModule(`
      ${setUp}
      const nested = [];
      const inner = { get it() { other.${how}(); return 2; } };
      const ending = { get it() { nested.push(submit(py.session, inner)); return 1; } };
      const ended = submit(other, 'ended');
      await show([submit(py.session, 'before'), ended, submit(py.session, ending), submit(py.session, 'after')]);
      await show(nested);
      other.close();
      py.session.close();
    `);
      expect({ code, stdout }, stderr).toEqual({
        code: 0,
        stdout: "before,ClosedError,{'it': 1},after\n{'it': 2}\n",
      });
    },
  );

  it('that cancels a call not sent yet leaves its number alone until then', async () => {
    const { code, stdout, stderr } = await runModule(`
      ${setUp}
      submit(py.session, 'cancelled');
      const cancelled = last;
      const nested = [];
      const cancelling = { get it() { py.session.cancel(cancelled); nested.push(submit(py.session, 'nested')); return 1; } };
      await show([submit(py.session, cancelling), submit(py.session, 'after')]);
      await show(nested);
      py.session.close();
    `);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: "{'it': 1},after\nnested\n" });
  });

  it('that closes the session of a synchronous call makes it throw', async () => {
    const { stdout, stderr } = await runModule(`
      ${setUp}
      const closing = { get it() { other.close(); return 1; } };
      try {
        other.callSync(key, [closing]);
      } catch (error) {
        console.log(error.name);
      }
      console.log(py.session.callSync(key, ['after']));
      process.exit();
    `);
    expect(stdout, stderr).toBe('ClosedError\nafter\n');
  });
});
