// Figures that can be trusted on a shared machine: contenders take turns, round by round, and the median counts.

export function median(numbers) {
  return quantile(numbers, 0.5);
}

/** What `part` of the numbers are below, between the two nearest where it falls between them. */
export function quantile(numbers, part) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place % 1);
}

/**
 * @param contenders name → async function that does its work once and returns its figure
 * @returns name → { median, min, max }
 */
export async function interleave(contenders, rounds = 7) {
  const figures = new Map(Object.keys(contenders).map((name) => [name, []]));
  for (const contender of Object.values(contenders)) await contender(); // warm-up
  for (let round = 0; round < rounds; round++) {
    for (const [name, contender] of Object.entries(contenders)) figures.get(name).push(await contender());
  }
  return Object.fromEntries(
    [...figures].map(([name, all]) => [
      name,
      { median: median(all), min: Math.min(...all), max: Math.max(...all) },
    ]),
  );
}

/** Nanoseconds of one run of `task`, which is synchronous. */
export function perCall(task, times) {
  return () => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < times; i++) task();
    return Number(process.hrtime.bigint() - start) / times;
  };
}

/** Nanoseconds of one run of `task`, one after the other. */
export function perAwait(task, times) {
  return async () => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < times; i++) await task();
    return Number(process.hrtime.bigint() - start) / times;
  };
}

/** Runs of `task` a second with `atOnce` of them in flight. */
export function perSecond(task, atOnce, batches) {
  return async () => {
    const start = process.hrtime.bigint();
    for (let batch = 0; batch < batches; batch++) {
      const running = [];
      for (let i = 0; i < atOnce; i++) running.push(task());
      await Promise.all(running);
    }
    return (atOnce * batches) / (Number(process.hrtime.bigint() - start) / 1e9);
  };
}

/** How long one round of an adaptive measurement lasts: long against a timer, short against the machine's moods. */
const roundMilliseconds = 150;

/** Nanoseconds of one run of `task`, which is synchronous, in as many runs as fit into a round. */
export function nanosecondsPerCall(task) {
  const start = performance.now();
  let runs = 0;
  for (let batch = 1; performance.now() - start < roundMilliseconds; batch = Math.min(batch * 2, 1000)) {
    for (let i = 0; i < batch; i++) task();
    runs += batch;
  }
  return ((performance.now() - start) * 1e6) / runs;
}

/** Nanoseconds of one run of `task`, one after the other, in as many runs as fit into a round. */
export async function nanosecondsPerAwait(task) {
  const start = performance.now();
  let runs = 0;
  for (let batch = 1; performance.now() - start < roundMilliseconds; batch = Math.min(batch * 2, 100)) {
    for (let i = 0; i < batch; i++) await task();
    runs += batch;
  }
  return ((performance.now() - start) * 1e6) / runs;
}
