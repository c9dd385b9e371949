import { createPython } from '@pyloom/client';

const py = await createPython();
await py.defineModule(
  'pixels',
  `
def invert(image, first, last):
    for i in range(first, last):
        image[i] = 255 - image[i]
`,
);

const image = await py.sharedArray(Uint8Array, 1000);
image.fill(5);
await py.parallel([0, 250, 500, 750].map((i) => ['pixels', 'invert', [image, i, i + 250]]));
console.log(image.length, new Set(image));

// A part of it is the same memory, in whichever process it is written to.
const session = await py.context({ isolated: true });
await session.exec('def clear(part): part[:] = bytes(len(part))');
await session.call('__main__', 'clear', [image.subarray(0, 500)]);
console.log(image[499], image[500]);

await py.close();
