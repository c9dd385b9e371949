import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli';

describe('pyloom --help', () => {
  it.each(['doctor', 'run', 'eval', 'types'])(
    'of %s is its own, however it is asked for',
    async (command) => {
      const asked = await runCli([command, '--help']);
      expect(asked).toMatchObject({ code: 0, stderr: '' });
      expect(asked.stdout).toMatch(new RegExp(`^Usage: pyloom ${command} `));
      for (const option of ['--python', '--help']) expect(asked.stdout).toContain(option);
      for (const args of [
        [command, '-h'],
        ['help', command],
        ['--help', command],
        [command, '-p', '/nowhere', '-h'],
      ]) {
        expect(await runCli(args), args.join(' ')).toEqual(asked);
      }
    },
  );

  it('of a script is the business of the script', async () => {
    const { stdout, code } = await runCli(['run', '-m', 'json.tool', '--help']);
    expect({ code, usage: stdout.includes('json.tool') }).toEqual({ code: 0, usage: true });
  });

  it('without a command lists them all', async () => {
    for (const args of [[], ['help'], ['-h'], ['--help']]) {
      const { code, stdout } = await runCli(args);
      expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 0, first: 'Usage: pyloom <command>' });
    }
  });

  it('is what a mistake points to', async () => {
    for (const [args, help] of [
      [['run', '--nonsense'], 'see pyloom run --help\n'],
      [['types'], 'see pyloom types --help\n'],
      [['nonsense'], 'see pyloom --help\n'],
      [['help', 'nonsense'], 'see pyloom --help\n'],
    ] as const) {
      const { code, stderr } = await runCli(args);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(help) });
    }
  });
});
