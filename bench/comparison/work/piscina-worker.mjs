// The same work in JavaScript, in a pool of plain worker threads.
export const echo = (value) => value;
export const sqrt = (x) => Math.sqrt(x);

export function spin() {
  let x = 0;
  for (let i = 0; i < 100_000_000; i++) x += i * i;
  return x;
}

export function busy(seconds) {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end);
}
