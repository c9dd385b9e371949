import { formatCounts, formatSlowest, print, wallTimeRow } from '../survey/print-report.ts';
import { coloursFor } from '../terminal/colours.ts';
import { formatCount, formatCountOf, formatMilliseconds } from '../terminal/numbers.ts';
import { formatTable } from '../terminal/table.ts';
import type { Opened } from './messages.ts';
import type { ClusterReport, NodeShare } from './report.ts';

const colours = coloursFor(process.stdout);

/** What is known before the work begins. */
export function printHeading({ version, mode, reason, folder }: Opened, nodes: number, limit: number): void {
  print(
    '',
    colours.bold(`Survey of the standard library of CPython ${version}`),
    colours.dim(folder),
    `${colours.cyan(mode)} mode, ${formatCountOf(nodes, 'node')}; 2 Node processes, ${formatCountOf(limit, 'call')} at once`,
    colours.dim(reason),
    '',
  );
}

/** The table of the survey, what nodes and processes did, and the times. */
export function printReport(report: ClusterReport): void {
  const { limit, plain, killed, begun } = report;
  const again = begun - report.files - report.skipped.length;
  const alike = report.differences.length === 0;
  print(
    formatCounts(report, [
      wallTimeRow(report.lines, report.wallMs),
      [
        'Plain Python',
        formatMilliseconds(plain.wallMs),
        alike ? colours.green('the same figures') : colours.red('other figures'),
      ],
      [
        'Calls at once',
        formatCount(limit.mostAtOnce),
        colours.dim(`of ${formatCount(limit.max)}, and at most ${formatCount(limit.mostWaiting)} waiting`),
      ],
      ['Begun again', formatCount(again), colours.dim('lost with the node, and run again')],
    ]),
    '',
    formatTable(
      ['left', 'right', 'right', 'left'],
      report.nodes.map((share, index) => [
        `${index + 1} ${colours.dim(share.node.slice(0, 8))}`,
        formatCountOf(share.files, 'file'),
        formatMilliseconds(share.cpuMs),
        share.killed
          ? colours.red(
              `killed after ${formatMilliseconds(killed.afterMs)} and ${formatCount(killed.files)} files`,
            )
          : takenOver(report, share),
      ]),
      ['Nodes', '', 'CPU time', ''].map(colours.bold),
    ),
    '',
    formatTable(
      ['left', 'right'],
      report.processes.map(({ pid, files }) => [`${pid}`, formatCountOf(files, 'file')]),
      ['Node processes', ''].map(colours.bold),
    ),
    '',
    formatSlowest(report),
    '',
    colours.dim(
      `After the node was killed no result came for ${formatMilliseconds(report.stillMs)} at most. All on ${formatCountOf(report.cpus, 'CPU')}.`,
    ),
    '',
  );
}

/** What the node that was killed had begun. */
function takenOver({ killed }: ClusterReport, { node }: NodeShare): string {
  if (killed.running === undefined || killed.againOn !== node) return '';
  return `${colours.green('ran again')} ${killed.running}, which was lost`;
}
