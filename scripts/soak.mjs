// npm run soak: puts the client under full load for some minutes; options as in packages/client/test/soak.
import { build } from './build.mjs';
import { runInForeground } from './lib/run.mjs';
import { main } from './lib/say.mjs';

// V8's young generation, and glibc's arenas, one for each few threads, keep what was freed: 20 MiB and 150 MiB more that say
// nothing of what is in use.
const flags = ['--expose-gc', '--max-semi-space-size=1'];
const oneArena = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536' };

await main(async () => {
  await build(['client']);
  return runInForeground(
    [...flags, 'packages/client/test/soak/soak.mjs', ...process.argv.slice(2)],
    oneArena,
  );
});
