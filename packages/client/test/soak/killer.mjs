// SIGKILL on a random process of a client, every so often.

/** Milliseconds in which a process that was killed may still be given something to do. */
const aftermath = 500;

export class Killer {
  /** Processes that were killed. */
  killed = 0;
  /** Operations that could not do what they were to. */
  spoilt = 0;
  #last = Number.NEGATIVE_INFINITY;
  #timer;

  /** @param {import('@pyloom/client').Python} py @param {import('./random.mjs').Random} random @param {number} every milliseconds */
  constructor(py, random, every) {
    this.#timer = setInterval(() => {
      const pids = py.stats().lanes.flatMap(({ pid }) => pid ?? []);
      if (pids.length === 0) return;
      process.kill(random.pick(pids), 'SIGKILL');
      this.killed++;
      this.#last = performance.now();
    }, every);
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** Whether it is to blame for what an operation that began at that time has come to. @param {unknown} error @param {number} since */
  spoils(error, since) {
    const to = isOfAnEnd(error) || this.#last > since - aftermath;
    if (to) this.spoilt++;
    return to;
  }
}

/** Of a crash, or of something that lived in the process. @param {any} error @returns {boolean} */
export function isOfAnEnd(error) {
  if (typeof error !== 'object' || error === null) return false;
  if (error.code === 'ERR_PYLOOM_CRASHED') return true;
  if (error.code === 'ERR_PYLOOM_CLOSED') return /process/.test(error.message);
  return isOfAnEnd(error.actual) || isOfAnEnd(error.cause);
}
