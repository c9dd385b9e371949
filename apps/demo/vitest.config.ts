import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** In a run over the whole matrix, what would find the same with each Python runs with the last one only. */
const { PYLOOM_TEST_LABEL, PYLOOM_TEST_LAST } = process.env;
const once = [
  'test/serve/browser/**',
  'test/serve/!(analyse).test.ts',
  'test/race*.test.ts',
  'test/highlight.test.ts',
];

export default mergeConfig(shared, {
  test: {
    exclude: PYLOOM_TEST_LABEL && !PYLOOM_TEST_LAST ? once : [],
    // As with testTimeout: it only ends what hangs.
    expect: { poll: { timeout: 30_000 } },
  },
});
