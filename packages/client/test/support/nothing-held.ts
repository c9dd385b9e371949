import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { findPython, loadRuntime } from '@pyloom/core-native';
import { afterAll, expect } from 'vitest';
import { createPython } from '../../src';

setFlagsFromString('--expose-gc');
const collectJavaScript = runInNewContext('gc') as () => void;

/** The last value that a test had may be in a register still. */
const allowed = { references: 1, heldValues: 0 };

/** For a file whose tests leave something for a reason. */
export function allowHeldAtTheEnd({ heldValues }: { heldValues: number }): void {
  allowed.heldValues = heldValues;
}

/** The Python of this process, where it is not the one that is found. */
let python: string | undefined;

/** For a file whose clients load another Python than that of the run: a venv's. */
export function lookAtTheEndWith(executable: string): void {
  python = executable;
}

/**
 * For a file of tests: at its end, once its clients are closed, neither language holds anything for the other any more.
 */
export function expectNothingHeldAtTheEnd(): void {
  // The first to be registered is the last to run.
  afterAll(async () => {
    const options = python ? { python } : {};
    const runtime = await loadRuntime(await findPython(options));
    const py = await createPython(options);
    const held = () => {
      const { references, heldValues } = runtime.stats();
      return { references, heldValues };
    };
    const some = () => held().references > allowed.references || held().heldValues > allowed.heldValues;
    // What one lets go of can be what kept something of the other.
    for (let turn = 0; turn < 200 && some(); turn++) {
      collectJavaScript();
      await py.gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const left = held();
    await py.close();
    expect(left.references, 'Python objects that JavaScript holds').toBeLessThanOrEqual(allowed.references);
    expect(left.heldValues, 'JavaScript values that Python holds').toBeLessThanOrEqual(allowed.heldValues);
  });
}
