import { createPython, kwargs, NdArray } from '@pyloom/client';

const py = await createPython({ arrays: 'numpy' });
await py.defineModule(
  'training',
  `
import torch
from torch import nn

def train(x, y, epochs):
    x, y = torch.tensor(x), torch.tensor(y)
    model = nn.Linear(x.shape[1], 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    return model
`,
);

const x = new NdArray(Float32Array.of(0, 1, 2, 3), [4, 1]);
const y = new NdArray(Float32Array.of(1, 3, 5, 7), [4, 1]);
const model = await py.call('training', 'train', [x, y, 500]);

const torch = await py.import('torch');
const answer = await model(torch.tensor([[10]], kwargs({ dtype: torch.float32 }))).detach();
console.log(answer.shape, Math.round(answer.data[0]));
const { weight } = await model.state_dict(); // tensors come as arrays
console.log(weight.dtype, weight.data[0].toFixed(1));
await py.close();
