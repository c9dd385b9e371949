import { createPython } from '@pyloom/client';

const py = await createPython();

console.log(await py.call('math', 'sqrt', [16]));
console.log(await py.call('builtins', 'sorted', [[3, 1, 2]], { kwargs: { reverse: true } }));

await py.exec('def greet(name):\n    return f"Hello, {name}!"');
console.log(await py.call('__main__', 'greet', ['Node']));
console.log(await py.eval('[n * n for n in range(limit)]', { limit: 4 }));

await py.close();
