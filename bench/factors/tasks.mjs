/** Work for a processor, some 150 ms each: what a module of it defines, and what one piece of it is. */
export const tasks = [
  {
    name: 'plain Python',
    source: `
def work():
    x = 0
    for i in range(2_000_000): x += i * i
`,
  },
  {
    name: 'NumPy',
    source: `
import numpy as np
def work():
    x = np.random.default_rng(1).random((400, 400))
    for _ in range(6): x = np.sort(np.sin(x) @ x, axis=0)
`,
  },
  {
    name: 'pandas',
    source: `
import numpy as np, pandas as pd
def work():
    random = np.random.default_rng(1)
    frame = pd.DataFrame({'key': random.integers(0, 1000, 200_000), 'value': random.random(200_000)})
    for _ in range(6): frame.groupby('key').value.agg(['mean', 'std', 'max'])
`,
  },
];
