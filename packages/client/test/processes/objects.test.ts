import { expect, it } from 'vitest';
import { ConversionError } from '../../src/index';
import { clientsForTests, rejection } from '../support/client';

const open = clientsForTests();

it.runIf(process.platform === 'linux')(
  'objects of two processes do not meet, and are told by them',
  async () => {
    const py = await open({ mode: 'process', numProcesses: 2 });
    const source = `
import pyloom
class Thing:
    pass
def make():
    pyloom.state_incr('makes')
    while pyloom.state_get('makes') < 2:
        pass
    return Thing()
`;
    await py.defineModule('processes_things', source);
    const things = await Promise.all([1, 2].map(() => py.call<never>('processes_things', 'make')));
    const error = await rejection(py.call('builtins', 'print', things));
    expect(error).toBeInstanceOf(ConversionError);
    expect(error.message).toMatch(
      /of Python process \d+, but this call has a .* of Python process \d+ already/,
    );
  },
);

it.runIf(process.platform === 'linux')(
  'an object is of no use to another client, whose error says so',
  async () => {
    const [py, other] = await Promise.all([1, 2].map(() => open({ mode: 'process', numProcesses: 1 })));
    const thing = await py?.eval('object()');
    const error = await rejection(other?.call('builtins', 'str', [thing]) as Promise<unknown>);
    expect(error).toBeInstanceOf(ConversionError);
    expect(error.message).toContain('in a Python process of another client');
    expect(await py?.call('builtins', 'str', [thing])).toContain('object');
  },
);
