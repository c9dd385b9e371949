// Prints what an operation costs, beside an empty native call and beside what one would use otherwise. Ratios are of
// medians of interleaved rounds, so that a busy machine slows all of them alike. Nothing here fails by time.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { SharedState } from '@pyloom/state';

const rounds = Number(process.env.ROUNDS ?? 15);
const load = createRequire(import.meta.url)('node-gyp-build');
const native = load(fileURLToPath(new URL('..', import.meta.url))).connect(new Uint8Array(64));

/** Nanoseconds for one operation: the median of each candidate's rounds, taken in turns. */
function measure(candidates) {
  const samples = candidates.map(() => []);
  for (let round = -2; round < rounds; round += 1) {
    for (const [index, { count, operation, timed }] of candidates.entries()) {
      const nanoseconds = timed ? timed(count) : timeOf(operation, count);
      if (round >= 0) samples[index].push(nanoseconds); // the first two only warm up
    }
  }
  return samples.map((each) => each.sort((a, b) => a - b)[each.length >> 1]);
}

function timeOf(operation, count) {
  const start = process.hrtime.bigint();
  for (let index = 0; index < count; index += 1) operation();
  return Number(process.hrtime.bigint() - start) / count;
}

function compare(title, ...candidates) {
  const medians = measure(candidates);
  console.log(`\n${title}`);
  for (const [index, { name }] of candidates.entries()) {
    const ratio = (medians[index] / medians[0]).toFixed(2);
    console.log(`  ${name.padEnd(44)} ${medians[index].toFixed(0).padStart(7)} ns  ${ratio.padStart(6)} x`);
  }
}

const of = (name, operation, count = 100_000) => ({ name, operation, count });

/** As Python's thread calls it: the loop is in C++. */
function lent(name, state, ...items) {
  const external = state.nativeFunctions()[name];
  const encoded = encodedArguments(state, items);
  return {
    name: `${name}, as Python calls it`,
    count: 100_000,
    timed: (times) => native.invoke(external, encoded, times)[2],
  };
}

/** What state_get would answer for the list is the list, encoded. */
function encodedArguments(state, items) {
  state.set('arguments', items);
  const nothing = Buffer.from('91a9617267756d656e7473', 'hex'); // ['arguments']
  const encoded = native.invoke(state.nativeFunctions().state_get, nothing, 1)[1];
  state.delete('arguments');
  return encoded;
}

const state = new SharedState();
const handle = native.open('', Infinity, Infinity);
const map = new Map([['hits', 0]]);
const atomic = new Int32Array(new SharedArrayBuffer(4));

compare(
  'a counter',
  of("incr('hits')", () => state.incr('hits')),
  of('an empty native call', () => native.size(handle)),
  of('Atomics.add on shared memory', () => Atomics.add(atomic, 0, 1)),
  of('a Map of this thread alone', () => map.set('hits', map.get('hits') + 1)),
  lent('state_incr', state, 'hits'),
);

const person = (i) => ({
  id: i,
  name: `person number ${i}`,
  mail: `p${i}@example.org`,
  score: i / 7,
  tags: ['a', 'b'],
});
const document = { title: 'a document', people: Array.from({ length: 20 }, (_, i) => person(i)) };
state.set('document', document);
const serialized = serialize(document);

compare(
  `a document of ${JSON.stringify(document).length} bytes as JSON: read`,
  of("get('document')", () => state.get('document'), 10_000),
  of('JSON.parse(JSON.stringify())', () => JSON.parse(JSON.stringify(document)), 10_000),
  of('v8.deserialize of a copy', () => deserialize(serialized), 10_000),
  of('structuredClone', () => structuredClone(document), 10_000),
);

compare(
  'the same: written',
  of("set('document', …)", () => state.set('document', document), 10_000),
  of('JSON.stringify', () => JSON.stringify(document), 10_000),
  of('v8.serialize', () => serialize(document), 10_000),
);

state.set('flag', true);
compare(
  'small values',
  of("get('flag')", () => state.get('flag')),
  of("set('flag', true)", () => state.set('flag', true)),
  of("has('flag')", () => state.has('flag')),
  of("compareAndSet('flag', true, true)", () => state.compareAndSet('flag', true, true)),
  lent('state_get', state, 'flag'),
);
