import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ExecutorOptions } from '../src/index';
import { FakeRemoteSemaphore } from './support/fake-remote-semaphore';
import { fakeExecutor, turn } from './support/fake-runtime';
import { gauges, idle, none, outcomes } from './support/figures';

function remoteExecutor(options: ExecutorOptions = {}) {
  const remote = new FakeRemoteSemaphore();
  return { remote, ...fakeExecutor({ maxConcurrent: 2, ...options, semaphore: remote }) };
}

describe('a semaphore on another machine', () => {
  it('is asked by every call, and gets its permit back', async () => {
    const fakes = remoteExecutor();
    const answer = fakes.executor.call('m', 'f');
    await turn();
    expect(fakes.session.calls).toHaveLength(0);
    fakes.remote.grant();
    await turn();
    expect(fakes.remote.out.size).toBe(1);
    fakes.session.resolve(42);
    expect(await answer).toBe(42);
    expect(fakes.remote.out.size).toBe(0);
    expect(gauges(fakes)).toEqual(idle);
    expect(outcomes(fakes)).toEqual({ ...none, completed: 1 });
  });

  it('gets its permit back from a call that fails', async () => {
    const fakes = remoteExecutor();
    const answer = fakes.executor.call('m', 'f');
    await turn();
    fakes.remote.grant();
    await turn();
    fakes.session.reject(new Error('failed'));
    await expect(answer).rejects.toThrow('failed');
    expect(fakes.remote.out.size).toBe(0);
  });

  it('is asked by no more than maxConcurrent at a time', async () => {
    const fakes = remoteExecutor();
    const answers = [1, 2, 3].map((n) => fakes.executor.call('m', 'f', [n]));
    await turn();
    expect(fakes.remote.asked).toHaveLength(2);
    fakes.remote.grant();
    await turn();
    fakes.session.resolve('first');
    await turn();
    expect(fakes.remote.asked).toHaveLength(2);
    for (const answer of ['second', 'third']) {
      fakes.remote.grant();
      await turn();
      fakes.session.resolve(answer);
    }
    expect(await Promise.all(answers)).toEqual(['first', 'second', 'third']);
    expect(gauges(fakes)).toEqual(idle);
  });

  it('is told what is left of acquireTimeout', async () => {
    const fakes = remoteExecutor({ acquireTimeout: 5000 });
    const answer = fakes.executor.call('m', 'f');
    await turn();
    const [waiter] = fakes.remote.asked;
    expect(waiter?.timeout).toBeGreaterThan(0);
    expect(waiter?.timeout).toBeLessThanOrEqual(5000);
    waiter?.grant();
    await turn();
    fakes.session.resolve(1);
    await answer;
  });

  it('refuses at once where nobody is to wait', async () => {
    const fakes = remoteExecutor({ acquireTimeout: 0 });
    await expect(fakes.executor.call('m', 'f')).rejects.toMatchObject({ code: 'ERR_PYLOOM_OVERLOADED' });
    expect(gauges(fakes)).toEqual(idle);
    expect(outcomes(fakes)).toEqual({ ...none, overloaded: 1 });
  });

  it('may be out of reach, which the call says and the next one does not suffer from', async () => {
    const fakes = remoteExecutor({ maxConcurrent: 1 });
    const answer = fakes.executor.call('m', 'f');
    await turn();
    fakes.remote.asked[0]?.fail(new Error('the server has gone'));
    await expect(answer).rejects.toThrow('the server has gone');
    expect(outcomes(fakes)).toEqual({ ...none, failed: 1 });
    const next = fakes.executor.call('m', 'g');
    await turn();
    fakes.remote.grant();
    await turn();
    fakes.session.resolve('here');
    expect(await next).toBe('here');
    expect(gauges(fakes)).toEqual(idle);
  });

  it('is not waited for any longer by a call that is aborted', async () => {
    const fakes = remoteExecutor();
    const controller = new AbortController();
    const answer = fakes.executor.call('m', 'f', [], { signal: controller.signal });
    await turn();
    controller.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    await turn();
    expect(fakes.remote.asked).toHaveLength(0);
    expect(fakes.remote.out.size).toBe(0);
    expect(gauges(fakes)).toEqual(idle);
  });

  it('gets back at once what comes for a call that has gone', async () => {
    const fakes = remoteExecutor();
    const controller = new AbortController();
    const answer = fakes.executor.call('m', 'f', [], { signal: controller.signal });
    await turn();
    const permit = fakes.remote.grant();
    controller.abort(new Error('too late'));
    await expect(answer).rejects.toThrow('too late');
    await turn();
    expect(fakes.remote.out).not.toContain(permit);
    expect(fakes.session.calls).toHaveLength(0);
    expect(gauges(fakes)).toEqual(idle);
  });

  it('is asked for the calls of a list one after another', async () => {
    const fakes = remoteExecutor();
    const answers = fakes.executor.parallel([
      ['m', 'f'],
      ['m', 'g'],
    ]);
    await turn();
    for (const answer of [1, 2]) {
      fakes.remote.grant();
      await turn();
      fakes.session.resolve(answer);
      await turn();
    }
    expect(await answers).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'fulfilled', value: 2 },
    ]);
    expect(fakes.remote.out.size).toBe(0);
  });

  it('lets a call go on whose permit is lost, and says so', async () => {
    const fakes = remoteExecutor();
    const answer = fakes.executor.call('m', 'f');
    await turn();
    const permit = fakes.remote.grant();
    await turn();
    const warned = once(process, 'warning');
    permit.lost.abort(new Error('nothing was heard for a lease'));
    const [warning] = await warned;
    expect(warning.message).toBe(
      'm.f goes on without the permit that it had, which was lost: Error: nothing was heard for a lease',
    );
    fakes.session.resolve('done');
    expect(await answer).toBe('done');
  });

  it('says that a permit could not be given back', async () => {
    const fakes = remoteExecutor();
    const answer = fakes.executor.call('m', 'f');
    await turn();
    fakes.remote.grant().releasing = async () => {
      throw new Error('gone');
    };
    await turn();
    const warned = once(process, 'warning');
    fakes.session.resolve(1);
    await answer;
    const [warning] = await warned;
    expect(warning.message).toBe('A permit could not be given back, and lapses with its lease: Error: gone');
  });

  it('is waited for by close()', async () => {
    const fakes = remoteExecutor();
    const answer = fakes.executor.call('m', 'f');
    await turn();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    fakes.remote.grant().releasing = () => released;
    await turn();
    fakes.session.resolve(1);
    await answer;
    let closed = false;
    const closing = fakes.executor.close().then(() => {
      closed = true;
    });
    for (let i = 0; i < 10; i++) await turn();
    expect(closed).toBe(false);
    release();
    await closing;
  });

  it('cannot be waited for by a synchronous call', () => {
    const fakes = remoteExecutor();
    expect(() => fakes.executor.callSync('m', 'f')).toThrow(
      'A synchronous call cannot wait for its permit, and the semaphore of this client is on another machine: await call(), eval() or exec()',
    );
    expect(gauges(fakes)).toEqual(idle);
  });

  it.each([[{}], ['mail'], [null], [3]])('is not %o', (semaphore) => {
    expect(() => fakeExecutor({ semaphore: semaphore as never })).toThrow(
      /The option 'semaphore' must be a Semaphore or a RedisSemaphore, not /,
    );
  });
});
