import { kwargs, NdArray, ndarray } from '@pyloom/client';
import { expect, it } from 'vitest';
import { describeLibrary } from './library';

const isPng = (bytes: Buffer) => bytes.subarray(1, 4).toString() === 'PNG';

describeLibrary('Pillow', async (py) => {
  const [Image, ImageDraw, io] = await Promise.all([
    py.import('PIL.Image'),
    py.import('PIL.ImageDraw'),
    py.import('io'),
  ]);

  it('makes, draws and writes an image', async () => {
    const image = await Image.new('RGB', [4, 3], 'red');
    expect([image.$type, await image.size, await image.getpixel([0, 0])]).toEqual([
      'PIL.Image.Image',
      [4, 3],
      [255, 0, 0],
    ]);
    await ImageDraw.Draw(image).rectangle([0, 0, 1, 1], kwargs({ fill: 'blue' }));
    expect(await image.getpixel([1, 1])).toEqual([0, 0, 255]);
    const file = await io.BytesIO();
    await image.save(file, 'PNG');
    expect(isPng(await file.getvalue())).toBe(true);
  });

  it('opens bytes, resizes and gives pixels', async () => {
    const file = await io.BytesIO();
    await Image.new('RGB', [4, 4], 'lime').save(file, kwargs({ format: 'png' }));
    const png = await file.getvalue();
    const small = await Image.open(io.BytesIO(png)).resize([2, 1]);
    const np = await py.import('numpy');
    expect(await np.asarray(small)).toEqual(
      new NdArray(Uint8Array.of(0, 255, 0, 0, 255, 0), [1, 2, 3], 'uint8'),
    );
  });

  it('takes pixels of JavaScript', async () => {
    const pixels = new Uint8Array(12).fill(7);
    expect(await Image.fromarray(ndarray(pixels, [2, 2, 3])).getpixel([1, 1])).toEqual([7, 7, 7]);
    expect(await Image.frombytes('RGB', [2, 2], Buffer.from(pixels)).getpixel([1, 1])).toEqual([7, 7, 7]);
  });
});

describeLibrary('matplotlib', async (py) => {
  const mpl = await py.import('matplotlib');
  await mpl.use('Agg');
  const [plt, io] = await Promise.all([py.import('matplotlib.pyplot'), py.import('io')]);

  it('draws a figure as a PNG', async () => {
    const [figure, axes] = await plt.subplots();
    await axes.plot(Float64Array.of(1, 2, 3), [1, 4, 9]);
    await axes.set_title('squares');
    const file = await io.BytesIO();
    await figure.savefig(file, kwargs({ format: 'png' }));
    await plt.close(figure);
    expect(isPng(await file.getvalue())).toBe(true);
  });

  it('counts for a histogram', async () => {
    const [counts] = await plt.hist([1, 2, 2, 3], kwargs({ bins: 3 }));
    expect(counts).toEqual(Float64Array.of(1, 2, 1));
    await plt.close('all');
  });
});
