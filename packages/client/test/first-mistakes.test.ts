import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ClosedError, type PyRef } from '../src/index';
import { clientForFile, clientsForTests, rejection } from './support/client';

const py = await clientForFile();
const open = clientsForTests();

describe('a forgotten await', () => {
  it('is told when the promise is handed on', async () => {
    const error = await rejection(py.call('math', 'sqrt', [py.eval('4')]));
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_CONVERSION', path: 'args[0]' });
    expect(error.message).toMatch(/await/);
  });

  it('is seen when things are printed', async () => {
    const math = await py.import('math');
    expect(inspect(math)).toBe('PyModule <module math>');
    expect(inspect(math.pi)).toBe('PyAttribute <pi>: call it, or await its value');
    expect(inspect(await py.eval<PyRef>('object()'))).toBe('PyRef <object>');
    expect(inspect(py)).toMatch(/^Python <3\.\d+\.\S+, \w+, .*>$/);
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
