#!/usr/bin/env node
import { describeFailure, exitCodeOf } from './failure.ts';
import { createProgram } from './program.ts';
import { leaveOnSignals } from './signals.ts';

leaveOnSignals();
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = exitCodeOf(error);
  if (process.exitCode !== 0) process.stderr.write(`${describeFailure(error)}\n`);
}
