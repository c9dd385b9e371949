import { createPython } from '@pyloom/client';

const py = await createPython();

py.state.set('app_config', { model: 'gpt-4', timeout: 30000 }); // py:state_store
await py.defineModule(
  'metrics',
  `
from pyloom import state_get, state_incr

def record(data):
    state_incr('requests_total')
    state_incr('bytes_processed', len(data))
    return state_get('app_config')['model']
`,
);
console.log(await py.call('metrics', 'record', ['12345']));
console.log(py.state.get('requests_total'), py.state.get('bytes_processed')); // py:state_fetch

await py.close();
