import { createPython } from '@pyloom/client';

const py = await createPython();
console.log(py.executionMode, '-', py.executionModeReason);
console.log('calls at once:', py.numExecutors, '| sub-interpreters possible:', py.subinterpSupported);
await py.close();
