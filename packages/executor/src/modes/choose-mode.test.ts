import { describe, expect, it } from 'vitest';
import { chooseMode, type RuntimeFacts, supportsProcesses, supportsSubinterpreters } from './choose-mode';
import { ModeUnavailableError } from './mode-unavailable-error';

const withGil = { freeThreadedBuild: false, gilEnabled: true };
const python = (version: string, facts: Partial<RuntimeFacts> = {}): RuntimeFacts => ({
  ...withGil,
  version,
  supportsOwnGil: !/^3\.(9|10|11)\./.test(version),
  ...facts,
});
const freeThreaded = python('3.13.5', { freeThreadedBuild: true, gilEnabled: false });

describe('chooseMode', () => {
  it.each([
    ['3.9.18', 'multi_executor'],
    ['3.11.7', 'multi_executor'],
    ['3.12.1', 'multi_executor'],
    ['3.12.3', 'multi_executor'],
    ['3.12.4', 'subinterp'],
    ['3.12.10', 'subinterp'],
    ['3.13.0', 'subinterp'],
    ['3.13.0rc2', 'subinterp'],
    ['3.15.2', 'subinterp'],
    ['4.0.0', 'subinterp'],
  ])('takes the best mode of %s: %s', (version, mode) => {
    expect(chooseMode(python(version), 'auto').mode).toBe(mode);
  });

  it('takes free threading where the GIL is off', () => {
    expect(chooseMode(freeThreaded, 'auto')).toEqual({
      mode: 'free_threaded',
      reason: 'CPython 3.13.5 runs without a GIL',
    });
  });

  it('takes threads with a shared GIL where a free-threaded build has it on', () => {
    const chosen = chooseMode({ ...freeThreaded, gilEnabled: true }, 'auto');
    expect(chosen.mode).toBe('multi_executor');
    expect(chosen.reason).toContain('switched on');
  });

  it('says why an older 3.12 gets no sub-interpreters', () => {
    expect(chooseMode(python('3.12.1'), 'auto').reason).toBe(
      'CPython 3.12.1 has a GIL and its sub-interpreters are not safe before 3.12.4',
    );
  });

  it('gives what was asked for', () => {
    expect(chooseMode(python('3.13.0'), 'multi_executor').mode).toBe('multi_executor');
    expect(chooseMode(freeThreaded, 'subinterp').mode).toBe('subinterp');
    expect(chooseMode(freeThreaded, 'free_threaded').mode).toBe('free_threaded');
  });

  it.each([
    [python('3.13.0'), 'free_threaded', ['subinterp', 'multi_executor'], '3.13.0 has a GIL'],
    [python('3.12.1'), 'subinterp', ['multi_executor'], 'not safe before 3.12.4'],
    [python('3.11.7'), 'subinterp', ['multi_executor'], 'from 3.12 on'],
    [
      python('3.13.0', { supportsOwnGil: false }),
      'subinterp',
      ['multi_executor'],
      'all its interpreters share',
    ],
    [
      { ...freeThreaded, gilEnabled: true },
      'free_threaded',
      ['subinterp', 'multi_executor'],
      'GIL is switched on',
    ],
  ] as const)('refuses %o as %s and says what can be had', (facts, asked, available, reason) => {
    let error: unknown;
    try {
      chooseMode(facts, asked);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ModeUnavailableError);
    expect(error).toMatchObject({ code: 'ERR_PYLOOM_MODE_UNAVAILABLE', mode: asked, available });
    expect((error as Error).message).toContain(reason);
    expect((error as Error).message).toContain(`'${available[0]}'`);
  });
});

describe.runIf(supportsProcesses())('a Python that cannot be loaded into this process', () => {
  const alone = python('3.13.0', { embeddable: false });

  it('runs in processes, which is said', () => {
    expect(chooseMode(alone, 'auto')).toEqual({
      mode: 'process',
      reason:
        'CPython 3.13.0 has no shared library here that could be loaded into this process, but runs in processes of its own',
    });
    expect(chooseMode({ ...freeThreaded, embeddable: false }, 'auto').mode).toBe('process');
  });

  it.each(['free_threaded', 'subinterp', 'multi_executor'] as const)('gives no mode %s', (mode) => {
    expect(() => chooseMode(alone, mode)).toThrow(
      expect.objectContaining({ name: 'ModeUnavailableError', available: ['process'] }),
    );
    expect(supportsSubinterpreters(alone)).toBe(false);
  });
});

describe('supportsSubinterpreters', () => {
  it.each([
    [python('3.11.7'), false],
    [python('3.12.0'), false],
    [python('3.12.3'), false],
    [python('3.12.4'), true],
    [freeThreaded, true],
  ])('of %o is %s', (facts, supported) => {
    expect(supportsSubinterpreters(facts)).toBe(supported);
  });
});
