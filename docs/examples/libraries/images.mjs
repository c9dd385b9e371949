import { createPython, ndarray } from '@pyloom/client';

const py = await createPython({ arrays: 'numpy' });
const Image = await py.import('PIL.Image');
const io = await py.import('io');

const pixels = new Uint8Array(4 * 4 * 3).fill(128);
const image = await Image.fromarray(ndarray(pixels, [4, 4, 3]));
const file = await io.BytesIO();
await image.resize([2, 2]).save(file, 'PNG');
const png = await file.getvalue();

const opened = await Image.open(io.BytesIO(png));
console.log(opened.$type, await opened.size, await opened.getpixel([0, 0]));
await py.close();
