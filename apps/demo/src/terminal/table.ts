import Table from 'cli-table3';

/** Columns that line up, without lines between them and without colours of their own. */
export function formatTable(
  alignment: readonly ('left' | 'right')[],
  rows: readonly (readonly string[])[],
  head: readonly string[] = [],
): string {
  const table = new Table({
    head: [...head],
    colAligns: [...alignment],
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const edges = ['', '-mid', '-left', '-right'] as const;
const noBorders: Record<string, string> = {
  middle: '',
  mid: '',
  'left-mid': '',
  'mid-mid': '',
  'right-mid': '',
};
for (const side of ['top', 'bottom', 'left', 'right']) for (const edge of edges) noBorders[side + edge] = '';
