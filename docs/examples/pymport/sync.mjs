import { createPython } from '@pyloom/client';

const py = await createPython();
console.log(py.callSync('math', 'hypot', [3, 4]), py.evalSync('[x * x for x in xs]', { xs: [1, 2, 3] }));
