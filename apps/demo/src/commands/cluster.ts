import { type Command, Option } from 'commander';
import type { ClusterOptions } from '../cluster/run-cluster.ts';
import { parsePath, wholeNumber } from '../option-values.ts';

/** The survey on a Ray cluster of three nodes, by two Node processes that share a limit and counters; one node is killed. */
export function addClusterCommand(program: Command): void {
  program
    .command('cluster')
    .description(
      'the survey by two Node processes on a Ray of three nodes, with one limit and one state in Redis; half-way a node is killed',
    )
    .addOption(
      new Option(
        '--python <path>',
        'a Python of 3.10 to 3.14 that gets Ray, in a venv in the cache (default: $PYLOOM_PYTHON, $VIRTUAL_ENV, ./.venv, python3)',
      ).argParser(parsePath),
    )
    .addOption(
      new Option('--limit <n>', 'calls at once, of both processes together')
        .argParser(wholeNumber(1, 256))
        .default(6),
    )
    .option('--folder <path>', "what is surveyed in place of the standard library's folder")
    .option('--json', 'print one JSON object and nothing else on standard output')
    // Loaded when it is wanted: the survey needs nothing of it.
    .action(async (options: ClusterOptions) =>
      (await import('../cluster/run-cluster.ts')).runCluster(options),
    );
}
