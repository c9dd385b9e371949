// pyloom beside the raw costs of what it is made of: one table for each file in cases/.
import { readdirSync } from 'node:fs';
import { parse } from 'node:path';
import { createPython } from '@pyloom/client';
import { loadRawCosts } from './lib/raw-costs.mjs';
import { figureOf, table } from './lib/report.mjs';

/**
 * @param {{ executable: string, mode: string }} python
 * @param {{ only?: string, log?: (line: string) => void }} [options]
 * @returns {Promise<Record<string, string[]>>} lines of Markdown, by the part of the page that they are for: 'costs/calls'
 */
export async function measureCosts({ executable, mode }, { only, log = () => {} } = {}) {
  const py = await createPython({ python: executable, mode, maxConcurrent: 2000 });
  const raw = loadRawCosts();
  const parts = {};
  for (const file of readdirSync(new URL('cases/', import.meta.url)).sort()) {
    if (only && !file.startsWith(only)) continue;
    const benchmark = await import(`./cases/${file}`);
    log(benchmark.title);
    const rows = await benchmark.run({ py, raw, python: executable, mode });
    parts[`costs/${parse(file).name}`] = table(
      ['what', 'figure', 'beside its raw cost', 'aim'],
      rows.map(({ item, value, unit, raw: beside = '', aim = '' }) => [
        item,
        figureOf(value, unit),
        beside,
        aim,
      ]),
    );
  }
  await py.close();
  return parts;
}
