import { createPython } from '@pyloom/client';

/** @type {import('../contender').OpenContender} */
export async function open({ python, mode, folder }) {
  const py = await createPython({ python, mode, sysPath: [folder], maxConcurrent: 2000 });
  const echo = py.func('work', 'echo');
  const sqrt = py.func('math', 'sqrt');
  await py.defineModule(
    'chain',
    "import pyloom\ndef down(depth):\n    return 0 if depth == 0 else pyloom.call('down', depth - 1) + 1\n",
  );
  py.registerFunction('down', (depth) => py.call('chain', 'down', [depth]));
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
    down: (depth) => py.call('chain', 'down', [depth]),
    items: (count) => py.stream('work', 'items', [count]),
    close: () => py.close({ timeout: 0 }),
  };
}

const increment = (n) => n + 1;
