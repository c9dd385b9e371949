// Children of Python that are forked, and so see the memory in which large values come.
import { describe, expect, it } from 'vitest';
import { view } from '../../src/index';
import { clientsForTests } from '../support/client';

const megabyte = 1 << 20;

describe.runIf(process.platform === 'linux')('large values that a forked child saw', () => {
  const open = clientsForTests();

  it('give their memory back when it has ended or become another program', async () => {
    const py = await open({ mode: 'process', numProcesses: 1 });
    await py.defineModule(
      'forks',
      `
import ctypes, os

def is_shared(value):
    fields = (ctypes.c_void_p * 16)()
    ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(value), fields, 0)
    ctypes.pythonapi.PyBuffer_Release(fields)
    regions = [line.split()[0] for line in open('/proc/self/maps') if '/memfd:pyloom-values ' in line]
    return any(begin <= fields[0] < end for begin, end in ([int(each, 16) for each in region.split('-')] for region in regions))

children = []

def fork(value):
    go, done = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go[1])
        os.read(go[0], 1)
        os.write(done[1], bytes(value[:1]))
        os._exit(0)
    os.close(go[0])
    children.append((child, go[1], done[0]))
    return is_shared(value)

def end():
    child, go, done = children.pop()
    os.close(go)
    seen = os.read(done, 1)
    os.waitpid(child, 0)
    return seen[0]

def fork_program(value):
    child = os.fork()
    if child == 0:
        os.execvp('sleep', ['sleep', '600'])
    children.append(child)
    return is_shared(value)

def end_programs():
    for child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)
`,
    );
    const value = (byte: number) => view(Buffer.alloc(8 * megabyte, byte));
    const isShared = async () => expect(await py.call('forks', 'is_shared', [value(255)])).toBe(true);
    // All of it together is more than there is room for, by far.
    for (let i = 0; i < 20; i++) {
      expect(await py.call('forks', 'fork', [value(i)])).toBe(true);
      await isShared();
      expect(await py.call('forks', 'end')).toBe(i);
    }
    await isShared();
    for (let i = 0; i < 20; i++) await py.call('forks', 'fork_program', [value(i)]);
    await isShared();
    await py.call('forks', 'end_programs');
  });
});
