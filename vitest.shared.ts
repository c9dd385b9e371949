import { configDefaults, defineConfig } from 'vitest/config';

/** Set by scripts/test.mjs: the column of its table that this run fills, '3.13t' for example. */
const label = process.env.PYLOOM_TEST_LABEL;

/** What the test suites of all packages have in common. */
export default defineConfig({
  test: {
    // One process for each test file: a process can load one CPython, once.
    pool: 'forks',
    isolate: true,
    maxWorkers: 2,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, '**/fixtures/**'],
    // Generous, since it only ends what hangs; nothing that passes comes near it.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    // A shared machine that stands still for a moment fails what measures time; a fault fails twice. Each retry is reported.
    retry: process.env.CI ? 1 : 0,
    reporters: label ? ['default', ['json', { outputFile: `reports/${label}.json` }]] : ['default'],
  },
});
