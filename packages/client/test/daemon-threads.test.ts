import { expect, it } from 'vitest';
import { inEveryMode } from './callbacks/support/clients';

inEveryMode((open) => {
  it('runs daemon threads, as plain Python does', async () => {
    const py = await open();
    await py.defineModule(
      'daemons',
      `
import queue, threading
answers = queue.Queue()

def start():
    thread = threading.Thread(target=lambda: answers.put(threading.current_thread().daemon), daemon=True)
    thread.start()
    return answers.get()

def stay():
    threading.Thread(target=threading.Event().wait, daemon=True).start()
`,
    );
    expect(await py.call('daemons', 'start')).toBe(true);
    // One that never ends holds up neither close() nor the end of this process.
    await py.call('daemons', 'stay');
    await py.close();
  });
});
