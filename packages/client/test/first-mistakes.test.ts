import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ClosedError, type PyRef } from '../src/index';
import { clientForFile, clientsForTests, rejection } from './support/client';
import { runProgram } from './support/run-cli';

const py = await clientForFile();
const open = clientsForTests();

describe('a forgotten await', () => {
  it('is told when the promise is handed on', async () => {
    const error = await rejection(py.call('math', 'sqrt', [py.eval('4')]));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_CONVERSION', path: 'args[0]' });
    expect(error.message).toBe('Cannot convert args[0]: a Promise, which must be awaited first');
  });

  it('is seen when things are printed', async () => {
    const math = await py.import('math');
    expect(inspect(math)).toBe('PyModule <module math>');
    expect(inspect(math.pi)).toBe('PyExpression <math.pi>');
    expect(inspect(await py.eval<PyRef>('object()'))).toBe('PyRef <object>');
    expect(inspect(py)).toMatch(/^Python <3\.\d+\.\S+, \w+, .*>$/);
  });

  it('is told where the value is reckoned with', async () => {
    const math = await py.import('math');
    const pi = math.pi as unknown as number;
    expect(() => pi + 1).toThrow(
      "PyExpression <math.pi> is evaluated in Python: await it first, or write await object.$op('+', other)",
    );
    expect(() => Math.max(pi, 1)).toThrow(/await it/);
    expect(`${pi}`).toBe('<math.pi>');
  });
});

describe('an assignment to an attribute', () => {
  it('is refused, since JavaScript cannot wait for it', async () => {
    const object = (await py.eval("type('Box', (), {})()")) as PyRef & { size: unknown };
    const module = (await py.import('math')) as PyRef & { size: unknown };
    for (const target of [object, module, module.size as { size: unknown }]) {
      expect(() => {
        target.size = 1;
      }).toThrow("'size' cannot be assigned to: write await object.$set('size', value)");
    }
    await object.$set('size', 2);
    expect(await object.size).toBe(2);
  });
});

describe('a rejection that nobody handles', () => {
  it('is printed with lines that fit a terminal', async () => {
    const { code, stderr } = await runProgram(
      [
        '--input-type=module',
        '--eval',
        `import { createPython } from ${JSON.stringify(import.meta.resolve('../dist/index.js'))};
         const py = await createPython({ python: ${JSON.stringify(py.executable)} });
         py.call('math', 'sqroot', [1]);
         await py.eval('1');`,
      ],
      {},
    );
    expect(code).toBe(1);
    expect(stderr).toContain("AttributeError: module 'math' has no attribute 'sqroot'");
    // Node shows the line of the package in which the error was made.
    for (const line of stderr.split('\n')) expect(line.length).toBeLessThan(200);
  });
});

describe('a wrong text', () => {
  it('of a module is told from a path', async () => {
    expect((await rejection(py.call('./prices.py', 'f'))).message).toMatch(
      /not by paths; the option sysPath/,
    );
    expect((await rejection(py.call('json.py', 'dumps', [1]))).message).toMatch(/without \.py: json$/);
  });

  it('of a module that lies beside the program is told where Python looks', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-beside-')));
    writeFileSync(join(folder, 'prices_beside.py'), 'def total(): return 3\n');
    const { stderr } = await runProgram(
      [
        '--input-type=module',
        '--eval',
        `import { createPython } from ${JSON.stringify(import.meta.resolve('../dist/index.js'))};
         process.chdir(${JSON.stringify(folder)});
         const py = await createPython({ python: ${JSON.stringify(py.executable)} });
         await py.call('prices_beside', 'total').catch((error) => console.error(error.message));
         await py.close();`,
      ],
      {},
    );
    rmSync(folder, { recursive: true });
    expect(stderr).toContain(`there is prices_beside.py in ${folder}, where Python does not look`);
    expect(stderr).toContain(`sysPath: ['${folder}']`);
  });

  it('of an expression says what runs statements', async () => {
    expect((await rejection(py.eval('x = 1'))).message).toMatch(
      /eval\(\) takes one expression, exec\(\) runs statements/,
    );
    expect((await rejection(py.eval('x = y', { y: 1 }))).message).toMatch(/exec\(\) runs statements/);
    expect((await rejection(py.eval('1 +'))).message).not.toMatch(/exec/);
  });

  it('of a logging level is named', async () => {
    const error = await rejection(py.configureLogging({ level: 'loud' }));
    expect(error.message).toBe(
      "ValueError: level must be a number or a name that logging knows, such as 'info', not 'loud'",
    );
  });
});

describe('a closed client', () => {
  it('says so, whatever it is asked for', async () => {
    const one = await open();
    const math = await one.import('math');
    const sqrt = one.func('math', 'sqrt');
    await one.close();
    expect(inspect(one)).toContain(', closed>');
    const uses = [
      () => one.call('math', 'sqrt', [1]),
      () => one.eval('1'),
      () => one.exec('1'),
      () => one.import('json'),
      () => one.context(),
      () => one.gc(),
      () => one.memoryStats(),
      () => one.activateVenv('x'),
      () => one.configureLogging(),
      () => one.defineModule('m', ''),
      () => math.sqrt(1),
      () => math.pi,
      () => sqrt(1),
      async () => one.callSync('math', 'sqrt', [1]),
      async () => sqrt.sync(1),
      async () => one.registerFunction('f', () => {}),
      async () => one.venvInfo(),
      async () => one.stream('builtins', 'range', [1]).next(),
    ];
    for (const use of uses) {
      const error = await rejection((async () => use())());
      expect(error, String(use)).toBeInstanceOf(ClosedError);
      expect(error.message).toMatch(/closed/);
    }
  });
});
