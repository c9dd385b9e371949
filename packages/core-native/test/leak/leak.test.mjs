// For LeakSanitizer: npm run sanitize address core-native. What calls, sessions and threads leave behind, in each of the ways
// in which threads end, is found when this process ends by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referenceSymbol } from '@pyloom/core-native';
import { open } from '../support/core.mjs';
import { startWorker } from '../support/test-worker.mjs';

const mixture = `
import pyloom

class Thing:
    pass

def same(value):
    return value

def thing():
    return Thing()

def ask(n):
    return pyloom.call('twice', n)

async def later(n):
    return await pyloom.call_async('twice', n)

def fail():
    raise ValueError('as it should')
`;

const py = await open({ size: 2 });
await py.define('mixture', mixture);
const call = (name, ...args) => py.call('home', 'mixture', name, args);

test('calls leave nothing behind', async () => {
  py.session.registerHostFunction('twice', (n) => n * 2);
  for (let i = 0; i < 50; i += 1) {
    const values = [i, 'text'.repeat(i), 2n ** 100n, { a: [1, { b: null }] }, new Map([[1, new Set([2])]])];
    assert.deepEqual(await call('same', values), values);
    const array = new Float64Array(10_000).fill(i);
    assert.deepEqual(await call('same', array), array);
    assert.equal(await call('ask', i), 2 * i);
    assert.equal(await call('later', i), 2 * i);
    assert.equal(py.callSync('mixture', 'ask', [i]), 2 * i);
    await assert.rejects(call('fail'));
    (await call('thing'))[referenceSymbol].release();
  }
});

test('sessions leave nothing behind', () => {
  for (let i = 0; i < 50; i += 1) {
    const session = py.runtime.openSession();
    session.registerHostFunction(`function_${i}`, () => i);
    session.setEventHandler('stdout', () => {});
    session.close();
  }
});

for (const ending of ['end', 'terminate', 'exit']) {
  test(`threads that ${ending} leave nothing behind`, async () => {
    for (let round = 0; round < 3; round += 1) {
      const worker = await startWorker();
      await worker.ask('call', { pool: 'home', module: 'mixture', name: 'same', args: [['x'.repeat(1000)]] });
      await worker.ask('callSync', { module: 'mixture', name: 'same', args: [['x'.repeat(1000)]] });
      // A thread stays for a call in flight, unless it is ended.
      if (ending !== 'end') await worker.ask('start', { pool: 'home', names: ['sleep'] });
      await worker.ask('send', { pool: 'home', module: 'mixture', name: 'thing', args: [], times: 20 });
      if (ending === 'terminate') await worker.terminate();
      else worker.ask(ending).catch(() => {});
      await worker.ended;
    }
  });
}
