import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { highlightCode } from '../src/terminal/highlight.ts';
import { acts } from '../src/tour/acts.ts';

const colours = picocolors.createColors(true);
const source = "const name = 'a';\nawait py.exec(`\ndef f(x):\n    return None\n`);\nconst last = 1;\n";

describe('highlightCode', () => {
  it('takes templates on lines of their own for Python, and what follows for JavaScript again', () => {
    const text = highlightCode(source, colours);
    for (const keyword of ['const', 'await', 'def', 'return']) {
      expect(text).toContain(colours.magenta(keyword));
    }
    expect(text).toContain(`${colours.magenta('const')} last = ${colours.yellow('1')}`);
  });

  it('changes nothing but colours', () => {
    const plain = picocolors.createColors(false);
    for (const { source } of acts) expect(highlightCode(source, plain)).toBe(source);
  });

  it('carries no colour over the end of a line', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
    const codes = /\u001b\[(\d+)m/g;
    for (const line of highlightCode(`/* one\ntwo */\n${source}`, colours).split('\n')) {
      const [last] = [...line.matchAll(codes)].reverse();
      expect(last?.[1] ?? '39').toMatch(/^(39|22)$/);
    }
  });
});
