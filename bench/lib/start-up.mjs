// Prints the milliseconds from this process's start until it is ready: with nothing, or with Python.
const [what, python, mode] = process.argv.slice(2);
if (what === 'pyloom') {
  const { createPython } = await import('@pyloom/client');
  await createPython({ python, mode });
}
process.stdout.write(String(performance.now()));
process.exit(0);
