/**
 * A package with tests.
 *
 * @typedef {object} Suite
 * @property {string} name what its npm name ends with
 * @property {'no' | 'one' | 'each'} python whether it needs a Python: none, any one, or each of the matrix in turn
 * @property {number} seconds that it adds on two cores that do nothing else, for each Python
 * @property {boolean} [threads] whether some of it runs in worker threads as well, with a Python
 * @property {readonly string[]} [once] tests that would find the same with each Python: they run with the last one only
 * @property {readonly string[]} [ofThreads] if all others run once more in processes, on the two oldest Pythons: tests of what
 *   threads have alone, and of programs that choose a mode themselves
 * @property {Readonly<Partial<Record<'address' | 'thread', readonly string[]>>>} [sanitized] what of it CI runs under which
 *   sanitizer: paths of tests, none for all
 */

/** All that `npm test` runs. @type {readonly Suite[]} */
export const suites = [
  { name: 'scripts', python: 'no', seconds: 10 },
  { name: 'addon', python: 'no', seconds: 1 },
  { name: 'common', python: 'no', seconds: 1 },
  { name: 'wire', python: 'no', seconds: 3 },
  { name: 'semaphore', python: 'no', seconds: 8, sanitized: { address: [], thread: [] } },
  { name: 'state', python: 'no', seconds: 8, sanitized: { address: [], thread: [] } },
  { name: 'redis', python: 'no', seconds: 10 },
  {
    name: 'core-native',
    python: 'each',
    seconds: 45,
    once: ['test/discovery/**'],
    sanitized: {
      address: [
        'test/values',
        'test/workers',
        'test/stress/threads',
        'test/faults/allocations',
        'test/leak/leak.',
      ],
      // CPython itself is not instrumented, so that it takes places where our own threads meet.
      thread: ['test/stress/threads'],
    },
  },
  { name: 'executor', python: 'each', seconds: 3 },
  {
    name: 'client',
    python: 'each',
    threads: true,
    seconds: 65,
    once: ['test/cli/doctor.test.ts', 'test/cli/help.test.ts', 'test/venv/ensure-venv.test.ts'],
    ofThreads: [
      'test/{cli,leak,process,processes,soak,venv}/**',
      'test/{diagnostics,interrupts,last-threads,modes,packages,pools,readme,spare-lanes}.test.ts',
      'test/home-modules*.test.ts',
      'test/contexts/closing.test.ts',
    ],
  },
  {
    name: 'demo',
    python: 'each',
    seconds: 40,
    once: [
      'test/serve/browser/**',
      'test/serve/!(analyse).test.ts',
      'test/race*.test.ts',
      'test/highlight.test.ts',
    ],
  },
  { name: 'docs', python: 'one', seconds: 10 },
  { name: 'e2e', python: 'one', seconds: 25 },
];

/** @param {string} name */
export function folderOf(name) {
  if (name === 'demo') return 'apps/demo';
  if (['docs', 'e2e', 'scripts'].includes(name)) return name;
  return `packages/${name}`;
}

/**
 * Whether the suite is one that this sanitizer runs.
 *
 * @param {Suite} suite
 * @param {'address' | 'thread'} sanitizer
 */
export function isSanitizedBy(suite, sanitizer) {
  return suite.sanitized?.[sanitizer] !== undefined;
}
