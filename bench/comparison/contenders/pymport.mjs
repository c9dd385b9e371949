import { peer } from '../peers.mjs';

/** @type {import('../contender').OpenContender} */
export async function open({ folder }) {
  const { pymport, PyObject } = peer('pymport');
  pymport('sys').get('path').get('insert').call(0, folder);
  const work = pymport('work');
  const echo = work.get('echo');
  const sqrt = pymport('math').get('sqrt');
  const repeat = work.get('repeat');
  const down = work.get('down');
  const downSync = (depth) => down.call(downSync, depth).toJS();
  const later = (called) => called.then((result) => result.toJS());
  return {
    detail: 'one interpreter, one GIL',
    // A plain object as the last argument would be taken for keyword arguments.
    echo: (value) => later(echo.callAsync(PyObject.fromJS(value))),
    echoSync: (value) => echo.call(PyObject.fromJS(value)).toJS(),
    sqrt: (x) => later(sqrt.callAsync(x)),
    sqrtSync: (x) => sqrt.call(x).toJS(),
    spin: () => work.get('spin').callAsync(),
    busy: (seconds) => work.get('busy').callAsync(PyObject.float(seconds)),
    repeat: (count) => repeat.callAsync((n) => n + 1, count),
    repeatSync: (count) => repeat.call((n) => n + 1, count),
    downSync,
    items: function* (count) {
      for (const item of work.get('items').call(count)) yield item.toJS();
    },
    close: () => {},
  };
}
