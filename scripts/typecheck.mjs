// npm run typecheck: TypeScript, all packages. It builds what they import of each other, but no addon.
import { show } from './lib/run.mjs';

const quiet = ['--continue=always', '--output-logs=errors-only', '--concurrency=2', '--ui=stream'];
const { exitCode = 1 } = await show('turbo', ['run', 'typecheck', ...quiet]);
process.exitCode = exitCode;
