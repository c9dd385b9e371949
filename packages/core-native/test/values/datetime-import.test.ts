import { expect, it } from 'vitest';
import { runModule } from '../support/run-child';

// Up to 3.11 datetime.py defines the class in Python, and replaces it at its end with the one written in C.
it('takes no class for datetime that is there only while another lane imports the module', async () => {
  const { stdout, stderr } = await runModule(`
    const py = await open();
    await py.exec('home', [
      'import sys, types',
      'half = types.ModuleType("datetime")',
      'half.datetime = type("datetime", (), {})',
      'sys.modules["datetime"] = half',
    ].join('\\n'));
    await py.call('home', 'builtins', 'object', []);
    await py.exec('home', 'import sys; del sys.modules["datetime"]; import datetime');
    const date = await py.call('home', 'datetime', 'datetime.fromtimestamp', [0]);
    console.log(date instanceof Date);
  `);
  expect(stdout, stderr).toBe('true\n');
});
