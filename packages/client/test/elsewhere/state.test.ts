import { RedisState, StateFullError } from '@pyloom/redis';
import { afterEach, describe, expect, it } from 'vitest';
import { createPython, PythonError } from '../../src/index';
import { modeOfRun, rejection } from '../support/client';
import { redisForFile } from './redis';

const redis = redisForFile();
const clients: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((py) => py.close()));
});

const source = `
import asyncio, threading
import pyloom
from datetime import datetime, timezone

def count(key, times):
    for _ in range(times):
        pyloom.state_incr(key)
    return pyloom.state_get(key)

def each_function():
    first = pyloom.state_get('greeting')
    pyloom.state_set('from Python', {'tuple': (1, 2), 'float': 1.0, 'set': {3}, 'bytes': b'\\x00\\xff', 'at': datetime(2026, 1, 2, tzinfo=timezone.utc)})
    counted = [pyloom.state_incr('n'), pyloom.state_incr('n', 41), pyloom.state_decr('n', 2), pyloom.state_decr('n')]
    keys = sorted(pyloom.state_keys()), pyloom.state_keys('from')
    deleted = [pyloom.state_delete('n'), pyloom.state_delete('n'), pyloom.state_get('n')]
    return [first, counted, keys, deleted]

def stays_as_it_was(value):
    pyloom.state_set('value', value)
    return value == pyloom.state_get('value') and type(value) is type(pyloom.state_get('value'))

def kinds():
    values = [1.0, 1, True, None, 2 ** 62, 2 ** 80, -0.0, 'text', b'bytes', [1, [2.0]], {'a': {1: 2}}]
    return [stays_as_it_was(value) for value in values]

def fails(name, *args):
    try:
        getattr(pyloom, name)(*args)
    except Exception as error:
        return [type(error).__name__, str(error)]

async def counting_on_a_loop():
    return await asyncio.gather(*(asyncio.to_thread(pyloom.state_incr, 'of the loop') for _ in range(20)))

def counting_in_a_thread():
    counted = []
    thread = threading.Thread(target=lambda: counted.append(pyloom.state_incr('of a thread')))
    thread.start()
    thread.join()
    return counted
`;

async function opened(prefix: string, limits: { maxEntries?: number } = {}) {
  const state = new RedisState({ client: await redis.connect(), prefix, ...limits });
  const py = await createPython({ ...modeOfRun, state });
  clients.push(py);
  await py.defineModule('redis_state', source);
  return { state, py };
}

describe('a state in Redis', () => {
  it('is what Python reaches by its state functions', async () => {
    const { state, py } = await opened('functions');
    await state.set('greeting', 'hello');
    expect(await py.call('redis_state', 'each_function')).toEqual([
      'hello',
      [1, 42, 40, 39],
      [['from Python', 'greeting', 'n'], ['from Python']],
      [true, false, null],
    ]);
    expect(await state.get('from Python')).toMatchObject({
      tuple: [1, 2],
      float: 1,
      set: new Set([3]),
      bytes: Buffer.from([0, 255]),
      at: new Date('2026-01-02'),
    });
    expect(await py.eval('pyloom.state_clear()', { pyloom: await py.import('pyloom') })).toBe(null);
    expect(await state.keys()).toEqual([]);
  });

  it('keeps the kinds of values that Python set', async () => {
    const { py } = await opened('kinds');
    expect(await py.call('redis_state', 'kinds')).toEqual(Array(11).fill(true));
  });

  it('says what is wrong as the state of one machine does', async () => {
    const { state, py } = await opened('errors', { maxEntries: 1 });
    await state.set('text', 'no integer');
    const fails = (name: string, ...args: unknown[]) => py.call('redis_state', 'fails', [name, ...args]);
    expect(await fails('state_set', 'second', 1)).toEqual([
      'StateFullError',
      expect.stringContaining('may hold 1 entries'),
    ]);
    expect(await fails('state_incr', 'text')).toEqual(['TypeError', expect.stringContaining('no integer')]);
    expect(await fails('state_incr', 'text', 0.5)).toEqual([
      'TypeError',
      expect.stringContaining('by must be an integer'),
    ]);
    expect(await fails('state_get', 3)).toEqual(['TypeError', 'key must be a str, not 3']);
    expect(await fails('state_get')).toEqual(['TypeError', 'expected 1 argument, got 0']);
    expect(await fails('state_set', 3, 3)).toEqual(['TypeError', 'key must be a str']);
    await state.delete('text');
    await state.set('n', 2n ** 63n - 1n);
    expect(await fails('state_incr', 'n')).toEqual([
      'OverflowError',
      expect.stringContaining('beyond 64 bits'),
    ]);
    const error = await rejection(state.set('second', 1));
    expect(error).toBeInstanceOf(StateFullError);
  });

  it('loses no increment of two clients and all their lanes', async () => {
    const [{ state, py }, other] = await Promise.all([opened('sum'), opened('sum')]);
    const calls = Array.from({ length: 4 }, () => ['redis_state', 'count', ['n', 100]] as const);
    const outcomes = await Promise.all([py.parallel(calls), other.py.parallel(calls)]);
    expect(outcomes.flat().map(({ status }) => status)).toEqual(Array(8).fill('fulfilled'));
    expect(await state.get('n')).toBe(800);
  });

  it('is at hand in coroutines, in threads of Python, and in what a host function calls', async () => {
    const { state, py } = await opened('places');
    expect(new Set(await py.call<number[]>('redis_state', 'counting_on_a_loop')).size).toBe(20);
    expect(await py.call('redis_state', 'counting_in_a_thread')).toEqual([1]);
    py.registerFunction('count_in_python', () => py.call('redis_state', 'count', ['nested', 3]));
    expect(await py.eval('pyloom.call("count_in_python")', { pyloom: await py.import('pyloom') })).toBe(3);
    expect(await state.get('nested')).toBe(3);
  });

  it('cannot be waited for by a synchronous call, which says so', async () => {
    const { py } = await opened('sync');
    expect(() => py.callSync('redis_state', 'count', ['n', 1])).toThrow(/promise/);
    expect(await py.call('redis_state', 'count', ['n', 1])).toBeGreaterThanOrEqual(1);
  });

  it('that cannot be reached is an error of the call, and of that call alone', async () => {
    const { py, state } = await opened('unreachable');
    const broken = Object.assign(Object.create(state), {
      remoteFunctions: () => ({
        ...state.remoteFunctions(),
        state_get: async () => {
          throw new Error('the connection is gone');
        },
      }),
    });
    const other = await createPython({ ...modeOfRun, state: broken });
    try {
      await other.defineModule('redis_state', source);
      const error = await rejection(other.call('redis_state', 'count', ['n', 1]));
      expect(error.message).toContain('the connection is gone');
      expect(error).not.toBeInstanceOf(PythonError);
      expect(await py.call('redis_state', 'count', ['m', 1])).toBe(1);
    } finally {
      await other.close();
    }
  });
});

describe('the option state', () => {
  it('is the state of the client, with its type', async () => {
    const state = new RedisState({ client: await redis.connect(), prefix: 'typed' });
    const py = await createPython({ ...modeOfRun, state });
    const same: RedisState = py.state;
    expect(same).toBe(state);
    await py.close();
  });

  it('is a store', async () => {
    expect(await rejection(createPython({ state: {} as never }))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
      message: "The option 'state' must be a SharedState or a RedisState, not {}",
    });
  });
});
