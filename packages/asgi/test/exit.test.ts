import { expect, it } from 'vitest';
import { runNode } from '../../../testing/run-node.ts';

it('does not keep a program alive whose server is closed', async () => {
  const ended = await runNode(new URL('..', import.meta.url), ['test/fixtures/forgotten.mjs']);
  expect(ended).toMatchObject({ code: 0, signal: null, stdout: 'hello\n' });
});
