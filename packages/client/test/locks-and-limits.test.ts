import { expect, it } from 'vitest';
import { inEveryMode, modes } from './callbacks/support/clients';
import { eventually } from './support/client';

const source = `
import logging, queue, threading, time

class Slow(logging.Handler):
    def emit(self, record):
        time.sleep(0.002)

class Place:
    def __init__(self):
        self.lock = threading.Lock()

    def __enter__(self):
        self.lock.acquire()
        self.taken = True

    def __exit__(self, *error):
        self.taken = False
        self.lock.release()

items, slow, place, bare = queue.Queue(), Slow(), Place(), threading.Lock()
log = logging.getLogger('locks_and_limits')
log.propagate = False
log.addHandler(slow)

def starts_threads():
    while True:
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()

def uses_queue():
    while True:
        items.put(1)
        items.get()

def writes_log():
    while True:
        log.error('')

def enters_place():
    while True:
        with place:
            time.sleep(0.0001)

def tries():
    while True:
        bare.acquire()
        try:
            time.sleep(0.0001)
        finally:
            bare.release()

def is_free(lock, patience=20):
    # By a thread of its own: a lock may be one that the lane which asks has left taken.
    answers = []
    def ask():
        if lock.acquire(timeout=patience):
            lock.release()
            answers.append(True)
    asking = threading.Thread(target=ask)
    asking.start()
    asking.join()
    return bool(answers)

def all_free():
    return [is_free(lock) for lock in (items.mutex, slow.lock, place.lock, bare)]
`;

inEveryMode(
  (open) => {
    // Calls that end at all moments, a hundred times each on four lanes.
    const everywhere = ['starts_threads', 'uses_queue', 'writes_log'];
    // A thread that nothing stops is struck where it has come to, which may be behind the taking of a lock.
    it.each(modes.includes('free_threaded') ? everywhere : [...everywhere, 'enters_place', 'tries'])(
      'leaves no lock taken and no thread unborn: %s',
      async (name) => {
        const py = await open();
        await py.defineModule('locks_and_limits', source);
        let ended = 0;
        for (let round = 0; round < 100; round++) {
          const calls = [0, 1, 2, 3].map((call) =>
            py.call('locks_and_limits', name, [], { timeout: 3 + ((round + call) % 7) }).catch(() => ended++),
          );
          await Promise.all(calls);
        }
        expect(ended).toBe(400);
        await eventually(() => py.stats().lanes.every((lane) => !lane.busy), 'lanes that are free');
        const asked = Array.from({ length: 8 }, () => py.call('locks_and_limits', 'all_free'));
        expect(await Promise.all(asked)).toEqual(asked.map(() => [true, true, true, true]));
      },
    );

    it('ends what does not come out of the beginning of a with', async () => {
      const py = await open();
      await py.defineModule(
        'endless_with',
        'class Endless:\n    def __enter__(self):\n        while True: pass\n    def __exit__(self, *error): pass\n' +
          'def enter():\n    with Endless(): pass\n',
      );
      await expect(py.call('endless_with', 'enter', [], { timeout: 20 })).rejects.toThrow('20 ms');
      await eventually(() => py.stats().lanes.every((lane) => !lane.busy), 'lanes that are free');
    });
  },
  { numExecutors: 4, numWorkers: 4, numSubinterpWorkers: 4 },
);
