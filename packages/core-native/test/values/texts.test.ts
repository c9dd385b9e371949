import { describe, expect, it } from 'vitest';
import { bind, callSync, session } from './modes';

const kinds = {
  ASCII: 'a',
  Latin: 'é',
  Chinese: '中',
  emoji: '😀',
  'lone surrogates': 'x\ud800',
  'a last character that is another': 'a',
};
/** Around the lengths at which another way across is taken. */
const lengths = [0, 1, 23, 24, 25, 2047, 2048, 2049, 4094, 4095, 4096, 4097, 20_000];

const ways: [string, (text: unknown) => unknown][] = [
  ['callSync', (text) => callSync('echo', [text])],
  ['a bound function', (text) => bind('values', 'echo')(text)],
];

describe.each(ways)('texts through %s', (_, echo) => {
  it.each(Object.entries(kinds))('come back as they went, of any length: %s', (kind, piece) => {
    for (const length of lengths) {
      const last = kind.includes('last') ? '中' : '';
      const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length - last.length) + last;
      expect(echo(text) === text, `${length} units`).toBe(true);
    }
  });
});

describe('several texts of one call', () => {
  const join = bind('values', 'join');

  it('do not get into each other', () => {
    const texts = ['ab', '', '中文', 'é'.repeat(300), '😀\udc00', 'z'.repeat(1500)];
    expect(join(...texts)).toBe(texts.join(''));
  });

  it('may be longer together than one may be', () => {
    const texts = Array.from({ length: 8 }, (_, i) => '中é'[i % 2]?.repeat(1000) ?? '');
    expect(join(...texts)).toBe(texts.join(''));
  });

  it('are those of the call, when a call is made within it', () => {
    session.registerHostFunction('inner', () => bind('values', 'echo')('inner 中'));
    expect(bind('values', 'around')('outer 文', 'inner')).toBe('outer 文inner 中outer 文');
  });
});
