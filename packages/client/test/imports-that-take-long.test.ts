import { describe, expect, it } from 'vitest';
import { inEveryMode } from './callbacks/support/clients';
import { rejection } from './support/client';

// Longer than the two seconds after which code that cannot be interrupted yet is taken for code that hangs.
inEveryMode((open, mode) => {
  describe('an import that takes long', () => {
    it('goes on when the call that began it is out of time', async () => {
      const py = await open();
      py.state.set(`bodies_${mode}`, 0);
      const parts = ['one', 'two', 'three', 'four'].map((part) => `part_${part}_${mode}`);
      for (const part of parts)
        await py.defineModule(part, 'import time\nfor _ in range(80): time.sleep(0.01)');
      const source = `import pyloom\npyloom.state_incr('bodies_${mode}')\nimport ${parts.join()}\ndef f(): return 1`;
      await py.defineModule(`long_${mode}`, source);
      expect((await rejection(py.call(`long_${mode}`, 'f', [], { timeout: 20 }))).name).toBe(
        'PythonTimeoutError',
      );
      // Another lane may be another interpreter.
      if (mode === 'subinterp')
        while (py.stats().lanes.some((lane) => lane.busy)) await new Promise(setImmediate);
      expect(await py.call(`long_${mode}`, 'f')).toBe(1);
      if (mode !== 'subinterp') expect(py.state.get(`bodies_${mode}`)).toBe(1);
    });

    it('is there for all who wait for it, though one of them was out of time', async () => {
      const py = await open();
      const begun = new Promise((resolve) => py.registerFunction(`begun_${mode}`, () => resolve(undefined)));
      const source = `import pyloom, time\npyloom.call('begun_${mode}')\nfor _ in range(250): time.sleep(0.01)\ndef f(): return 1`;
      await py.defineModule(`waited_${mode}`, source);
      const home = (options = {}) => py.eval(`__import__('waited_${mode}').f()`, {}, options);
      const first = home();
      await begun;
      const limited = rejection(home({ timeout: 20 }));
      const others = Array.from({ length: 3 }, () => home());
      expect((await limited).name).toBe('PythonTimeoutError');
      expect(await Promise.all([first, ...others])).toEqual([1, 1, 1, 1]);
    });
  });
});
