import { createPython, NdArray, ndarray, writable } from '@pyloom/client';

const py = await createPython({ int64: 'number' });
await py.defineModule(
  'kinds',
  `
import numpy as np

def made():
    return {
        "counts": np.arange(3),
        "waves": np.array([1 + 2j, 3j]),
        "days": np.array(["2024-02-29"], "datetime64[D]"),
        "names": np.array(["Ada", "Grace"]),
        "readings": np.ma.array([1.5, 9999], mask=[False, True]),
    }

def is_leap_day(days):
    return days == np.datetime64("2024-02-29")

def sort(array):
    array.sort()
`,
);

console.log(await py.call('kinds', 'made'));
console.log(
  await py.call('kinds', 'is_leap_day', [new NdArray(BigInt64Array.of(19782n), [1], 'datetime64[D]')]),
);

const numbers = Float32Array.of(3, 1, 2);
await py.call('kinds', 'sort', [writable(ndarray(numbers))]);
console.log(numbers);
await py.close();
