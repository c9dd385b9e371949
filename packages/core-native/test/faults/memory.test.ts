// docs/reliability.md: memory that cannot be had ends the call that needs it, and nothing else.
import { describe, expect, it } from 'vitest';
import { pools } from '../support/python';
import { runModule } from '../support/run-child';

// AddressSanitizer's shadow memory leaves no room for a limit.
const limited = process.platform === 'linux' && process.env.PYLOOM_SANITIZER === undefined;

/** Python that lets the process have no more than `megabytes` beyond what it has. */
const limit = `
import resource

def let(megabytes):
    with open('/proc/self/statm') as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * 2**20, hard))

def text(length):
    return 'x' * length

long = []

def make_long():
    long.append(text(2**27))

def give_long():
    # Another interpreter has made it, perhaps; then it cannot be made any more.
    if not long:
        make_long()
    return long[0]
`;

describe.runIf(limited).each(pools)('in the pool %s', (pool) => {
  it.each([
    ['what Python itself cannot allocate', `py.call('${pool}', 'builtins', 'bytes', [2 ** 46])`],
    ['a result that cannot be encoded', `py.call('${pool}', 'limit', 'give_long')`],
  ])('%s is a MemoryError of the call', async (_what, call) => {
    const { code, signal, stdout, stderr } = await runModule(`
      const py = await open({ size: 2 });
      await py.define('limit', ${JSON.stringify(limit)});
      await py.call('${pool}', 'limit', 'make_long');
      await py.call('home', 'limit', 'let', [100]);
      for (let i = 0; i < 2; i += 1) {
        await (${call}).then(() => console.log('a result'), ({ type }) => console.log(type));
        console.log(await py.call('${pool}', 'limit', 'text', [3]));
      }
    `);
    expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
    expect(stdout).toBe('MemoryError\nxxx\n'.repeat(2));
  });
});
