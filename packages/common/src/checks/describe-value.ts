import { inspect } from 'node:util';

const longest = 80;

/** A value as an error message shows it: short, on one line, never throwing. */
export function describeValue(value: unknown): string {
  let text: string;
  try {
    text = inspect(value, {
      depth: 0,
      breakLength: Number.POSITIVE_INFINITY,
      maxStringLength: longest,
      maxArrayLength: 5,
    }).replace(/\s*\n\s*/g, ' ');
  } catch {
    return Object.prototype.toString.call(value);
  }
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
