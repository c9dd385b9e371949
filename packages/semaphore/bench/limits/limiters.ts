import type { Limiter } from './simulate';

// Limits that others use, in their simplest form, to be beside ours on the same traces.

type Numbers = [number, number, number, number, number, number];

export const fixed = (limit: number): Limiter => ({ limit, ended() {} });

/** As in Netflix's concurrency-limits: the long mean of round trips against the last window's. */
export function gradient2(initial = 20): Limiter {
  let [long, sum, count, began, estimate, most]: Numbers = [0, 0, 0, 0, initial, 0];
  return {
    get limit() {
      return Math.max(1, Math.floor(estimate));
    },
    ended({ time, wait, service, inFlight }) {
      sum += wait + service;
      count++;
      most = Math.max(most, inFlight);
      if (time - began < 100 || count < 10) return;
      const short = sum / count;
      long = long === 0 ? short : long + (short - long) / 600;
      if (long / short > 2) long *= 0.95;
      if (most >= estimate / 2) {
        const gradient = Math.max(0.5, Math.min(1, (1.5 * long) / short));
        estimate = Math.max(1, Math.min(1000, estimate * 0.8 + (estimate * gradient + 4) * 0.2));
      }
      [sum, count, most, began] = [0, 0, 0, time];
    },
  };
}

/** TCP Vegas: what queues is the limit's share beyond the least round trip. */
export function vegas(initial = 20): Limiter {
  let [least, sum, count, began, estimate, most]: Numbers = [Number.POSITIVE_INFINITY, 0, 0, 0, initial, 0];
  return {
    get limit() {
      return Math.max(1, Math.floor(estimate));
    },
    ended({ time, wait, service, inFlight }) {
      sum += wait + service;
      count++;
      most = Math.max(most, inFlight);
      if (time - began < 100 || count < 10) return;
      const mean = sum / count;
      least = Math.min(least, mean);
      const queue = Math.ceil(estimate * (1 - least / mean));
      const unit = Math.max(1, Math.log10(estimate));
      if (most >= estimate / 2) {
        if (queue < 3 * unit) estimate += unit;
        else if (queue > 6 * unit) estimate -= unit;
      }
      estimate = Math.max(1, Math.min(1000, estimate));
      [sum, count, most, began] = [0, 0, 0, time];
    },
  };
}

/** One more for each round of answers, a tenth less for one that took too long. */
export function aimd(initial = 20, tooLong = 1000): Limiter {
  let estimate = initial;
  return {
    get limit() {
      return Math.max(1, Math.floor(estimate));
    },
    ended({ wait, service, inFlight }) {
      if (wait + service > tooLong) estimate *= 0.9;
      else if (inFlight >= estimate / 2) estimate += 1 / estimate;
      estimate = Math.max(1, Math.min(1000, estimate));
    },
  };
}
