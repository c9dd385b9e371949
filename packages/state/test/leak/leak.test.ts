import { expect, it, vi } from 'vitest';
import { runNode } from '../../../../testing/run-node.ts';

// LeakSanitizer looks at a process of its own, since vitest ends its processes in the middle. Without it leak.test.mjs still shows
// what hangs, crashes or counts wrongly.
it.skipIf(process.env.PYLOOM_SANITIZER === 'thread')(
  'threads leave nothing behind, and the process ends by itself',
  async () => {
    if (process.env.PYLOOM_SANITIZER) vi.stubEnv('ASAN_OPTIONS', 'detect_leaks=1');
    const { code, signal, stdout, stderr } = await runNode(new URL('../..', import.meta.url), [
      'test/leak/leak.test.mjs',
    ]);
    expect({ code, signal }, stdout + stderr).toEqual({ code: 0, signal: null });
  },
);
