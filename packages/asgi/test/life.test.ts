import { describe, expect, it } from 'vitest';
import { asgi } from '../src/index';
import { clientForFile, eventually, inProcesses, raw, serve } from './support/serving';

const py = await clientForFile();

describe('the lifespan of an application', () => {
  it('begins with start() and ends with close(), once', async () => {
    py.state.clear();
    const { handler, ask } = await serve(py, 'plain:app');
    await Promise.all([handler.start(), handler.start()]);
    expect((await ask('/')).status).toBe(200);
    await Promise.all([handler.close(), handler.close()]);
    expect(py.state.get('shutdowns')).toBe(1);
    expect((await ask('/')).status).toBe(503);
  });

  it('begins with the first request otherwise', async () => {
    const { ask } = await serve(py, 'plain:app');
    const bodies = await Promise.all([ask('/describe'), ask('/describe')]);
    for (const { body } of bodies) expect(body).toContain("'started': 'by lifespan'");
  });

  it('is let be where the application knows none', async () => {
    const { handler, ask } = await serve(py, 'plain:no_lifespan');
    await handler.start();
    expect((await ask('/')).body).toBe('no lifespan');
  });

  it('may be demanded, and may be left out', async () => {
    const demanded = asgi(py, 'plain:no_lifespan', { lifespan: 'on' });
    await expect(demanded.start()).rejects.toMatchObject({ type: 'AssertionError' });
    const { ask } = await serve(py, 'plain:app', { lifespan: 'off' });
    expect((await ask('/describe')).body).not.toContain("'started'");
  });

  it('that fails keeps the application from starting', async () => {
    const { handler, ask, errors } = await serve(py, 'plain:failing_lifespan');
    await expect(handler.start()).rejects.toMatchObject({
      type: 'LifespanError',
      pythonMessage: 'no database',
    });
    expect((await ask('/')).status).toBe(500);
    expect(errors).toHaveLength(1);
  });
});

describe('close()', () => {
  it('lets what is under way end', async () => {
    py.state.clear();
    const { handler, ask } = await serve(py, 'plain:app');
    const answer = ask('/busy');
    await eventually(() => py.state.get('inside'), 'that it is inside');
    await handler.close();
    expect((await answer).status).toBe(200);
  });

  it('gives up what does not end', async () => {
    py.state.clear();
    const { handler, ask, errors } = await serve(py, 'plain:app');
    const answer = ask('/wait');
    await eventually(() => py.state.get('waits'), 'that it waits');
    await handler.close({ timeout: 20 });
    expect((await answer).status).toBe(503);
    await eventually(() => py.state.get('cancelled'), 'that it is cancelled');
    expect([py.state.get('shutdowns'), errors]).toEqual([1, []]);
  });
});

describe('what is wrong with the application', () => {
  it.each([
    ['missing_module:app', 'ModuleNotFoundError'],
    ['plain:missing', 'AttributeError'],
  ])('is said: %s', async (target, type) => {
    await expect(asgi(py, target).start()).rejects.toMatchObject({ type });
  });

  it.each(['plain', 'plain:', ':app', 'a b:app'])('is refused at once: %s', (target) => {
    expect(() => asgi(py, target)).toThrow("as 'module:app'");
  });

  it('of the options too', () => {
    expect(() => asgi(py, 'plain:app', { workers: 0 })).toThrow("'workers'");
    expect(() => asgi(py, 'plain:app', { rootPath: 'shop' })).toThrow("'rootPath'");
    expect(() => asgi(py, 'plain:app', { lifespan: 'maybe' as 'on' })).toThrow("'lifespan'");
    expect(() => asgi(py, 'plain:app', { worker: 2 } as object)).toThrow("Unknown key 'worker'");
  });
});

it('takes a function that makes the application', async () => {
  const { ask } = await serve(py, 'plain:make', { factory: true });
  expect((await ask('/')).body).toBe('no lifespan');
});

it('says what a WSGI application needs', async () => {
  const error = await asgi(py, 'plain:wsgi')
    .start()
    .catch((reason) => reason);
  expect(error.message).toContain('pip install a2wsgi');
});

describe('with several workers', () => {
  it('each has an application of its own where it has a process', async () => {
    const { ask } = await serve(py, 'plain:app', { workers: 2 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask('/pid')));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(inProcesses ? 2 : 1);
  });
});

describe.runIf(inProcesses)('a process that ends', () => {
  it('breaks its answers off, and another one goes on', async () => {
    const { port, ask } = await serve(py, 'plain:app');
    const { heard, socket } = await raw(port, 'GET /crash HTTP/1.1\r\nhost: a\r\n\r\n');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await eventually(() => heard().includes('half'), 'the beginning');
    await closed;
    expect((await ask('/describe')).body).toContain("'started': 'by lifespan'");
    expect((await ask('/stream?3')).body).toBe('012');
  });
});
