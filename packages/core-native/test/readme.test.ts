import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { it } from 'vitest';
import { testExamples } from '../../../testing/readme-examples.ts';

const folder = new URL('..', import.meta.url);

testExamples(folder);

const examplesInC = readdirSync(new URL('examples', folder)).filter((file) => file.endsWith('.c'));

it.each(examplesInC)('shows C that compiles: %s', async (file) => {
  const flags = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-Iinclude', '-fsyntax-only'];
  const options = { cwd: fileURLToPath(folder), timeout: 120_000 };
  await promisify(execFile)('cc', [...flags, `examples/${file}`], options);
});
