import { coloursFor } from '../terminal/colours.ts';
import { formatCount, formatCountOf, formatMilliseconds } from '../terminal/numbers.ts';
import { formatTable } from '../terminal/table.ts';
import type { SurveyCounts, SurveyReport } from './report.ts';

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
  const { wallMs, speedup, measured, executors } = report;
  const { oneLaneMs, allLanesMs } = measured;
  const gain = `one lane ${formatMilliseconds(oneLaneMs)}, all ${executors} ${formatMilliseconds(allLanesMs)}`;
  print(
    formatCounts(report, [
      wallTimeRow(report.lines, wallMs),
      ['Speed-up', colours.green(`${speedup.toFixed(2)}x`), colours.dim(gain)],
    ]),
    '',
    formatSlowest(report),
    '',
    colours.dim(
      `Speed-up: best of ${measured.rounds} turns each at the same ${formatCount(measured.files)} files, on ${formatCountOf(report.cpus, 'CPU')}.`,
    ),
    '',
  );
}

/** What was counted, and further rows. */
export function formatCounts(counts: SurveyCounts, rows: readonly string[][]): string {
  const { deepest, skipped } = counts;
  return formatTable(
    ['left', 'right', 'left'],
    [
      ['Files', formatCount(counts.files), skippedNote(skipped.length)],
      ['Lines', formatCount(counts.lines), colours.dim(`${formatCount(counts.tokens)} tokens`)],
      ['Functions', formatCount(counts.functions), ''],
      ['Classes', formatCount(counts.classes), ''],
      ['Deepest nesting', deepest ? formatCount(deepest.depth) : '-', deepest ? place(deepest) : ''],
      ...rows,
    ].map(([name = '', ...rest]) => [colours.bold(name), ...rest]),
  );
}

export function wallTimeRow(lines: number, wallMs: number): string[] {
  const rate = `${formatCount(Math.round(lines / (wallMs / 1000)))} lines a second`;
  return ['Wall time', formatMilliseconds(wallMs), colours.dim(rate)];
}

export function formatSlowest({ slowest }: SurveyCounts): string {
  return formatTable(
    ['left', 'right', 'right'],
    slowest.map(({ file, lines, cpuMs }) => [file, `${formatCount(lines)} lines`, formatMilliseconds(cpuMs)]),
    ['Slowest files', '', 'CPU time'].map(colours.bold),
  );
}

function skippedNote(count: number): string {
  return count === 0 ? '' : colours.dim(`${formatCount(count)} more skipped: not valid Python source`);
}

function place({ file, line, name }: NonNullable<SurveyCounts['deepest']>): string {
  return `${name} ${colours.dim(`${file}:${line}`)}`;
}

export function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
