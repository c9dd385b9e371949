import { describe, expect, it } from 'vitest';
import {
  InvalidArgumentError,
  InvalidRangeError,
  isPyloomError,
  markPyloomError,
  PyloomError,
  recogniseByCode,
} from '../index';

class ExampleError extends PyloomError {
  constructor(message: string, options?: ErrorOptions) {
    super('ExampleError', 'ERR_PYLOOM_EXAMPLE', message, options);
  }
}

describe('PyloomError', () => {
  it('has its name, code, message and cause', () => {
    const cause = new Error('below');
    const error = new ExampleError('above', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'ExampleError',
      code: 'ERR_PYLOOM_EXAMPLE',
      message: 'above',
      cause,
    });
    expect(error.stack).toContain('pyloom-error.test.ts');
  });
});

describe('isPyloomError', () => {
  it('knows every error that was marked', () => {
    expect(isPyloomError(new ExampleError('mine'))).toBe(true);
    expect(isPyloomError(new InvalidArgumentError('type'))).toBe(true);
    expect(isPyloomError(markPyloomError(new SyntaxError('odd'), 'Odd', 'ERR_PYLOOM_ODD'))).toBe(true);
  });

  it('knows an error that another copy of the package made', () => {
    const foreign = Object.assign(new Error('from the CommonJS build'), {
      [Symbol.for('pyloom.error')]: true,
    });
    expect(isPyloomError(foreign)).toBe(true);
  });

  it.each([new Error('plain'), { code: 'ERR_PYLOOM_EXAMPLE' }, 'ERR_PYLOOM_EXAMPLE', null, undefined])(
    'knows nothing else: %s',
    (value) => {
      expect(isPyloomError(value)).toBe(false);
    },
  );
});

describe('recogniseByCode', () => {
  const code = 'ERR_PYLOOM_COPIED';
  class CopiedError extends Error {}
  recogniseByCode(CopiedError, code);
  const foreign = markPyloomError(new Error('from another copy'), 'CopiedError', code);

  it('lets instanceof find the errors of every copy of the class', () => {
    expect(foreign instanceof CopiedError).toBe(true);
    expect(markPyloomError(new CopiedError('own'), 'CopiedError', code) instanceof CopiedError).toBe(true);
  });

  it.each([new Error('plain'), { code }, new ExampleError('of another code'), undefined])(
    'finds nothing else: %s',
    (value) => {
      expect(value instanceof CopiedError).toBe(false);
    },
  );

  it('leaves classes that are derived from it alone', () => {
    class DerivedError extends CopiedError {}
    expect(foreign instanceof DerivedError).toBe(false);
    expect(new DerivedError('derived') instanceof DerivedError).toBe(true);
  });
});

describe('errors about arguments', () => {
  it('are a TypeError and a RangeError, also by name, with one code', () => {
    const type = new InvalidArgumentError('type');
    const range = new InvalidRangeError('range');
    expect(type).toBeInstanceOf(TypeError);
    expect(range).toBeInstanceOf(RangeError);
    expect([type.name, range.name]).toEqual(['TypeError', 'RangeError']);
    expect([type.code, range.code]).toEqual(['ERR_PYLOOM_INVALID_ARGUMENT', 'ERR_PYLOOM_INVALID_ARGUMENT']);
  });
});
