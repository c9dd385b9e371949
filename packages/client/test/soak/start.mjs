// npm run soak: soak.mjs in a process whose memory shows what is in use.
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';

// V8's young generation, and glibc's arenas, one for each few threads, keep what was freed: 20 MiB and 150 MiB more that say
// nothing of what is in use.
const flags = ['--expose-gc', '--max-semi-space-size=1'];
const oneArena = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536' };

// Ctrl-C reaches it by itself.
process.on('SIGINT', () => {});
const { status, signal } = spawnSync(
  process.execPath,
  [...flags, join(import.meta.dirname, 'soak.mjs'), ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, ...oneArena } },
);
process.exitCode = status ?? 128 + (signal ? constants.signals[signal] : 0);
