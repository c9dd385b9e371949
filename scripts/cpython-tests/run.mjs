// npm run cpython-tests: CPython's own tests, with plain Python and with pyloom, and what comes out differently.
import { parseArgs } from 'node:util';
import { build } from '../build.mjs';
import { findPythons } from '../find-pythons.mjs';
import { main, SetupError, say } from '../lib/say.mjs';
import { isNamed } from '../lib/test-matrix.mjs';
import { compare } from './compare.mjs';
import { PlainOutcomes } from './plain-outcomes.mjs';
import { Store } from './store.mjs';
import { tellingSuites } from './telling-suites.mjs';
import { allSuites, ways } from './ways.mjs';

/** @typedef {import('./compare.mjs').Comparison} Comparison */

const usage = `npm run cpython-tests -- [options] [test_os test_json ...]

Runs suites of CPython's regression tests twice, by "python -m test" and by "pyloom run -m test", and prints the tests that
come out differently. Without names: those that tell most about an embedded Python.

  --all            every suite that this Python has, those that tell most first
  --python NAME    a label, a version or a path (3.13t, 3.12.1, /usr/bin/python3). Default: the newest with a GIL
  --lane           instead of "pyloom run": on a work lane of a client, by unittest. What comes out alike in a sub-interpreter
                   of plain Python is no difference
  --mode MODE      with --lane: the execution mode. Default: subinterp
  --jobs N         suites at a time. Default: 1
  --limit N        seconds for a suite, each way. Default: 300
  --again          forgets how pyloom did, not how plain Python did: after a change of pyloom's
  --fresh          forgets all that earlier runs have left in reports/, instead of going on where they stopped
  --list           prints the outcomes that are there, and runs nothing

A suite that comes out differently is run again both ways: tests that fail now and then are no difference. The exit code is 1
if there is one.`;

await main(import.meta, async () => {
  const { values, positionals } = readOptions();
  if (values.help) {
    console.log(usage);
    return 0;
  }
  await build(['client']);
  const python = await choosePython(values.python);
  const ours = values.lane ? ways.lane(values.mode) : ways.run;
  const excusing = values.lane && values.mode === 'subinterp' ? ways.subinterpreter : undefined;
  const store = new Store(python, ours);
  if (values.fresh || values.again) store.clear();
  const plainOutcomes = new PlainOutcomes(values.fresh);
  const names = await choose(values.all, positionals, python.path);

  /** @type {Map<string, Comparison>} */
  const done = new Map();
  const queue = names.filter((name) => {
    const known = store.read(name);
    if (known) done.set(name, known);
    return !known && !values.list;
  });
  say(`CPython ${python.version}: ${queue.length} suites to run, ${done.size} are known`);
  await Promise.all(Array.from({ length: values.jobs }, work));
  return print(names.flatMap((name) => done.get(name) ?? []));

  async function work() {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const settings = { name, python: python.path, limit: values.limit, logs: store.folder };
      const comparison = await compare(
        values.lane ? ways.plainAsOnLanes : ways.plain,
        ours,
        settings,
        plainOutcomes,
        excusing,
      );
      store.write(comparison);
      done.set(name, comparison);
      say(`${done.size}/${names.length} ${line(comparison)}`);
    }
  }
});

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      all: { type: 'boolean' },
      python: { type: 'string' },
      lane: { type: 'boolean' },
      mode: { type: 'string', default: 'subinterp' },
      jobs: { type: 'string', default: '1' },
      limit: { type: 'string', default: '300' },
      again: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      list: { type: 'boolean' },
    },
  });
  const [jobs, limit] = [Number(values.jobs), Number(values.limit)];
  if (!(jobs >= 1)) throw new SetupError(`--jobs takes a number from 1 on, not '${values.jobs}'`);
  if (!(limit >= 1)) throw new SetupError(`--limit takes seconds, not '${values.limit}'`);
  return { values: { ...values, jobs, limit }, positionals };
}

/**
 * @param {boolean | undefined} all
 * @param {string[]} named
 * @param {string} python
 */
async function choose(all, named, python) {
  const there = await allSuites(python);
  const first = named.length > 0 ? named : tellingSuites;
  const wanted = first.flatMap((name) => {
    const found = there.filter((suite) => suite === name || suite.startsWith(`${name}.`));
    if (found.length === 0 && named.length > 0)
      throw new SetupError(`there is no suite ${name} in ${python}`);
    return found;
  });
  return [...new Set(all ? [...wanted, ...there] : wanted)];
}

/** @param {string | undefined} wanted */
async function choosePython(wanted) {
  const found = await findPythons();
  const python = found.find((each) => (wanted === undefined ? !each.freeThreaded : isNamed(each, wanted)));
  if (python === undefined) throw new SetupError(`there is no Python ${wanted ?? 'with a GIL'} here`);
  return python;
}

/** @param {readonly Comparison[]} comparisons */
function print(comparisons) {
  const different = comparisons.filter(({ differences }) => differences.length > 0);
  const rows = different.flatMap(({ name, plain, ours, differences }) =>
    differences.map((each, row) => ({
      suite: row === 0 ? name : '',
      python: row === 0 ? plain.summary : '',
      pyloom: row === 0 ? ours.summary : '',
      test: each.test,
      'with python': each.plain,
      'with pyloom': each.ours,
    })),
  );
  if (rows.length > 0) console.table(rows);
  const tests = comparisons.reduce((sum, { plain }) => sum + plain.tests, 0);
  process.stdout.write(
    `${comparisons.length} suites, ${tests} tests with plain Python; ${different.length} suites and ${rows.length} tests differ\n`,
  );
  const unknown = comparisons.filter(({ ended }) => !ended);
  if (unknown.length > 0) {
    process.stdout.write(`no report, and so no tests: ${unknown.map(({ name }) => name).join(', ')}\n`);
  }
  return different.length > 0 ? 1 : 0;
}

/** @param {Comparison} comparison */
function line({ name, plain, ours, differences, excused }) {
  const verdict = differences.length === 0 ? 'the same' : `${differences.length} differ`;
  const own = excused > 0 ? `, ${excused} as in CPython's own sub-interpreters` : '';
  return `${name}: ${verdict}${own} (${plain.summary}; ${ours.summary})`;
}
