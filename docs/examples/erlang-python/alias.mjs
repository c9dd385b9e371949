import { createPython } from '@pyloom/client';

const py = await createPython({ moduleAliases: ['erlang'] });

py.registerFunction(
  'compute_via_python',
  async (x) => (await py.call('__main__', 'complex_compute', [x])) * 2,
);
await py.exec(`
def complex_compute(x):
    return x * x

def process(x):
    from erlang import call
    return call('compute_via_python', x) + 1
`);
console.log(await py.call('__main__', 'process', [10]));

await py.close();
