import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ProgressLines } from '../src/terminal/progress-lines.ts';

describe('ProgressLines', () => {
  it('tells each quarter once, by bytes, and the end when the last file is done', () => {
    const stream = new PassThrough();
    const progress = new ProgressLines('Working', { pieces: 1003, size: 100, unit: 'files' }, stream);
    progress.advance(60);
    progress.advance(10);
    for (let file = 0; file < 999; file++) progress.advance(0);
    expect(String(stream.read())).toBe('Working: 50 %, 1 of 1,003 files\n');
    progress.advance(30);
    expect(String(stream.read())).toBe('Working: 75 %, 1,002 of 1,003 files\n');
    progress.advance(0);
    expect(String(stream.read())).toBe('Working: 100 %, 1,003 of 1,003 files\n');
  });
});
