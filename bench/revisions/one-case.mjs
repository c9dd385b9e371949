// node one-case.mjs FILE PYTHON MODE: measures one file of cases/ in a process of its own, and prints its rows as JSON.
import { createPython } from '@pyloom/client';
import { loadRawCosts } from '../lib/raw-costs.mjs';

const [file, python, mode] = process.argv.slice(2);
const py = await createPython({ python, mode, maxConcurrent: 2000 });
const { run } = await import(`../cases/${file}`);
const rows = await run({ py, raw: loadRawCosts(), python, mode });
await py.close();
process.stdout.write(JSON.stringify(rows.map(({ item, value, unit }) => ({ item, value, unit }))));
