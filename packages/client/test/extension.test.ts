import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clientForFile, rejection } from './support/client';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-extension-'));
afterAll(() => rmSync(folder, { recursive: true }));
const py = await clientForFile({ sysPath: [folder] });
const mode = py.executionMode;

/** Compiles the extension for the Python at hand; false where there is no compiler or no header. */
async function compile(): Promise<boolean> {
  const [include, suffix] = await py.eval<[string, string]>(
    '[__import__("sysconfig").get_path("include"), __import__("sysconfig").get_config_var("EXT_SUFFIX")]',
  );
  const source = join(import.meta.dirname, 'fixtures/unsafe/unsafe_extension.c');
  const target = join(folder, `unsafe_extension${suffix}`);
  try {
    execFileSync('cc', ['-shared', '-fPIC', `-I${include}`, source, '-o', target], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

const compiled = await compile();

describe.runIf(compiled)('an extension module of the old kind', () => {
  it.runIf(mode === 'subinterp')('runs at home, in whatever way it is called', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => py.call('unsafe_extension', 'answer')));
    expect(answers).toEqual(Array(8).fill(42));
    expect(py.stats().homeModules).toEqual(['unsafe_extension']);
    expect(await (await py.import('unsafe_extension')).answer()).toBe(42);
    await using context = await py.context();
    expect((await rejection(context.call('unsafe_extension', 'answer'))).message).toContain('home: true');
  });

  it.runIf(mode === 'free_threaded')(
    'brings the GIL back, which the mode tells and a warning names',
    async () => {
      const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
      expect(await py.call('unsafe_extension', 'answer')).toBe(42);
      expect(py.executionMode).toBe('multi_executor');
      expect(await warned).toMatchObject({ name: 'PyloomWarning', code: 'PYLOOM_GIL_ENABLED' });
      expect((await warned).message).toContain("'unsafe_extension'");
      expect(py.executionModeReason).toContain("'unsafe_extension'");
      expect(py.stats().mode).toBe('multi_executor');
      expect(await py.eval('1 + 1')).toBe(2);
    },
  );

  it.runIf(mode === 'multi_executor')('runs like any other', async () => {
    expect(await py.call('unsafe_extension', 'answer')).toBe(42);
    expect(py.executionMode).toBe('multi_executor');
  });
});
