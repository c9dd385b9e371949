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
import { totalsOf } from '../survey/totals.ts';
import { showProgress } from '../terminal/show-progress.ts';

interface SurveyOptions extends PythonCommandOptions {
  readonly json?: boolean;
}

/** The main job: surveys the source code of the standard library over all lanes. */
export function addSurveyCommand(program: Command): Command {
  const command = program
    .command('survey', { isDefault: true })
    .description("reads, tokenises and parses the standard library's source code, in parallel (the default)");
  for (const option of pythonCommandOptions) command.addOption(option);
  return command
    .option('--json', 'print one JSON object and nothing else on standard output')
    .action(runSurvey);
}

async function runSurvey(options: SurveyOptions): Promise<void> {
  const python = await createPython({
    ...toPythonOptions(options),
    // Whatever a module or a sitecustomize of the user's prints: stdout belongs to the report.
    stdout: (text) => process.stderr.write(text),
  });
  try {
    const report = await survey(python, options.json ?? false);
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else printReport(report);
  } finally {
    await python.close();
  }
}

async function survey(python: Python, quiet: boolean): Promise<SurveyReport> {
  // All calls that are under way at once get a permit.
  python.semaphore.setMax(fullLoad(python));
  await defineDemoModule(python, 'survey');
  const folder = await standardLibrary(python);
  if (!quiet) {
    const { executionMode: mode, executionModeReason: reason, numExecutors: executors } = python;
    printHeading({ python, mode, reason, executors }, folder);
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
  return makeReport({ python, folder, files, totals: totalsOf(summaries), wallMs, speedup });
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
