// A worker thread that does with a semaphore what it is told, and answers when it is done.
import { parentPort, workerData } from 'node:worker_threads';
import { Semaphore } from '@pyloom/semaphore';

const semaphore = new Semaphore(workerData.options);
const turns = workerData.turns && new Int32Array(workerData.turns);
const permits = [];

const commands = {
  figures: () => ({ current: semaphore.current, max: semaphore.max, waiting: semaphore.waiting }),
  hold: () => permits.push(semaphore.tryAcquire()),
  take: () => semaphore.tryTake(),
  release: () => permits.pop().release(),
  setMax: (max) => semaphore.setMax(max),
  /** Answered once it is in the queue; its permit is told by a message of its own. */
  wait: (timeout) => {
    const failed = (error) =>
      parentPort.postMessage({ refused: { code: error.code, current: error.current } });
    const granted = (permit) => {
      permits.push(permit);
      parentPort.postMessage({ granted: turns ? Atomics.add(turns, 0, 1) : true });
    };
    semaphore.acquire({ timeout }).then(granted, failed);
  },
  end: () => parentPort.close(),
  exit: (code) => process.exit(code),
  throw: () => {
    setImmediate(() => {
      throw new Error('on purpose');
    });
  },
  /** Takes and gives in a loop that never ends. */
  hammer: () => {
    setImmediate(() => {
      for (;;) if (semaphore.tryTake()) semaphore.give();
    });
  },
};

parentPort.on('message', ([command, argument]) => {
  if (command === 'block') {
    // Answered first: afterwards it answers nothing more, and its event loop stands still.
    parentPort.postMessage({ done: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  parentPort.postMessage({ done: commands[command](argument) ?? true });
});
