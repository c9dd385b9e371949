import { describe, expect, it } from 'vitest';
import { clientsForTests } from '../support/client';

const source = `
import ctypes, os, random, re, threading, time

def shared_memory():
    """What this process shares with its parent: the calls' marks, and a ring each way."""
    for line in open('/proc/self/maps'):
        if '/memfd:pyloom (' in line:
            begin, end = re.match('([0-9a-f]+)-([0-9a-f]+)', line).groups()
            return int(begin, 16), int(end, 16)

def scribble(seed, begin, end):
    """As a wild pointer would, again and again, over a part of it: from the last bytes on, if negative."""
    first, last = shared_memory()
    size = last - first
    chance = random.Random(seed)
    def run():
        places = range(begin % size, end % size or size, 8)
        for i in range(30000):
            word = chance.choice([0, 0xffffffff, chance.getrandbits(8), chance.getrandbits(64)])
            ctypes.c_uint64.from_address(first + chance.choice(places)).value = word
            if i % 1000 == 0:
                time.sleep(0.001)
        os._exit(1)
    threading.Thread(target=run, daemon=True).start()
`;

describe.runIf(process.platform === 'linux')('a process that writes over what it shares with Node', () => {
  const open = clientsForTests();
  // The rings are 256 KB each, and the last part; the marks lie before them, and what rings before those.
  const ring = 256 << 10;

  const crashing = { maxRestarts: 1000, killAfter: 100 };

  it.each([
    ['the ring to Node', -ring, 0],
    ['the ring to Python', -2 * ring, -ring],
    ['where the rings begin and end', 0, 1024],
    ['everything', 0, 0],
  ])('harms no other: %s', async (_what, begin, end) => {
    const py = await open({ mode: 'process', numProcesses: 1, process: crashing });
    await py.defineModule('processes_scribbling', source);
    for (let seed = 0; seed < 10; seed++) {
      // What is lost ends by its time limit; what comes may be anything.
      const calls = Array.from({ length: 50 }, (_, n) =>
        n === 5
          ? py.call('processes_scribbling', 'scribble', [seed, begin, end], { timeout: 200 })
          : py.call('builtins', 'sorted', [['b', { a: 1 }.a, 'x'.repeat(n * 100)].map(String)], {
              timeout: 200,
            }),
      );
      await Promise.allSettled(calls);
    }
    const another = await open({ mode: 'process', numProcesses: 1 });
    expect(await another.call('math', 'sqrt', [9])).toBe(3);
  });
});
