import { coloursFor } from '../terminal/colours.ts';
import { formatCount, formatCountOf, formatMilliseconds } from '../terminal/numbers.ts';
import { formatTable } from '../terminal/table.ts';
import type { SurveyReport } from './report.ts';

const colours = coloursFor(process.stdout);

/** What is known before the work begins. */
export function printHeading(
  { python, mode, reason, executors }: Pick<SurveyReport, 'python' | 'mode' | 'reason' | 'executors'>,
  folder: string,
): void {
  print(
    '',
    colours.bold(`Survey of the standard library of CPython ${python.version}`),
    colours.dim(folder),
    `${colours.cyan(mode)} mode, ${formatCountOf(executors, 'lane')}`,
    colours.dim(reason),
    '',
  );
}

/** The table, the slowest files and the times. */
export function printReport(report: SurveyReport): void {
  const { deepest, skipped, wallMs, speedup, measured, executors } = report;
  const rate = `${formatCount(Math.round(report.lines / (wallMs / 1000)))} lines a second`;
  const { oneLaneMs, allLanesMs } = measured;
  const gain = `one lane ${formatMilliseconds(oneLaneMs)}, all ${executors} ${formatMilliseconds(allLanesMs)}`;
  print(
    formatTable(
      ['left', 'right', 'left'],
      [
        ['Files', formatCount(report.files), skippedNote(skipped.length)],
        ['Lines', formatCount(report.lines), colours.dim(`${formatCount(report.tokens)} tokens`)],
        ['Functions', formatCount(report.functions), ''],
        ['Classes', formatCount(report.classes), ''],
        ['Deepest nesting', deepest ? formatCount(deepest.depth) : '-', deepest ? place(deepest) : ''],
        ['Wall time', formatMilliseconds(wallMs), colours.dim(rate)],
        ['Speed-up', colours.green(`${speedup.toFixed(2)}x`), colours.dim(gain)],
      ].map(([name = '', ...rest]) => [colours.bold(name), ...rest]),
    ),
    '',
    formatTable(
      ['left', 'right', 'right'],
      report.slowest.map(({ file, lines, cpuMs }) => [
        file,
        `${formatCount(lines)} lines`,
        formatMilliseconds(cpuMs),
      ]),
      ['Slowest files', '', 'CPU time'].map(colours.bold),
    ),
    '',
    colours.dim(
      `Speed-up: best of ${measured.rounds} turns each at the same ${formatCount(measured.files)} files, on ${formatCountOf(report.cpus, 'CPU')}.`,
    ),
    '',
  );
}

function skippedNote(count: number): string {
  return count === 0 ? '' : colours.dim(`${formatCount(count)} more skipped: not valid Python source`);
}

function place({ file, line, name }: NonNullable<SurveyReport['deepest']>): string {
  return `${name} ${colours.dim(`${file}:${line}`)}`;
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
