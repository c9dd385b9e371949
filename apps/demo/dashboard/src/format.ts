const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** '1,234'. */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** '12.3M' where the whole number would be too long for its place. */
export function formatLarge(value: number): string {
  return value < 1_000_000 ? whole.format(value) : compact.format(value);
}

/** '3.4', and '3' for a whole number. */
export function formatMean(value: number): string {
  return Number.isInteger(value) ? whole.format(value) : tenths.format(value);
}

/** '9.4', '24', '1,200': as exact as it is worth reading. */
export function formatMilliseconds(value: number): string {
  return value < 10 ? tenths.format(value) : whole.format(value);
}

/** '43 %'. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** '14:02:11', in the reader's time zone. */
export function formatClock(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}
