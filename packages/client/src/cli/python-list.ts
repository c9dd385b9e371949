import { chooseMode, findPython, isPyloomError, type ListedPython, listPythons } from '../index';

/** `pyloom python list`: which Pythons are here, what pyloom makes of each, and which it takes. */
export async function list(asJson: boolean): Promise<number> {
  const [pythons, chosen] = await Promise.all([listPythons(), defaultExecutable()]);
  const rows = pythons.map((python) => ({
    version: `${python.version}${python.freeThreadedBuild ? 't' : ''}`,
    mode: modeOf(python),
    source: python.source,
    executable: python.executable,
    default: python.executable === chosen,
  }));
  process.stdout.write(asJson ? `${JSON.stringify(rows, undefined, 2)}\n` : readable(rows));
  return 0;
}

function readable(rows: readonly Row[]): string {
  if (rows.length === 0)
    return 'There is no Python here that pyloom can use. Get one: npx pyloom python install\n';
  const table = [
    ['', 'version', 'mode', 'found in', 'executable'],
    ...rows.map((row) => [row.default ? '*' : '', row.version, row.mode, row.source, row.executable]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...table.map((cells) => (cells[column] ?? '').length)),
  );
  const lines = table.map((cells) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '),
  );
  return `${lines.join('\n')}\n\n${explanation(rows)}\n`;
}

interface Row {
  readonly version: string;
  readonly mode: string;
  readonly source: string;
  readonly executable: string;
  readonly default: boolean;
}

function explanation(rows: readonly Row[]): string {
  const example = rows.find((row) => !row.default) ?? rows[0];
  const version = example?.version.replace(/^(\d+\.\d+)[^t]*/, '$1');
  const marked = rows.some((row) => row.default) ? '* is taken by default. ' : '';
  return `${marked}Another one: createPython({ python: '${version}' }), or PYLOOM_PYTHON=${version}`;
}

async function defaultExecutable(): Promise<string | undefined> {
  try {
    return (await findPython({ mayLackLibrary: process.platform === 'linux' })).executable;
  } catch (error) {
    if (!isPyloomError(error)) throw error;
    return undefined;
  }
}

/** That it has by itself. */
function modeOf({ version, versionInfo, freeThreadedBuild, library }: ListedPython): string {
  const facts = { version, freeThreadedBuild, gilEnabled: !freeThreadedBuild, embeddable: library !== '' };
  return chooseMode({ ...facts, supportsOwnGil: versionInfo[1] >= 12 }, 'auto').mode;
}
