/**
 * A package with tests.
 *
 * @typedef {object} Suite
 * @property {string} name what its npm name ends with
 * @property {'no' | 'one' | 'each'} python whether it needs a Python: none, any one, or each of the matrix in turn
 * @property {boolean} [sanitized] whether CI runs it under the sanitizers too
 * @property {readonly ('address' | 'thread')[]} [sanitizers] which of them; both unless it says so
 * @property {readonly string[]} [sanitizedTests] the part of its tests that they run; all unless it says so
 */

/** All that `npm test` runs, in this order: what stands at the bottom breaks first. @type {readonly Suite[]} */
export const suites = [
  { name: 'scripts', python: 'no' },
  { name: 'errors', python: 'no' },
  { name: 'wire', python: 'no' },
  { name: 'semaphore', python: 'no', sanitized: true },
  { name: 'state', python: 'no', sanitized: true },
  // Not by ThreadSanitizer: it knows nothing of the locks in a CPython that was built without it.
  {
    name: 'core-native',
    python: 'each',
    sanitized: true,
    sanitizers: ['address'],
    sanitizedTests: ['test/values'],
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
  return suite.sanitized === true && (suite.sanitizers?.includes(sanitizer) ?? true);
}
