// One call, from JavaScript to Python and back: beside an empty native call, a bare hop between threads and a vectorcall.
import { interleave, perAwait, perCall, perSecond } from '../lib/measure.mjs';

export const title = 'Calls';

export async function run({ py, raw }) {
  const sqrt = py.func('math', 'sqrt');
  const sync = await interleave({
    empty: perCall(() => raw.empty(), 1_000_000),
    doubleInOut: perCall(() => raw.doubleInOut(16), 1_000_000),
    vectorcall: async () => raw.vectorcall(1_000_000),
    gil: async () => raw.gil(1_000_000),
    bound: perCall(() => sqrt.sync(16), 500_000),
    named: perCall(() => py.callSync('math', 'sqrt', [16]), 200_000),
  });

  let pong = () => {};
  raw.startPingPong(50, () => pong());
  const ping = () =>
    new Promise((resolve) => {
      pong = resolve;
      raw.ping();
    });
  const oneByOne = await interleave({
    bare: perAwait(ping, 20_000),
    call: perAwait(() => py.call('math', 'sqrt', [16]), 20_000),
    func: perAwait(() => sqrt(16), 20_000),
  });
  raw.stopPingPong();

  const inFlight = await interleave({
    call: perSecond(() => py.call('math', 'sqrt', [16]), 1000, 100),
  });

  const parts = sync.doubleInOut.median + sync.gil.median + sync.vectorcall.median;
  const us = ({ median }) => ({ value: median / 1000, unit: 'µs' });
  const ns = ({ median }) => ({ value: median, unit: 'ns' });
  return [
    { item: 'empty native call', ...ns(sync.empty) },
    { item: 'native call, a double in and out', ...ns(sync.doubleInOut) },
    { item: 'vectorcall of math.sqrt with its floats, GIL held', ...ns(sync.vectorcall) },
    { item: 'letting go of the GIL and taking it again', ...ns(sync.gil) },
    {
      item: "`py.func('math', 'sqrt').sync(16)`",
      ...ns(sync.bound),
      raw: `${(sync.bound.median / parts).toFixed(1)} × (native call + GIL + vectorcall)`,
      aim: '300 ns',
    },
    {
      item: "`py.callSync('math', 'sqrt', [16])`",
      ...ns(sync.named),
      raw: `${(sync.named.median / parts).toFixed(1)} × the same`,
      aim: '600 ns',
    },
    { item: 'bare hop to a polling thread and back, promise', ...us(oneByOne.bare) },
    {
      item: "`await py.call('math', 'sqrt', [16])`, one at a time",
      ...us(oneByOne.call),
      raw: `${(oneByOne.call.median / oneByOne.bare.median).toFixed(1)} × the bare hop`,
      aim: '10 µs, 2 × the bare hop',
    },
    {
      item: '`await sqrt(16)`, one at a time',
      ...us(oneByOne.func),
      raw: `${(oneByOne.func.median / oneByOne.bare.median).toFixed(1)} × the bare hop`,
    },
    {
      item: 'the same call, 1000 in flight',
      value: inFlight.call.median,
      unit: '/s',
      aim: '500 000/s',
    },
  ];
}
