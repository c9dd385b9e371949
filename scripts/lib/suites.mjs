/** @import { Suite } from './types.ts' */
import { browser, redisServer, venvModule } from './needs.mjs';

/** All that `npm test` runs. @type {readonly Suite[]} */
export const suites = [
  { name: 'scripts', python: 'no', seconds: 10 },
  { name: 'addon', python: 'no', seconds: 1 },
  { name: 'common', python: 'no', seconds: 1 },
  { name: 'wire', python: 'no', seconds: 3 },
  {
    name: 'semaphore',
    python: 'no',
    seconds: 40,
    // All but the limit that finds itself, which is JavaScript and takes half a minute.
    sanitized: {
      address: ['src/', 'test/copies', 'test/leak', 'test/process', 'test/workers'],
      thread: ['src/', 'test/copies', 'test/leak', 'test/process', 'test/workers'],
    },
  },
  { name: 'state', python: 'no', seconds: 8, sanitized: { address: [], thread: [] } },
  { name: 'redis', python: 'no', needs: [redisServer], seconds: 10 },
  {
    name: 'core-native',
    python: 'each',
    seconds: 55,
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
    needs: [venvModule, redisServer],
    seconds: 105,
    once: [
      'test/cli/{advice,doctor,help,init,types,watch-types}.test.ts',
      'test/readme.test.ts',
      'test/venv/ensure-venv.test.ts',
      'test/provision/**',
    ],
    ofThreads: [
      'test/{cli,leak,process,processes,provision,soak,venv}/**',
      'test/{diagnostics,interrupts,last-threads,modes,packages,pools,readme,spare-lanes}.test.ts',
      'test/home-modules*.test.ts',
      'test/contexts/closing.test.ts',
      'test/shared-arrays/lifetime.test.ts',
      // Those that go through the modes of their Python by themselves (inEveryMode).
      'test/callbacks/!(current-call|demonstrations).test.ts',
      'test/{async-local-storage,calling-frames,counts,daemon-threads,ending-calls}.test.ts',
      'test/{hanging-definitions,imports-that-take-long,locks-and-limits}.test.ts',
      'test/loops/{kept,packages}.test.ts',
    ],
  },
  { name: 'asgi', python: 'each', seconds: 15, ofThreads: ['test/{readme,http2}.test.ts'] },
  {
    name: 'demo',
    python: 'each',
    wishes: [browser],
    seconds: 25,
    once: [
      'test/serve/browser/**',
      'test/serve/!(analyse).test.ts',
      'test/{race,race-parts,survey-library}.test.ts',
      'test/{cluster-parts,command-line,highlight,map-concurrently,numbers,progress-lines,totals}.test.ts',
    ],
  },
  { name: 'docs', python: 'one', needs: [venvModule, redisServer], seconds: 15 },
  { name: 'e2e', python: 'one', seconds: 60 },
  { name: 'libraries', python: 'each', seconds: 60, onRequest: true, ofThreads: [] },
  { name: 'ray', python: 'each', needs: [redisServer], seconds: 300, onRequest: true },
  { name: 'deploying', python: 'one', seconds: 90, onRequest: true },
];

/** The folder of a suite. @param {string} name */
export function folderOf(name) {
  if (name === 'demo') return 'apps/demo';
  if (['deploying', 'docs', 'e2e', 'libraries', 'ray', 'scripts'].includes(name)) return name;
  return `packages/${name}`;
}
