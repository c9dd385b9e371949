// How figures look in the report.

/** @typedef {'ns' | 'µs' | 'ms' | 'MB' | '/s' | '×' | '%'} Unit */

/**
 * @param {number} figure
 * @param {Unit} unit
 */
export function figureOf(figure, unit) {
  if (unit === '/s') return figure >= 1e6 ? `${(figure / 1e6).toFixed(2)} M/s` : `${thousands(figure)}/s`;
  if (unit === 'ns' && figure >= 10_000) return figureOf(figure / 1000, 'µs');
  if (unit === 'µs' && figure >= 10_000) return figureOf(figure / 1000, 'ms');
  if (unit === '×') return `${figure.toFixed(2)} ×`;
  const digits = Math.abs(figure) < 10 ? 2 : Math.abs(figure) < 100 ? 1 : 0;
  return `${figure.toFixed(digits)} ${unit}`;
}

/** Whether more of it is better. @param {Unit} unit */
export function isGain(unit) {
  return unit === '/s' || unit === '×';
}

/** '12 300', to three digits that count. */
function thousands(figure) {
  const rounded = Number(figure.toPrecision(3));
  return rounded.toLocaleString('en-GB').replaceAll(',', '\u202f');
}

/**
 * A Markdown table, figures to the right.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)];
}
