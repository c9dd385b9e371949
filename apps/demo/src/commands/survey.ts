import { resolve } from 'node:path';
import { createPython, type Python } from '@pyloom/client';
import type { Command } from 'commander';
import {
  type PythonCommandOptions,
  pythonCommandOptions,
  toPythonOptions,
} from '../python-command-options.ts';
import { defineDemoModule } from '../python-modules.ts';
import { findFiles, standardLibrary } from '../survey/find-files.ts';
import { printHeading, printReport } from '../survey/print-report.ts';
import { makeReport, type SurveyReport } from '../survey/report.ts';
import type { SourceFile } from '../survey/source-file.ts';
import { measureSpeedup, passesOverSample, takeSample } from '../survey/speedup.ts';
import { fullLoad, surveyFiles } from '../survey/survey-files.ts';
import { surveyModeOf } from '../survey/survey-mode.ts';
import { totalsOf } from '../survey/totals.ts';
import { showProgress } from '../terminal/show-progress.ts';

interface SurveyOptions extends PythonCommandOptions {
  readonly json?: boolean;
  readonly folder?: string;
}

/** The main job: surveys the source code of the standard library, or of a folder, over all lanes. */
export function addSurveyCommand(program: Command): Command {
  const command = program
    .command('survey', { isDefault: true })
    .description("reads, tokenises and parses the standard library's source code, in parallel (the default)");
  for (const option of pythonCommandOptions) command.addOption(option);
  return command
    .option('--folder <path>', "what is surveyed in place of the standard library's folder")
    .option('--json', 'print one JSON object and nothing else on standard output')
    .action(runSurvey);
}

async function runSurvey(options: SurveyOptions): Promise<void> {
  const { mode, reason } = await surveyModeOf(options.python, options.mode);
  const python = await createPython({
    ...toPythonOptions({ ...options, mode }),
    // Whatever a module or a sitecustomize of the user's prints: stdout belongs to the report.
    stdout: (text) => process.stderr.write(text),
  });
  try {
    const report = await survey(python, options, reason);
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else printReport(report);
  } finally {
    await python.close();
  }
}

/** @param why of its mode, if that was not the Python's to decide */
async function survey(python: Python, options: SurveyOptions, why?: string): Promise<SurveyReport> {
  // All calls that are under way at once get a permit.
  python.semaphore.setMax(fullLoad(python));
  await defineDemoModule(python, 'survey');
  const folder = options.folder === undefined ? await standardLibrary(python) : resolve(options.folder);
  if (!options.json) {
    const { executionMode: mode, executionModeReason, numExecutors: executors } = python;
    printHeading({ python, mode, reason: why ?? executionModeReason, executors }, folder);
  }
  const files = await findFiles(python, folder);
  const job = { python, folder };

  const start = performance.now();
  const summaries = await withProgress('Surveying', files, 1, (onFile) =>
    surveyFiles(job, files, fullLoad(python), onFile),
  );
  const wallMs = performance.now() - start;

  const sample = takeSample(python, files, summaries);
  const speedup = await withProgress('Measuring the speed-up', sample, passesOverSample, (onFile) =>
    measureSpeedup(job, sample, onFile),
  );
  const report = makeReport({ python, folder, files, totals: totalsOf(summaries), wallMs, speedup });
  return why === undefined ? report : { ...report, reason: why };
}

/** @param passes how many times the work goes through the files */
async function withProgress<T>(
  task: string,
  files: readonly SourceFile[],
  passes: number,
  work: (onFile: (file: SourceFile) => void) => Promise<T>,
): Promise<T> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  using progress = showProgress(task, { pieces: files.length * passes, size: bytes * passes, unit: 'files' });
  return await work((file) => progress.advance(file.bytes));
}
