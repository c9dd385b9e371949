import { currentHostCall, findPython, loadRuntime } from '@pyloom/core-native';

const runtime = await loadRuntime(await findPython());
const session = runtime.openSession();
runtime.configurePool('home', 2, 8); // two lanes in the main interpreter, up to eight while others wait

/** A call, as a promise; one that a host function makes belongs to the chain that it is part of. */
const call = (module, name, ...args) =>
  new Promise((resolve, reject) => {
    const key = runtime.functionKey(module, name);
    const settler = {
      resolve,
      reject,
      reroute: (id) => session.resubmit(id, { pool: 'asyncHome' }), // it is a coroutine function
    };
    session.submit({ key, args, pool: 'home', parent: currentHostCall() }, settler);
  });

console.log(await call('math', 'sqrt', 16));
session.registerHostFunction('double', async (n) => 2 * n);
console.log(await call('pyloom', 'call', 'double', 21));
console.log(session.callSync(runtime.functionKey('operator', 'add'), ['on this', ' thread']));

session.close();
