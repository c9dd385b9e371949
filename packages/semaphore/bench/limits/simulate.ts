// A service behind a limit, simulated event by event with a clock of its own: seconds for days, and the same every time.

import { ItemQueue, randomNumbers } from '@pyloom/common';

interface Event {
  readonly time: number;
  readonly action: (time: number) => void;
}

/** Events in the order of their times. */
class Agenda {
  readonly #heap: Event[] = [];

  add(time: number, action: Event['action']): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push({ time, action });
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#isBefore(parent, index)) break;
      this.#swap(parent, index);
      index = parent;
    }
  }

  take(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      let least = index;
      if (left < heap.length && this.#isBefore(left, least)) least = left;
      if (left + 1 < heap.length && this.#isBefore(left + 1, least)) least = left + 1;
      if (least === index) return first;
      this.#swap(least, index);
      index = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    return (this.#heap[one] as Event).time <= (this.#heap[other] as Event).time;
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap;
    [heap[one], heap[other]] = [heap[other] as Event, heap[one] as Event];
  }
}

interface Call {
  readonly entered: number;
  began: number;
}

/** Times in milliseconds, rates in calls a millisecond. */
export interface Scenario {
  readonly duration: number;
  rate(time: number): number;
  /** How many run calls at once. */
  servers(time: number): number;
  /** How long a call runs. @param running how many run, this one included */
  service(time: number, random: () => number, running: number): number;
  /** How long a server takes to begin a call that it has slept for. Default 0. */
  readonly wakeUp?: number;
  /** How long an arrival waits for a permit; 0: it is refused where none is free. Default 1000. */
  readonly patience?: number;
}

/** What a limit gets to know of a call that has ended. */
export interface Sample {
  readonly time: number;
  /** Behind its permit. */
  readonly wait: number;
  readonly service: number;
  /** Whether others waited for a permit. */
  readonly limited: boolean;
  readonly inFlight: number;
}

export interface Limiter {
  readonly limit: number;
  ended(sample: Sample): void;
  /** Somebody who did not want to wait got no permit. */
  refused?(): void;
}

export interface Outcome {
  /** Calls a second that ended. */
  readonly goodput: number;
  readonly shed: number;
  /** Of the time from permit to end. */
  readonly p50: number;
  readonly p99: number;
  /** The limit, ten times a second. */
  readonly limits: number[];
}

/** @param options from: what ends before is not counted */
export function simulate(
  { duration, rate, servers, service, wakeUp = 0, patience = 1000 }: Scenario,
  limiter: Limiter,
  { seed = 1, from = 0 } = {},
): Outcome {
  const random = randomNumbers(seed);
  const agenda = new Agenda();
  const outside = new ItemQueue<number>();
  const inside = new ItemQueue<Call>();
  const holds: number[] = [];
  const limits: number[] = [];
  let inFlight = 0;
  let running = 0;
  let completed = 0;
  let shed = 0;

  function admit(time: number, isAwake = false): void {
    let pause = isAwake && inside.length > 0 ? 0 : wakeUp;
    while (outside.length > 0 && inFlight < limiter.limit) {
      const arrived = outside.shift();
      if (time - arrived > patience) {
        if (time >= from) shed++;
        continue;
      }
      inFlight++;
      inside.push({ entered: time, began: time });
    }
    while (inside.length > 0 && running < servers(time)) {
      const call = inside.shift();
      running++;
      call.began = time + pause;
      agenda.add(call.began + service(time, random, running), (now) => end(now, call));
      pause = wakeUp;
    }
  }

  function end(time: number, { entered, began }: Call): void {
    running--;
    if (time >= from) {
      completed++;
      holds.push(time - entered);
    }
    limiter.ended({
      time,
      wait: began - entered,
      service: time - began,
      limited: outside.length > 0,
      inFlight,
    });
    inFlight--;
    admit(time, true);
  }

  function arrive(time: number): void {
    if (patience === 0 && inFlight >= limiter.limit) {
      limiter.refused?.();
      if (time >= from) shed++;
    } else {
      outside.push(time);
      admit(time);
    }
    const next = time + -Math.log(1 - random()) / Math.max(rate(time), 1e-9);
    // Where nobody comes for a while, it is looked again.
    if (next < duration) agenda.add(Math.min(next, time + 1000), next <= time + 1000 ? arrive : look);
  }

  function look(time: number): void {
    const next = time + -Math.log(1 - random()) / Math.max(rate(time), 1e-9);
    if (time + 1000 < duration) agenda.add(Math.min(next, time + 1000), next <= time + 1000 ? arrive : look);
  }

  function sample(time: number): void {
    limits.push(limiter.limit);
    if (time + 100 < duration) agenda.add(time + 100, sample);
  }

  agenda.add(0, arrive);
  agenda.add(0, sample);
  for (let event = agenda.take(); event && event.time < duration; event = agenda.take())
    event.action(event.time);
  holds.sort((a, b) => a - b);
  return {
    goodput: completed / ((duration - from) / 1000),
    shed,
    p50: holds[Math.floor(holds.length * 0.5)] ?? 0,
    p99: holds[Math.floor(holds.length * 0.99)] ?? 0,
    limits,
  };
}
