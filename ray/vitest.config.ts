import { mergeConfig } from 'vitest/config';
import shared from '../vitest.shared.ts';

// A Ray takes some seconds to start, and half of a small machine.
export default mergeConfig(shared, {
  test: { testTimeout: 120_000, hookTimeout: 300_000, maxWorkers: 1, fileParallelism: false },
});
