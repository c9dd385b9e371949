import { createPython } from '@pyloom/client';

const py = await createPython({ arrays: 'numpy' });
await py.defineModule(
  'signals',
  `
import numpy as np

def smooth(signal, width):
    return np.convolve(signal, np.ones(width) / width, "valid")

def against_each_other(a, b):
    return np.outer(a, b)
`,
);

const signal = Float64Array.from({ length: 6 }, (_, i) => i * i);
console.log(await py.call('signals', 'smooth', [signal, 2]));
console.log(await py.call('signals', 'against_each_other', [signal.subarray(0, 3), Int8Array.of(1, -1)]));
await py.close();
