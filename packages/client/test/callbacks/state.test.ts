import { expect, it } from 'vitest';
import { inEveryMode } from './support/clients';

const source = `
import logging
import pyloom

def work(n):
    for i in range(n):
        pyloom.state_incr('counter')
        pyloom.state_set('last', i)
        logging.getLogger('busy').info('step %d', i)
        with pyloom.Span('step', number=i):
            pass
    pyloom.state_set('done', True)
    return pyloom.state_get('counter')
`;

inEveryMode((open) => {
  it('is reached while the JavaScript thread is busy', async () => {
    const python = await open();
    await python.defineModule('busy', source);
    const messages: string[] = [];
    await python.configureLogging({ handler: (record) => messages.push(record.message) });
    await python.enableTracing();
    // By now it is known where the module runs.
    await python.call('busy', 'work', [0]);
    python.state.clear();
    const call = python.call('busy', 'work', [100]);
    await new Promise((resolve) => process.nextTick(resolve)); // sent at the end of the turn's microtasks
    await null;
    const deadline = performance.now() + 50_000;
    // No turn of the event loop passes here: only a store that needs no JavaScript can end this.
    while (python.state.get('done') !== true && performance.now() < deadline);
    expect(python.state.get('counter')).toBe(100);
    expect(messages).toEqual([]);
    expect(await call).toBe(100);
    expect(messages).toHaveLength(100);
    expect(python.getTraces().filter((span) => span.name === 'step')).toHaveLength(100);
  });
});
