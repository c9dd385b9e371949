import { createPython } from '@pyloom/client';

const py = await createPython();

py.state.set('config', { model: 'small', limit: 3 });
await py.defineModule(
  'worker',
  `
from pyloom import state_get, state_incr

def handle(item):
    state_incr("handled")
    return item[: state_get("config")["limit"]]
`,
);
const outcomes = await py.parallel(['apple', 'banana', 'cherry'].map((item) => ['worker', 'handle', [item]]));
console.log(
  outcomes.map(({ value }) => value),
  py.state.get('handled'),
);

await py.close();
