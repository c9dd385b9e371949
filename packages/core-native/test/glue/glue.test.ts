import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

// The Python half outside Node, in plain Python: each file here is a suite of unittest.
const run = promisify(execFile);
const python = process.env.PYLOOM_PYTHON ?? 'python3';
const files = readdirSync(import.meta.dirname).filter((name) => /^test_.*\.py$/.test(name));

describe('the Python half', () => {
  it.each(files)('%s', async (file) => {
    const { stderr } = await run(python, [file], { cwd: import.meta.dirname }).catch((error) => error);
    // From 3.12 on a file whose tests are all skipped counts as one that ran none.
    expect(stderr).toMatch(/\nRan [1-9]\d* tests? in .*\n\nOK|\nNO TESTS RAN \(skipped=[1-9]/);
  });
});
