import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

export default mergeConfig(shared, {
  // As with testTimeout: it only ends what hangs.
  test: { expect: { poll: { timeout: 30_000 } } },
});
