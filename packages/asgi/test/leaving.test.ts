import { describe, expect, it } from 'vitest';
import { clientForFile, eventually, raw, serve } from './support/serving';

const py = await clientForFile({ maxConcurrent: 2, acquireTimeout: 300 });

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`;
const count = (name: string) => py.state.get<number>(name) ?? 0;

describe('a client that leaves', () => {
  it('is an http.disconnect', async () => {
    const { port, handler } = await serve(py, 'plain:app');
    py.state.clear();
    const { socket } = await raw(port, get('/listen'));
    await eventually(() => count('listens') === 1, 'that it listens');
    socket.destroy();
    await eventually(() => py.state.get('heard') === 'http.disconnect', 'that it hears');
    await eventually(() => py.semaphore.current === 0 && handler.pending === 0, 'the permit');
  });

  it('has the application cancelled after a while, if that does not care', async () => {
    const { port, errors } = await serve(py, 'plain:app', { disconnectTimeout: 50 });
    py.state.clear();
    const { socket } = await raw(port, get('/wait'));
    await eventually(() => count('waits') === 1, 'that it waits');
    socket.destroy();
    await eventually(() => py.state.get('cancelled'), 'the end');
    await eventually(() => py.semaphore.current === 0, 'the permit');
    expect(errors).toEqual([]);
  });

  it('before its turn never has one', async () => {
    const { port, ask } = await serve(py, 'plain:app', { disconnectTimeout: 50 });
    py.state.clear();
    const first = await raw(port, get('/wait'));
    const second = await raw(port, get('/wait'));
    await eventually(() => count('waits') === 2, 'that both permits are taken');
    const third = await raw(port, get('/wait'));
    await eventually(() => py.semaphore.waiting === 1, 'that one waits');
    third.socket.destroy();
    first.socket.destroy();
    second.socket.destroy();
    await eventually(() => py.semaphore.current === 0 && py.semaphore.waiting === 0, 'all permits');
    expect(count('waits')).toBe(2);
    expect((await ask('/')).body).toBe('hello');
  });
});

describe('with more requests than permits', () => {
  it('so many are under way at once', async () => {
    const { ask } = await serve(py, 'plain:app');
    py.state.clear();
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('/busy')));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(count('most')).toBe(2);
  });

  it('those that wait too long are told to come again', async () => {
    const { port, ask, errors } = await serve(py, 'plain:app', { disconnectTimeout: 0 });
    py.state.clear();
    const holders = [await raw(port, get('/wait')), await raw(port, get('/wait'))];
    await eventually(() => count('waits') === 2, 'that both permits are taken');
    const { status, headers } = await ask('/');
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    expect(errors).toEqual([]);
    for (const { socket } of holders) socket.destroy();
    await eventually(() => py.semaphore.current === 0, 'the permits');
  });
});
