/**
 * A package with tests.
 *
 * @typedef {object} Suite
 * @property {string} name what its npm name ends with
 * @property {'no' | 'one' | 'each'} python whether it needs a Python: none, any one, or each of the matrix in turn
 * @property {Readonly<Partial<Record<'address' | 'thread', readonly string[]>>>} [sanitized] what of it CI runs under which
 *   sanitizer: paths of tests, none for all
 */

/** All that `npm test` runs, in this order: what stands at the bottom breaks first. @type {readonly Suite[]} */
export const suites = [
  { name: 'scripts', python: 'no' },
  { name: 'addon', python: 'no' },
  { name: 'errors', python: 'no' },
  { name: 'wire', python: 'no' },
  { name: 'semaphore', python: 'no', sanitized: { address: [], thread: [] } },
  { name: 'state', python: 'no', sanitized: { address: [], thread: [] } },
  {
    name: 'core-native',
    python: 'each',
    sanitized: {
      address: ['test/values', 'test/workers', 'test/stress/threads', 'test/faults/allocations'],
      // CPython itself is not instrumented, so that it takes places where our own threads meet.
      thread: ['test/stress/threads'],
    },
  },
  { name: 'executor', python: 'each' },
  { name: 'client', python: 'each' },
  { name: 'demo', python: 'each' },
  { name: 'docs', python: 'one' },
  { name: 'e2e', python: 'one' },
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
