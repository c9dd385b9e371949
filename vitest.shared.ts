import { join } from 'node:path';
import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import { forksWithLimit } from './vitest.forks.ts';

const include = ['src/**/*.test.ts', 'test/**/*.test.ts'];

/** What the test suites of all packages have in common. */
const shared = defineConfig({
  test: {
    // Nothing that works takes nearly as long.
    pool: forksWithLimit(10 * 60_000),
    isolate: true,
    // One more than a small machine has cores: many a test waits for a while.
    maxWorkers: 3,
    include,
    exclude: [...configDefaults.exclude, '**/fixtures/**'],
    // Generous, since it only ends what hangs; nothing that passes comes near it.
    testTimeout: 150_000,
    hookTimeout: 150_000,
    teardownTimeout: 10_000,
    // A shared machine that stands still for a moment fails what measures time; a fault fails twice. Each retry is reported.
    retry: process.env.CI ? 1 : 0,
  },
});

export default shared;

/** A suite that needs the build. */
export const ofBuild = mergeConfig(shared, {
  test: { globalSetup: join(import.meta.dirname, 'vitest.build.ts') },
});

/**
 * A suite that needs the build. The tests named here run once more in worker threads of a process whose main thread does not
 * load the package: its addon is then closed with the last of them.
 */
export function alsoInWorkers(...tests: string[]) {
  // Lists are joined, not replaced: `include` must be that of the projects alone.
  const { include: _, ...common } = ofBuild.test ?? {};
  return defineConfig({
    test: {
      ...common,
      projects: [
        { extends: true, test: { name: 'forks', include } },
        { extends: true, test: { name: 'threads', include: tests, pool: 'threads' } },
      ],
    },
  });
}
