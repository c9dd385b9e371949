import wrapAnsi from 'wrap-ansi';
import { coloursFor } from '../terminal/colours.ts';
import { highlightCode } from '../terminal/highlight.ts';
import { formatMilliseconds } from '../terminal/numbers.ts';
import type { Act } from './act.ts';
import { acts } from './acts.ts';
import type { Check } from './check.ts';
import { numberOf } from './find-act.ts';
import type { Performance } from './play-act.ts';

const colours = coloursFor(process.stdout);
/** Longer lines are hard to read, however wide the terminal is. */
const width = Math.min(process.stdout.columns ?? 100, 100);

/** The title and the text, and the code unless it is left out. */
export function printAct(act: Act, withCode: boolean): void {
  const place = `${numberOf(act)}/${acts.length}`;
  const rule = '─'.repeat(Math.max(3, width - place.length - act.title.length - act.id.length - 4));
  print(
    `${colours.cyan(place)} ${colours.bold(act.title)} ${colours.dim(`${rule} ${act.id}`)}`,
    wrapAnsi(act.text, width),
    '',
  );
  if (withCode) print(indent(highlightCode(act.source.trimEnd(), colours), '  '), '');
}

/** A line that the act has to say, or a check with what it came to. */
export function printOutput(value: string | Check): void {
  if (typeof value === 'string') {
    print(indent(wrapAnsi(value, width - 2, { hard: true, trim: false }), `${colours.dim('│')} `));
  } else if (value.ok) {
    print(`${colours.green('✓')} ${value.claim}`);
  } else {
    print(`${colours.red('✗')} ${value.claim}`, `  found    ${value.actual}`, `  expected ${value.expected}`);
  }
}

/** How long it took, and what went wrong if it did not come to its end. */
export function printEnd({ error, ms }: Performance): void {
  if (error !== undefined) print(indent(error, `${colours.red('✗')} `));
  print(colours.dim(`  ${formatMilliseconds(ms)}`), '');
}

function indent(text: string, margin: string): string {
  return text.replace(/^/gm, margin).replace(/[ \t]+$/gm, '');
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
