// For child processes and worker threads of tests: the runtime, and calls as promises.
import { currentHostCall, findPython, loadRuntime } from '@pyloom/core-native';

/** The monotonic clock, which all processes of the machine share, for the parent to subtract from. */
export const now = () => process.hrtime.bigint();

/** Calls that do not end by themselves. Each tells the host function `running` once it is under way. */
const endless = `
import asyncio, time, pyloom

def busy():
    pyloom.call('running')
    while True:
        pass

def deaf():
    pyloom.call('running')
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass

def sleep(seconds=1000):
    pyloom.call('running')
    time.sleep(seconds)

def sleep_with_gil(seconds=1000):
    import ctypes
    pyloom.call('running')
    ctypes.PyDLL(None).sleep(seconds)

def ask():
    pyloom.call('never')

async def wait():
    await pyloom.call_async('running')
    await asyncio.sleep(1000)

async def busy_task():
    await pyloom.call_async('running')
    while True:
        pass

def hash_on():
    import hashlib
    data = bytes(1 << 20)
    pyloom.call('running')
    while True:
        hashlib.sha256(data).digest()
`;

/**
 * Opens the runtime with pools of `size` lanes and a session in it.
 *
 * @param {{ size?: number, python?: string }} [options]
 */
export async function open({ size = 4, python } = {}) {
  const runtime = await loadRuntime(await findPython({ python }));
  const session = runtime.openSession();
  for (const kind of ['home', 'work', 'asyncHome', 'asyncWork']) runtime.configurePool(kind, size, 64);

  const submit = (pool, module, name, args = []) => {
    let id;
    const promise = new Promise((resolve, reject) => {
      const settler = {
        resolve,
        reject,
        reroute(callId, reason) {
          const away = pool === 'work' && reason !== 'home';
          session.resubmit(callId, { pool: reason === 'home' ? 'home' : away ? 'asyncWork' : 'asyncHome' });
        },
      };
      const key = runtime.functionKey(module, name);
      id = session.submit({ key, args, pool, parent: currentHostCall() }, settler);
    });
    return { id, promise };
  };

  let running = 0;
  let waiters = [];
  const note = () => {
    running += 1;
    waiters = waiters.filter(({ count, resolve }) => {
      if (running < count) return true;
      resolve();
      return false;
    });
  };
  session.registerHostFunction('running', note);
  session.registerHostFunction('never', () => {
    note();
    return new Promise(() => {});
  });
  /** Makes `source` importable in every interpreter. */
  const define = (name, source) =>
    session.broadcast(runtime.functionKey('pyloom._defined', 'define'), [name, source], {
      remember: `module:${name}`,
    });
  await define('endless', endless);

  return {
    runtime,
    session,
    define,
    submit,
    /** @returns {Promise<any>} */
    call: (pool, module, name, args) => submit(pool, module, name, args).promise,
    exec: (pool, source) => submit(pool, 'builtins', 'exec', [source, {}]).promise,
    callSync: (module, name, args = []) => session.callSync(runtime.functionKey(module, name), args),
    /** Starts a call that does not end, unless it is cut off. */
    start(pool, name, args) {
      const { id, promise } = submit(pool, 'endless', name, args);
      promise.catch((error) => console.error(`endless.${name} ended:`, error));
      return id;
    },
    /** Once so many endless calls are under way. */
    running: (count) =>
      new Promise((resolve) => {
        if (running >= count) resolve();
        else waiters.push({ count, resolve });
      }),
  };
}
