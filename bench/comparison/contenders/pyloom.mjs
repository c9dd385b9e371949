import { createPython } from '@pyloom/client';

/** @type {import('../contender').OpenContender} */
export async function open({ python, mode, folder }) {
  const py = await createPython({ python, mode, sysPath: [folder], maxConcurrent: 2000 });
  const echo = py.func('work', 'echo');
  const sqrt = py.func('math', 'sqrt');
  await py.defineModule('chain', chain);
  await py.defineModule('named', named);
  py.registerFunction('down', (depth) => py.call('chain', 'down', [depth]));
  py.registerFunction('down_sync', (depth) => py.callSync('chain', 'down_sync', [depth]));
  py.registerFunction('increment', increment);
  return {
    detail: `CPython ${py.version}, ${py.executionMode}`,
    echo,
    echoSync: echo.sync,
    sqrt,
    sqrtSync: sqrt.sync,
    spin: py.func('work', 'spin'),
    busy: py.func('work', 'busy'),
    repeat: (count) => py.call('work', 'repeat', [increment, count]),
    repeatSync: (count) => py.callSync('work', 'repeat', [increment, count]),
    repeatNamed: (count) => py.call('named', 'repeat', [count]),
    repeatNamedSync: (count) => py.callSync('named', 'repeat', [count]),
    down: (depth) => py.call('chain', 'down', [depth]),
    downSync: (depth) => py.callSync('chain', 'down_sync', [depth]),
    items: (count) => py.stream('work', 'items', [count]),
    close: () => py.close({ timeout: 0 }),
  };
}

const increment = (n) => n + 1;

const chain = `
import pyloom

def down(depth):
    return 0 if depth == 0 else pyloom.call('down', depth - 1) + 1

def down_sync(depth):
    return 0 if depth == 0 else pyloom.call('down_sync', depth - 1) + 1
`;

const named = `
import pyloom

def repeat(count):
    for i in range(count):
        pyloom.call('increment', i)
`;
