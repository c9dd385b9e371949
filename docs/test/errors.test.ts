import { readFileSync } from 'node:fs';
import * as client from '@pyloom/client';
import * as core from '@pyloom/core-native';
import * as executor from '@pyloom/executor';
import * as semaphore from '@pyloom/semaphore';
import * as state from '@pyloom/state';
import { describe, expect, it } from 'vitest';
import { folder } from './snippets';

/** The classes of errors that a package exports. */
function errorsOf(exports: object): string[] {
  return Object.entries(exports)
    .filter(([, value]) => typeof value === 'function' && value.prototype instanceof Error)
    .map(([name]) => name);
}

const below = [core, executor, semaphore, state];
const all = [...new Set([client, ...below].flatMap(errorsOf))].sort();

describe('the errors of all packages', () => {
  it('are exported by the client', () => {
    expect(all).toContain('RuntimeStartError');
    expect(errorsOf(client).sort()).toEqual(all);
  });

  it('are in the table of their page', () => {
    const page = readFileSync(new URL('errors-and-time-limits.md', folder), 'utf8');
    const rows = page.matchAll(/^\| `(\w+Error)`.*`ERR_PYLOOM_/gm);
    const builtIn = ['TypeError', 'RangeError'];
    const listed = [...rows].map(([, name = '']) => name).filter((name) => !builtIn.includes(name));
    expect(listed.sort()).toEqual(all);
  });
});
