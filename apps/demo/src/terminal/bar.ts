const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of a chart, to an eighth of a column; at least a sliver, so that nothing looks like nothing. */
export function formatBar(share: number, columns: number): string {
  const total = Math.max(1, Math.round(share * columns * 8));
  return '█'.repeat(Math.floor(total / 8)) + eighths[total % 8];
}
