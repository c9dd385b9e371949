import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, it } from 'vitest';
import { clientForFile, eventually, rejection } from './support/client';

const py = await clientForFile();

it('publishes each call on diagnostics channels, with what came of it', async () => {
  const seen: [string, Record<string, unknown>][] = [];
  const listeners = ['start', 'end', 'error'].map((name) => {
    const listener = (message: unknown) => seen.push([name, message as Record<string, unknown>]);
    subscribe(`pyloom:call:${name}`, listener);
    return () => unsubscribe(`pyloom:call:${name}`, listener);
  });
  await py.call('math', 'sqrt', [16]);
  const error = await rejection(py.call('math', 'sqrt', [-1]));
  for (const stop of listeners) stop();
  await py.call('math', 'sqrt', [1]);
  expect(seen.map(([name]) => name)).toEqual(['start', 'end', 'start', 'error']);
  expect(seen[1]?.[1]).toBe(seen[0]?.[1]);
  expect(seen[1]?.[1]).toMatchObject({
    module: 'math',
    name: 'sqrt',
    nested: false,
    result: 4,
    duration: expect.any(Number),
  });
  expect(seen[3]?.[1]).toMatchObject({ error });
});

it('publishes the lanes that start', async () => {
  const seen: unknown[] = [];
  const listener = (message: unknown) => seen.push(message);
  subscribe('pyloom:lane:start', listener);
  await py.call('asyncio', 'sleep', [0]);
  await eventually(
    () => seen.some((lane) => (lane as { kind: string }).kind === 'async'),
    'a lane was told of',
  );
  unsubscribe('pyloom:lane:start', listener);
  const ids = seen.map((lane) => (lane as { id: number }).id);
  expect(new Set(ids).size).toBe(ids.length);
});
