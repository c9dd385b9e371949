// Prints the milliseconds from this process's start until it is ready: with nothing, with modules of Node, or with Python.
const [what, ...args] = process.argv.slice(2);
if (what === 'got') for (const name of args) process.getBuiltinModule(`node:${name}`);
if (what === 'imported') for (const name of args) await import(`node:${name}`);
if (what === 'pyloom') {
  const { createPython } = await import('@pyloom/client');
  const [python, mode] = args;
  const py = await createPython({ python, mode });
  await py.eval('1 + 1');
}
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ time: performance.now(), processor: (user + system) / 1000 }));
process.exit(0);
