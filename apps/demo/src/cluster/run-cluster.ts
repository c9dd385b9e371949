import { availableParallelism, constants } from 'node:os';
import { resolve } from 'node:path';
import { DemoError } from '../failure.ts';
import { stopOnSignal } from '../signals.ts';
import { countsOf, round } from '../survey/report.ts';
import { totalsOf } from '../survey/totals.ts';
import { countPlainly, differences, plainCountsOf } from './plain-counts.ts';
import { printHeading, printReport } from './print-report.ts';
import { provideRay } from './ray-venv.ts';
import { type ClusterReport, sharesOf } from './report.ts';
import { surveyOnNodes } from './survey-on-nodes.ts';

/** What the command line says. */
export interface ClusterOptions {
  readonly python?: string;
  readonly folder?: string;
  /** Calls at once, of both processes. */
  readonly limit: number;
  readonly json?: boolean;
}

/** Surveys on a cluster that it starts, and ends, whatever happens: at the first signal in order, at the second at once. */
export async function runCluster(options: ClusterOptions): Promise<void> {
  const stop = new AbortController();
  let exitCode = 0;
  stopOnSignal((signal) => {
    exitCode = 128 + constants.signals[signal];
    stop.abort();
  });
  try {
    const report = await survey(options, stop.signal);
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else printReport(report);
    if (report.differences.length > 0) throw new DemoError(report.differences.join('; '));
  } catch (error) {
    if (exitCode === 0) throw error;
    process.exitCode = exitCode;
  }
}

async function survey(options: ClusterOptions, signal: AbortSignal): Promise<ClusterReport> {
  if (process.platform !== 'linux')
    throw new DemoError(`mode 'ray' is for Linux, and this is ${process.platform}`);
  const { limit, json, folder } = options;
  const python = await provideRay(options.python, tell, signal);
  const survey = await surveyOnNodes(
    { python, limit, folder: folder === undefined ? undefined : resolve(folder) },
    {
      signal,
      tell,
      onOpen: (opened, nodes) => !json && printHeading(opened, nodes, limit),
    },
  );
  const { opened, summaries, shared, begun, lost, nodes, processes, wallMs, killed, ...rest } = survey;
  tell('The same with plain Python');
  // Of the same Python that the processes had, and with the machine to itself.
  const plain = await countPlainly(python, opened.folder, signal);
  const counts = countsOf(opened.files, totalsOf(summaries));
  const { version, executable, mode, reason } = opened;
  return {
    python: { version, executable },
    folder: opened.folder,
    mode,
    reason,
    cpus: availableParallelism(),
    ...counts,
    wallMs: round(wallMs),
    nodes: sharesOf(nodes, summaries, lost),
    processes,
    begun,
    killed: { ...killed, againOn: summaries.find(({ path }) => path === killed.running)?.node },
    ...rest,
    plain: { ...plain, wallMs: round(plain.wallMs) },
    differences: differences(plain.counts, plainCountsOf(counts), shared),
  };
}

function tell(what: string): void {
  process.stderr.write(`${what}\n`);
}
