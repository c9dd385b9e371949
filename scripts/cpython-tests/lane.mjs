// node lane.mjs PYTHON MODE SUITE REPORT [LEFT OUT...]: a suite on a work lane. What it prints goes to stdout, its outcomes into the report.
import { createPython } from '../../packages/client/dist/index.js';

const [python, mode, suite, report, ...leftOut] = process.argv.slice(2);
const py = await createPython({
  python,
  mode: /** @type {'subinterp'} */ (mode),
  sysPath: [import.meta.dirname],
});
try {
  console.log(`interpreter ${await py.call('lane_suite', 'run', [suite, report, leftOut])}`);
} finally {
  await py.close();
}
