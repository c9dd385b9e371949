import { describe, expect, it } from 'vitest';
import { checkResources, type Resources } from './resources';

describe('the resources of a call', () => {
  it('may be parts of processors, and none', () => {
    checkResources({ numCpus: 0.5, numGpus: 0, memory: 2 ** 30, retries: 2 });
    checkResources({ numCpus: undefined } as Resources);
  });

  // biome-ignore lint/suspicious/noExplicitAny: wrong types are what is tried here
  it.each<[any, ErrorConstructor, string]>([
    [{ cpus: 1 }, TypeError, 'cpus'],
    [{ numCpus: '1' }, TypeError, "resources.numCpus must be a number, not '1'"],
    [{ numGpus: -1 }, RangeError, 'resources.numGpus must be 0 or more, not -1'],
    [{ memory: 0.5 }, RangeError, 'resources.memory must be an integer, 0 or more, not 0.5'],
    [{ retries: Number.NaN }, RangeError, 'resources.retries'],
    [null, TypeError, 'resources'],
  ])('%o are refused with a message that names key and value', (resources, type, message) => {
    expect(() => checkResources(resources)).toThrow(type);
    expect(() => checkResources(resources)).toThrow(message);
  });
});
