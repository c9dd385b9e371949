import { expect, it } from 'vitest';
import { runNode } from '../process/run-node';

// Without a leak checker leak.test.mjs still shows what hangs, crashes or counts wrongly.
it.skipIf(process.env.PYLOOM_SANITIZER)(
  'threads leave nothing behind, and the process ends by itself',
  async () => {
    const { code, signal, stdout, stderr } = await runNode('test/leak/leak.test.mjs');
    expect({ code, signal }, stdout + stderr).toEqual({ code: 0, signal: null });
  },
);
