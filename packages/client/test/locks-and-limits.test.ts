import { expect, it } from 'vitest';
import { inEveryMode } from './callbacks/support/clients';
import { eventually } from './support/client';

const source = `
import logging, queue, threading, time

class Slow(logging.Handler):
    def emit(self, record):
        time.sleep(0.002)

items, slow = queue.Queue(), Slow()
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
    return is_free(items.mutex) and is_free(slow.lock)
`;

inEveryMode(
  (open) => {
    // Calls that end at all moments, a hundred times each on four lanes.
    it.each(['starts_threads', 'uses_queue', 'writes_log'])(
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
        expect(await Promise.all(asked)).toEqual(asked.map(() => true));
      },
    );
  },
  { numExecutors: 4, numWorkers: 4, numSubinterpWorkers: 4 },
);
