import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const folder = new URL('../../examples/callbacks/', import.meta.url);

/** What each example prints. */
const printed: Record<string, string> = {
  'arithmetic.mjs': '411\n',
  'class-methods.mjs': '30 taken, 70 left\nrefused: 80 of 70\n70\n',
  'fibonacci.mjs': '610\n15 numbers were computed, once each\n',
  'nesting.mjs': '10\n100\n1000\nthreads: 1\n',
};

it('leaves out no example', () => {
  expect(Object.keys(printed)).toEqual(readdirSync(folder).sort());
});

it.each(Object.entries(printed))('runs %s', async (file, expected) => {
  const program = fileURLToPath(new URL(file, folder));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], { timeout: 140_000 });
  expect({ stdout, stderr }).toEqual({ stdout: expected, stderr: '' });
});
