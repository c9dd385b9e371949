import { beforeAll, expect, it } from 'vitest';
import type { PyRef } from '../../src/index';
import { clientForFile } from '../support/client';

const py = await clientForFile();
const sessions = py.module('sessions');

beforeAll(() =>
  py.defineModule(
    'sessions',
    `
import asyncio

class Session:
    """As those of network libraries are."""
    def __init__(self):
        self.loop = asyncio.get_running_loop()
    async def __aenter__(self): return self
    async def __aexit__(self, *error): pass
    async def is_of_this_loop(self): return self.loop is asyncio.get_running_loop()

class Holder:
    Session = Session

def plain(): asyncio.get_running_loop()
`,
  ),
);

it('classes of asynchronous context managers make their objects on the loop', async () => {
  const session = await sessions.Session();
  expect(await session.is_of_this_loop()).toBe(true);
  const called = await py.call<PyRef>('sessions', 'Session');
  expect(await called.is_of_this_loop()).toBe(true);
  const kept = await py.call<PyRef>('sessions', 'Session', [], { as: 'ref' });
  expect(await kept.is_of_this_loop()).toBe(true);
  expect(await sessions.Holder().Session().is_of_this_loop()).toBe(true);
  await using context = await py.context();
  expect(await context.module<PyRef>('sessions').Session().is_of_this_loop()).toBe(true);
});

it('an error about the loop says what runs on one', async () => {
  await expect(py.call('sessions', 'plain')).rejects.toThrow(
    'RuntimeError: no running event loop: coroutine functions run on an event loop, and whatever they call: write an `async def` around it',
  );
});
