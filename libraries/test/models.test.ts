import { kwargs, NdArray } from '@pyloom/client';
import { expect, it } from 'vitest';
import { describeLibrary } from './library';

describeLibrary('onnxruntime', async (py) => {
  await py.defineModule(
    'graphs',
    `
from onnx import TensorProto, helper

def sum_of_rows():
    """As bytes of an ONNX model."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 3])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 1])
    node = helper.make_node("ReduceSum", ["x", "axes"], ["y"])
    axes = helper.make_tensor("axes", TensorProto.INT64, [1], [1])
    graph = helper.make_graph([node], "sums", [x], [y], [axes])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8).SerializeToString()
`,
  );
  const model = await py.call('graphs', 'sum_of_rows');

  it('runs a model on arrays of JavaScript', async () => {
    const ort = await py.import('onnxruntime');
    const session = await ort.InferenceSession(model, kwargs({ providers: ['CPUExecutionProvider'] }));
    const x = new NdArray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    expect(await session.run(null, { x })).toEqual([new NdArray(Float32Array.of(6, 15), [2, 1], 'float32')]);
    expect(await session.get_inputs().$item(0).name).toBe('x');
    await expect(session.run(null, { y: x })).rejects.toThrow(/x/);
  });
});

describeLibrary('model2vec', async (py) => {
  // Two words of each meaning, at right angles: models that people download have 30 000 in 256 dimensions.
  await py.defineModule(
    'embeddings',
    `
import numpy as np
from model2vec import StaticModel
from tokenizers import Tokenizer, models, pre_tokenizers

def load():
    words = ["[UNK]", "cat", "kitten", "car", "truck"]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return StaticModel(np.array([[0, 0], [1, 0], [1, 0.1], [0, 1], [0.1, 1]], np.float32), tokenizer)
`,
  );
  const model = await py.import('embeddings').then((embeddings) => embeddings.load());

  it('embeds texts', async () => {
    const vectors: NdArray = await model.encode(['a kitten', 'one truck']);
    expect([vectors.shape, vectors.dtype]).toEqual([[2, 2], 'float32']);
    const [kitten, truck] = [0, 2].map((at) => [...(vectors.data as Float32Array)].slice(at, at + 2));
    const similarity = (a: readonly number[] = [], b: readonly number[] = []) =>
      a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
    const cat = [...(await model.encode('cat'))];
    expect(similarity(kitten, cat)).toBeGreaterThan(similarity(truck, cat));
  });

  it('embeds many at once', async () => {
    const vectors = await Promise.all(Array.from({ length: 50 }, () => model.encode('cat')));
    expect(new Set(vectors.map(String)).size).toBe(1);
  });
});
