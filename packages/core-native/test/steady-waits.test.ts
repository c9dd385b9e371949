// The clock of a machine can be set back while somebody waits.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const packages = join(import.meta.dirname, '../..');

function sources(folder: string, ends: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ends.some((end) => name.endsWith(end)))
    .map((name) => join(folder, name));
}

const linesWith = (files: string[], pattern: RegExp) =>
  files.filter((file) => pattern.test(readFileSync(file, 'utf8')));

it.each(['core-native', 'semaphore', 'state'])('no wait of %s is on the clock that people set', (name) => {
  const files = sources(join(packages, name, 'native'), ['.cc', '.h']);
  expect(files.length).toBeGreaterThan(5);
  expect(linesWith(files, /system_clock|wait_until|CLOCK_REALTIME/)).toEqual([]);
  expect(linesWith(sources(join(packages, name, 'src'), ['.ts']), /Date\.now\(\)/)).toEqual([]);
});

it('no timed wait is on a condition variable of the standard library', () => {
  const files = sources(join(packages, 'core-native/native'), ['.cc', '.h']);
  const timed = linesWith(files, /wait_for\(/).filter((file) => !file.endsWith('steady_condition.h'));
  expect(timed.length).toBeGreaterThan(3);
  const declared = timed
    .flatMap((file) => [file, file.replace(/\.cc$/, '.h')])
    .filter((file) => existsSync(file));
  expect(linesWith(declared, /std::condition_variable/)).toEqual([]);
});
