import { describe, expect, it } from 'vitest';
import type { FileSummary } from '../src/survey/source-file.ts';
import { totalsOf } from '../src/survey/totals.ts';

describe('totalsOf', () => {
  it('adds up the files that were parsed, and lists those that were skipped', () => {
    const bad = { path: 'bad.py', skipped: 'SyntaxError: no', seconds: 9 };
    const totals = totalsOf([surveyed('b.py', { depth: 3 }), bad, surveyed('a.py', { seconds: 2 })]);
    expect(totals).toMatchObject({ files: 2, lines: 20, tokens: 100, functions: 4, classes: 2 });
    expect(totals.skipped).toEqual([bad]);
    expect(totals.slowest.map(({ path }) => path)).toEqual(['a.py', 'b.py']);
    expect(totals.deepest?.path).toBe('b.py');
  });

  it('names the first by path of several that are as deep, whatever came first', () => {
    const files = [surveyed('c.py', {}), surveyed('a.py', {}), surveyed('b.py', {})];
    expect(totalsOf(files).deepest?.path).toBe('a.py');
  });
});

function surveyed(path: string, values: { depth?: number; seconds?: number }): FileSummary {
  const counts = {
    lines: 10,
    tokens: 50,
    functions: 2,
    classes: 1,
    depth: 2,
    line: 1,
    name: 'f',
    seconds: 1,
  };
  return { path, ...counts, ...values };
}
