import { createPython, kwargs } from '@pyloom/client';

const py = await createPython({ arrays: 'numpy' });
const matplotlib = await py.import('matplotlib');
await matplotlib.use('Agg'); // draws without a screen
const plt = await py.import('matplotlib.pyplot');
const io = await py.import('io');

const x = Float64Array.from({ length: 100 }, (_, i) => i / 10);
const [figure, axes] = await plt.subplots();
await axes.plot(x, x.map(Math.sin), kwargs({ label: 'sine' }));
await axes.legend();

const file = await io.BytesIO();
await figure.savefig(file, kwargs({ format: 'png' }));
await plt.close(figure); // or it stays for ever
const png = await file.getvalue();
console.log(png.subarray(1, 4).toString());
await py.close();
