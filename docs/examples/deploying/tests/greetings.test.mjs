import { createPython, PythonError } from '@pyloom/client';
import { afterAll, beforeAll, expect, test } from 'vitest';

let py;
beforeAll(async () => {
  py = await createPython({ sysPath: [import.meta.dirname] });
});
afterAll(() => py.close());

test('greets', async () => {
  expect(await py.call('greetings', 'greet', ['Ada'])).toBe('Hello, Ada');
});

test('refuses to greet nobody', async () => {
  await expect(py.call('greetings', 'greet', [''])).rejects.toThrow(PythonError);
});
