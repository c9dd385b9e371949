const counts = new Intl.NumberFormat('en');

/** `12,345`. */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** `1 lane`, `12 lanes`. */
export function formatCountOf(value: number, what: string): string {
  return `${formatCount(value)} ${what}${value === 1 ? '' : 's'}`;
}

/** `6.51 s`, `182 ms`: three digits that mean something. */
export function formatMilliseconds(value: number): string {
  if (value >= 99_950) return `${Math.round(value / 1000)} s`;
  if (value >= 999.5) return `${(value / 1000).toPrecision(3)} s`;
  return `${value.toFixed(value < 99.5 ? 1 : 0)} ms`;
}
