import { describe, expect, it } from 'vitest';
import { runDemo } from './support/run-demo.ts';

describe('a wrong command line', () => {
  it.each([
    [['--jsn'], "unknown option '--jsn' (Did you mean --json?)"],
    [['--executors', 'many'], "argument 'many' is invalid. It must be a whole number from 1 to 256"],
    [['--executors', '0'], "argument '0' is invalid"],
    [['--executors', '-1'], "argument '-1' is invalid"],
    [['--executors', '1.5'], "argument '1.5' is invalid"],
    [['--executors', '257'], "argument '257' is invalid"],
    [['--executors'], "option '--executors <n>' argument missing"],
    [['--mode', 'fast'], 'Allowed choices are auto, free_threaded, subinterp, multi_executor'],
    [['--python', ''], "argument '' is invalid. It is empty"],
    [['--json', 'surwey'], "unknown command 'surwey', there is: survey"],
    [['survey', 'lib'], "unknown command 'lib', there is: survey"],
    [['tour', '--act', 'sing'], "argument 'sing' is invalid. There is: modes, parallel, overload, limit"],
    [['tour', '--act', '11'], 'or a number from 1 to 10'],
    [['race', '--calls', '0'], "argument '0' is invalid. It must be a whole number from 1 to 100000"],
    [['race', '--size', '1e3'], "argument '1e3' is invalid. It must be a whole number from 1 to 10000"],
    [['race', '--rounds', '-2'], "argument '-2' is invalid"],
    [['race', '--executors', '257'], "argument '257' is invalid. It must be a whole number from 1 to 256"],
    [['race', '--mode', 'auto'], 'Allowed choices are free_threaded, subinterp, multi_executor'],
    [['race', '--job', 'gpu'], 'Allowed choices are cpu, io, mixed'],
    [['race', '--python', ''], "argument '' is invalid. It is empty"],
    [['race', '--out', 'race.gif'], "argument 'race.gif' is invalid. Its name must end with .svg"],
    [['cluster', '--limit', '0'], "argument '0' is invalid. It must be a whole number from 1 to 256"],
    [['serve', '--port', '65536'], "argument '65536' is invalid. It must be a whole number from 0 to 65535"],
    [['serve', '--limit', '0'], "argument '0' is invalid. It must be a whole number from 1 to 256"],
    [['serve', '--wait', 'long'], "argument 'long' is invalid. It must be a whole number from 0 to 60000"],
    [['serve', '--host', ''], "argument '' is invalid. It is empty"],
  ])('%j is told in one line, with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await runDemo(args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^pyloom: .+; see npm run demo -- --help\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('a Python that cannot be used', () => {
  it.each([
    ['/there/is/no/such/python', 'does not exist'],
    ['/etc/passwd', 'is not executable'],
  ])('%s is told in one line, with exit code 1', async (path, message) => {
    const { code, stdout, stderr } = await runDemo(['--json', '--python', path]);
    expect(stderr).toContain(message);
    expect(stderr).toContain(path);
    expect(stderr).toMatch(/^pyloom: .+\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});

describe('--help', () => {
  it('lists the commands and the options of the one that runs by default', async () => {
    const { code, stdout, stderr } = await runDemo(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Usage: npm run demo -- /);
    for (const word of [
      'survey',
      'tour',
      'race',
      '--python',
      '--mode',
      '--executors',
      '--folder',
      '--json',
      '--help',
    ]) {
      expect(stdout).toContain(word);
    }
  });
});
