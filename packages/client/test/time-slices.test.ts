import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { describe, expect, it } from 'vitest';
import { clientForFile } from './support/client';

const py = await clientForFile();
const file = '/proc/thread-self/sched';

/** In milliseconds; undefined where the kernel does not tell. */
function sliceIn(text: string): number | undefined {
  const found = /^se\.slice\s*:\s*(\d+)/m.exec(text);
  return found === null ? undefined : Number(found[1]) / 1e6;
}

function own(): number | undefined {
  try {
    return sliceIn(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

const [major = 0, minor = 0] = release().split('.').map(Number);
const usual = major > 6 || (major === 6 && minor >= 12) ? own() : undefined;

// What comes of it, an event loop that does not wait for lanes, is for bench/cases/event-loop.mjs to show.
describe.skipIf(usual === undefined)('a lane', () => {
  it('has longer time slices than the event loop, which may interrupt it therefore', async () => {
    const slice = sliceIn(await py.eval<string>(`open('${file}').read()`));
    expect(slice).toBeGreaterThan(usual as number);
  });

  it('starts threads and processes with the usual ones', async () => {
    await py.exec(`
import subprocess, threading

def in_thread():
    read = []
    thread = threading.Thread(target=lambda: read.append(open('${file}').read()))
    thread.start()
    thread.join()
    return read[0]

def in_process():
    return subprocess.run(['cat', '${file}'], capture_output=True, text=True, check=True).stdout
`);
    expect(sliceIn(await py.call<string>('__main__', 'in_thread'))).toBe(usual);
    expect(sliceIn(await py.call<string>('__main__', 'in_process'))).toBe(usual);
  });
});
